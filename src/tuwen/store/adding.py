"""Adding records: chunks of rows, pictures examined ahead, one commit a chunk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from tuwen.core import platform
from tuwen.core.items import Item
from tuwen.core.records import Record, Reject
from tuwen.store.batch import Batch, Refusal, save_refusals
from tuwen.store.intake import Examining, join, size
from tuwen.store.pictures import NewPicture

if TYPE_CHECKING:
    from tuwen.image.safe import Intake
    from tuwen.store.collection import Collection

CHUNK_ROWS = 16_384
CHUNK_PICTURES = 512
CHUNK_BYTES = 32_000_000
CHUNK_FEW = 64  # pictures for which starting a second child costs more than it saves


class AddCounts(NamedTuple):
    """read = accepted + rejected + duplicates."""

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicates: int = 0

    def plus(self, other: "AddCounts") -> "AddCounts":
        """The sums."""
        return AddCounts(*(a + b for a, b in zip(self, other, strict=True)))


@dataclass
class _Chunk:
    """Rows of one commit: items in the order they came, refusals, pictures not seen before."""

    n_read: int = 0
    items: list[Item] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    pictures: list[NewPicture] = field(default_factory=list)
    n_rejected: int = 0


class Adder:
    """One call of `Collection.add`."""

    def __init__(self, collection: "Collection") -> None:
        """Only stores."""
        self._collection = collection
        self._intake: Intake | None = None

    def run(self, records: Iterable[Record | Reject]) -> Iterator[AddCounts]:
        """Commit chunk after chunk; gives the counts of each when it is on disk."""
        waiting: _Chunk | None = None
        try:
            for rows in _chunks(records):
                # The children open the pictures of this chunk while the last one is committed.
                examining = self._ahead(rows)
                if waiting is not None:
                    yield self._commit(waiting)
                waiting = self._understand(rows, examining)
            if waiting is not None:
                yield self._commit(waiting)
        finally:
            if self._intake is not None:
                self._intake.__exit__(None, None, None)

    def _ahead(self, rows: list[Record | Reject]) -> Examining:
        pictures = [p for row in rows if isinstance(row, Record) for p in row.pictures]
        examining = Examining(pictures, self._collection.pictures)
        if examining.n_new:
            if self._intake is None:
                from tuwen.image.safe import Intake

                few = examining.n_new < CHUNK_FEW
                self._intake = Intake(workers=1 if few else min(4, platform.cpu_count()))
                self._intake.__enter__()
            examining.start(self._intake)
        return examining

    def _understand(self, rows: list[Record | Reject], examining: Examining) -> _Chunk:
        chunk = _Chunk(n_read=len(rows))
        verdicts = iter(examining.finish())
        chunk.pictures = examining.accepted(self._collection.link)
        for row in rows:
            if isinstance(row, Reject):
                chunk.refusals.append(Refusal(row))
                chunk.n_rejected += 1
            elif not row.pictures:
                chunk.items.append(row.item)
            else:
                item, refused = join(row, [next(verdicts) for _ in row.pictures])
                chunk.refusals += refused
                chunk.n_rejected += item is None
                if item is not None:
                    chunk.items.append(item)
        return chunk

    def _commit(self, chunk: _Chunk) -> AddCounts:
        collection = self._collection
        batch = Batch(collection.db, chunk.items)
        refusals = chunk.refusals + batch.refusals
        counts = AddCounts(
            chunk.n_read,
            len(batch.rows),
            chunk.n_rejected + len(batch.refusals),
            batch.n_duplicates,
        )
        if not batch.rows and not refusals:
            return counts
        pictures = self._needed(chunk.pictures, batch)
        pack = collection.pictures.write(pictures)
        with collection.db.transaction():
            collection.pictures.insert(pictures, pack)
            save_refusals(collection.db, refusals)
            batch.insert()
        collection.refresh()
        return counts

    def _needed(self, pictures: list[NewPicture], batch: Batch) -> list[NewPicture]:
        """Those that a new row shows, and that no chunk before has brought."""
        if not pictures:
            return []
        shown = {sha for _, packed, _ in batch.rows for sha in packed.images}
        shown -= self._collection.pictures.known(sorted(shown))
        return [picture for picture in pictures if bytes.fromhex(picture.found.sha256) in shown]


def _chunks(records: Iterable[Record | Reject]) -> Iterator[list[Record | Reject]]:
    """Slices bounded in rows, pictures and (roughly) bytes."""
    rows: list[Record | Reject] = []
    n_pictures = n_bytes = 0
    for record in records:
        rows.append(record)
        if isinstance(record, Record):
            n_bytes += sum(map(len, record.item.fields.values()))
            for picture in record.pictures:
                n_pictures += 1
                n_bytes += size(picture)
        if len(rows) >= CHUNK_ROWS or n_pictures >= CHUNK_PICTURES or n_bytes >= CHUNK_BYTES:
            yield rows
            rows, n_pictures, n_bytes = [], 0, 0
    if rows:
        yield rows
