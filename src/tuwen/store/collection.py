"""Collection: items, pictures and what was found about them, in one folder on disk."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tuwen.core.errors import Interrupted, NotFound, UsageError
from tuwen.core.items import Item
from tuwen.core.progress import NoProgress, Progress
from tuwen.core.records import Record, Reject
from tuwen.store import rows, session
from tuwen.store.adding import AddCounts, Adder
from tuwen.store.answers import Answers
from tuwen.store.batch import Refusal, read_refusals
from tuwen.store.description import describe
from tuwen.store.pictures import Pictures
from tuwen.store.schema import key_of
from tuwen.store.session import Session
from tuwen.store.snapshot import Snapshot, last_version

if TYPE_CHECKING:
    import numpy as np

    from tuwen.store.removal import Removal
    from tuwen.store.tokens import TokenStore
    from tuwen.store.vectors import VectorSpace

BATCH = 4096


class Collection:
    """A folder NAME.tuwen. One writer at a time, many readers, each seeing one whole version.

    Its drawers: `db` the database, `pictures`, `drawer` the derived files, `jobs`.
    """

    def __init__(self, session: Session, version: int | None = None) -> None:
        """Use `create` or `open`."""
        self._session = session
        self.path, self.db, self.jobs = session.path, session.db, session.jobs
        self.drawer = session.derived
        self.pictures = Pictures(self.db, self.path, self.drawer)
        self._answers = Answers(self.db)
        self._snapshot = Snapshot(self.db, last_version(self.db, version))

    @classmethod
    def create(cls, path: str | Path, *, link: bool = False) -> Self:
        """A new collection, open for writing. `link`: picture files stay where they are.

        Raises UsageError where there is one already.
        """
        return cls(session.create(Path(path), link=link))

    @classmethod
    def open(cls, path: str | Path, *, write: bool = False, version: int | None = None) -> Self:
        """An existing collection: to read (the newest version, or the one named), or to write.

        Raises NotFound, Busy (another writer), DamagedData.
        """
        return cls(session.resume(Path(path), write=write), version)

    def close(self) -> None:
        """End the session: register what was written, empty the log, close the seal."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # what is in here

    def __len__(self) -> int:
        return self._snapshot.version.n

    @property
    def version(self) -> int:
        """The version this reader is pinned to, or the writer's last."""
        return self._snapshot.version.version

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the sorted digests: equal for equal content, however it came in."""
        return self._snapshot.hash

    @property
    def link(self) -> bool:
        """Whether picture files stay where they are."""
        return bool(self._session.facts["link"])

    @property
    def writable(self) -> bool:
        """Whether this session may write."""
        return self._session.write

    @property
    def snapshot(self) -> Snapshot:
        """The rows of this version as arrays."""
        return self._snapshot

    def refresh(self) -> None:
        """See the newest version."""
        self._snapshot = Snapshot(self.db, last_version(self.db))

    def items(self, ids: Iterable[str] | None = None, *, batch: int = BATCH) -> Iterator[Item]:
        """All items in the order of their digests, or those of `ids` (unknown ones left out).

        Reads `batch` at a time; raises DamagedData for an item that fails its digest.
        """
        numbers = self._snapshot.rows if ids is None else self.rows_of(ids)
        for start in range(0, len(numbers), batch):
            yield from rows.read(self.db, numbers[start : start + batch].tolist())

    def get(self, id: str) -> Item:
        """The item of that id; raises NotFound or DamagedData."""
        for item in self.items([id]):
            return item
        raise NotFound("not_in_collection", id=id)

    def ids(self) -> list[str]:
        """All ids in the order of the digests."""
        return self.ids_of(self._snapshot.rows)

    def ids_of(self, numbers: "np.ndarray") -> list[str]:
        """The ids of rows, in that order; raises DamagedData for one that fails its check."""
        found: list[str] = []
        query = "SELECT row, id, key FROM items WHERE row IN (SELECT value FROM json_each(?))"
        for start in range(0, len(numbers), BATCH):
            wanted = numbers[start : start + BATCH].tolist()
            by_row = {row: (id, key) for row, id, key in self.db.rows(query, json.dumps(wanted))}
            for row in wanted:
                id, key = by_row.get(row, ("", None))
                if key_of(id) != key:
                    raise self.db.damaged(f"the id of row {row}")
                found.append(id)
        return found

    def rows_of(self, ids: Iterable[str]) -> "np.ndarray":
        """(n,) int64: the rows of ids in this version, in that order; unknown ones left out."""
        import numpy as np

        keys = [key_of(id) for id in ids]
        found: dict[int, int] = {}
        v = self.version
        query = (
            "SELECT i.key, i.row FROM json_each(?) k CROSS JOIN items i"
            " ON i.key = k.value AND i.until IS NULL AND i.since <= ?"
        )
        for start in range(0, len(keys), BATCH):
            wanted = json.dumps(keys[start : start + BATCH])
            found.update(self.db.rows(query, wanted, v))
        missing = [key for key in keys if key not in found]
        if missing and self.db.rows("SELECT 1 FROM items WHERE until > ? LIMIT 1", v):
            found.update(self._gone_since(missing))
        return np.array([found[key] for key in keys if key in found], np.int64)

    def _gone_since(self, keys: list[int]) -> dict[int, int]:
        """Rows that a later version has retired and this one still shows."""
        wanted, v = set(keys), self.version
        query = "SELECT key, row FROM items WHERE until > ? AND since <= ?"
        return {key: row for key, row in self.db.rows(query, v, v) if key in wanted}

    # pictures

    def picture_bytes(self, sha256: str) -> bytes:
        """An original as it came; raises NotFound, or DamagedData naming its file."""
        return self.pictures.read(sha256)

    def thumbnail(self, sha256: str) -> bytes:
        """A JPEG of at most 160 px a side, without metadata; raises NotFound or DamagedData."""
        return self.pictures.thumbnail(sha256)

    def picture_facts(self, sha256: str) -> dict[str, Any]:
        """What intake found: format, width, height, hashes (16 hex digits), colours, taken …"""
        return self.pictures.facts(sha256)

    def picture_table(self) -> dict[str, Any]:
        """Facts of all pictures as columns, in the order of their SHA-256."""
        return self.pictures.table()

    # what was found

    def save_findings(self, name: str, value: Any) -> None:
        """Keep `value` (plain JSON) under `name`; registers what was written in `derived` folders."""
        self.expect_writer()
        self.drawer.save_findings(name, value)

    def findings(self, name: str) -> Any:
        """The findings of that name, or None; raises DamagedData."""
        return self.drawer.findings(name)

    def findings_names(self) -> list[str]:
        """Names under which there are findings."""
        return sorted({row.name for row in self.drawer.registered("findings")})

    def derived(self, name: str) -> Path:
        """A folder for derived files. What stands there was checked; what is written there is
        registered with its digest at the next `save_findings` or `close`."""
        return self.drawer.folder(name)

    def tokens(self, progress: Progress | None = None) -> "TokenStore":
        """The segmented form of every item; brought up to date where this session may write."""
        from tuwen.store.tokens import TokenStore

        store = TokenStore(self)
        if self.writable:
            store.update(progress)
        return store

    def vectors(self, space: str, size: int) -> "VectorSpace":
        """The vectors of a space (name, and number of dimensions); new where there are none."""
        from tuwen.store.vectors import VectorSpace

        return VectorSpace(self, space, size)

    def save_answers(self, task: str, model: str, answers: Iterable[tuple[str, Any]]) -> None:
        """Keep what the model of digest `model` answered, (id, plain JSON) each."""
        self.expect_writer()
        self._answers.save(task, model, answers)

    def answers(self, task: str, model: str | None = None) -> dict[str, Any]:
        """Answers to a task by item id."""
        return self._answers.of(task, model)

    def register_model(self, digest: str, name: str) -> None:
        """Note that a model was fitted on this version: `remove` names it if an item goes."""
        self.expect_writer()
        self._answers.register_model(digest, name, self.version)

    def models(self) -> list[tuple[str, str, int]]:
        """(digest, name, version) of the models registered."""
        return self._answers.models()

    def rejects(self) -> list[Reject]:
        """Records that were refused, in the order they came."""
        return [r.reject for r in read_refusals(self.db) if not r.item]

    def picture_issues(self) -> list[Refusal]:
        """Pictures that were refused while their record was accepted: (reject, item, picture)."""
        return [r for r in read_refusals(self.db) if r.item]

    def info(self) -> dict[str, Any]:
        """What is in here, as plain JSON values."""
        return describe(self)

    # changing it

    def add(
        self, records: Iterable[Record | Reject], progress: Progress | None = None
    ) -> AddCounts:
        """Add what is new; on return it is on disk. read = accepted + rejected + duplicates.

        Stopped half-way, it raises Interrupted: whole chunks stay, and adding the same records again
        goes on from there. Raises UsageError when open for reading.
        """
        self.expect_writer()
        total, job = AddCounts(), self.jobs.start("add")
        try:
            with (progress or NoProgress()).stage("stage_add") as bar:
                for counts in Adder(self).run(records):
                    total = total.plus(counts)
                    bar.advance(counts.read)
        except KeyboardInterrupt:
            self.jobs.end(job, "interrupted")
            raise Interrupted("interrupted") from None
        except BaseException as error:
            self.jobs.end(job, "interrupted" if isinstance(error, Interrupted) else "failed")
            raise
        self.jobs.end(job, "done", json.dumps(total._asdict()))
        return total

    def remove(self, ids: Iterable[str]) -> "Removal":
        """Erase items everywhere, with all their versions; names the models that have seen them."""
        from tuwen.store.removal import remove

        self.expect_writer()
        return remove(self, list(ids))

    def expect_writer(self) -> None:
        """Raises UsageError when the collection was opened for reading."""
        if not self.writable:
            raise UsageError("opened_for_reading", path=str(self.path))
