"""TokenStore: the segmented form of every item, made once, shared by mining and search."""

import mmap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tuwen.core.progress import NoProgress, Progress
from tuwen.store import derived, dictionary, rows, segments
from tuwen.store.derived import FileRow
from tuwen.text.segment import Segmenter
from tuwen.text.tokens import TokenBatch, join
from tuwen.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    from tuwen.store.collection import Collection

KIND, WORDS = "tokens", "words"
SEGMENT_ITEMS = 1 << 17
SEGMENT_TOKENS = 4_000_000
SMALL = 1 << 14  # segments below this are merged when there are many of them
MANY = 8
_READ = 4096


@dataclass(frozen=True, slots=True)
class TokenSegment:
    """A file of token lists: the row and the words of each item."""

    file: FileRow
    rows: np.ndarray
    batch: TokenBatch
    memory: mmap.mmap


class TokenStore:
    """Words of all fields of every item, as numbers in one growing vocabulary.

    Items stand in the order of their digests, whatever way they came. Only `update` writes.
    """

    def __init__(self, collection: "Collection") -> None:
        """Read what there is; raises DamagedData."""
        self._collection, self._drawer = collection, collection.drawer
        self._load()

    def _load(self) -> None:
        self.segments = [
            self._open(row) for row in sorted(self._drawer.registered(KIND), key=_number)
        ]
        self._used: set[int] = set()
        self.vocabulary = Vocabulary()
        self._words = self._drawer.registered(WORDS)
        for row in self._words:
            arrays = segments.read(self._drawer, row)
            self.vocabulary.extend(arrays["letters"], arrays["ends"])
        self._locate()

    def _open(self, row: FileRow) -> TokenSegment:
        arrays, memory = segments.mapped(self._drawer, row)
        batch = TokenBatch(arrays["ids"], arrays["offsets"])
        return TokenSegment(row, arrays["rows"].copy(), batch, memory)

    def _locate(self) -> None:
        """For each item of this version in digest order: its segment and place there."""
        snapshot = self._collection.snapshot
        segment = np.full(snapshot.version.next_row, -1, np.int32)
        place = np.zeros(snapshot.version.next_row, np.int32)
        for number, each in enumerate(self.segments):
            mine = each.rows < len(segment)  # a pinned reader does not know later rows
            segment[each.rows[mine]] = number
            place[each.rows[mine]] = np.flatnonzero(mine)
        here = snapshot.rows[segment[snapshot.rows] >= 0]
        self.rows = here
        self._segment, self._place = segment[here], place[here]
        self.n_missing = len(snapshot.rows) - len(here)

    @property
    def n_items(self) -> int:
        """How many items of this version are segmented; all of them after `update`."""
        return len(self.rows)

    @property
    def n_tokens(self) -> int:
        """Words of all items together."""
        return sum(int(each.batch.offsets[-1]) for each in self.segments)

    def rows_with_words(self) -> np.ndarray:
        """Rows of this version that hold a word."""
        held = [each.rows[each.batch.lengths > 0] for each in self.segments]
        return np.intersect1d(self.rows, np.concatenate([np.zeros(0, np.int64), *held]))

    def batches(self, size: int = 8192) -> Iterator[tuple[list[str], TokenBatch]]:
        """(ids, words) of all items, `size` at a time, in the order of their digests."""
        for start in range(0, self.n_items, size):
            chosen = np.arange(start, min(start + size, self.n_items))
            yield self._collection.ids_of(self.rows[chosen]), self.select(chosen)

    def select(self, places: np.ndarray) -> TokenBatch:
        """The words of the items at `places` of the digest order (integers below n_items)."""
        segment, place = self._segment[places], self._place[places]
        parts, order = [], []
        used = set(np.unique(segment).tolist())
        for number in self._used - used:  # a walk through all items keeps one segment in memory
            derived.rest(self.segments[number].memory)
        self._used = used
        for number in sorted(used):
            mine = np.flatnonzero(segment == number)
            parts.append(self.segments[number].batch.select(place[mine]))
            order.append(mine)
        if len(parts) == 1:
            return parts[0]
        return join(parts).select(np.argsort(np.concatenate([*order, np.zeros(0, np.int64)])))

    def update(self, progress: Progress | None = None) -> int:
        """Segment the items that are new; returns how many. Raises UsageError for a reader."""
        snapshot = self._collection.snapshot
        missing = np.setdiff1d(snapshot.rows, self.rows)
        if not len(missing):
            return 0
        self._collection.expect_writer()
        ordered = missing[np.argsort(snapshot.place[missing])]
        with (progress or NoProgress()).stage("stage_tokens", len(ordered)) as bar:
            for part in self._cut(ordered):
                self._append(part)
                bar.advance(len(part[0]))
        dictionary.tell(self._collection, self._segmenter)
        self._tidy()
        self._load()
        return len(ordered)

    def _cut(self, numbers: np.ndarray) -> Iterator[tuple[np.ndarray, TokenBatch]]:
        """Rows and words, in pieces that make a segment."""
        self._segmenter = dictionary.segmenter(self._collection)
        pieces: list[TokenBatch] = []
        start = n_tokens = 0
        for at in range(0, len(numbers), _READ):
            items = rows.read(self._collection.db, numbers[at : at + _READ].tolist())
            pieces.append(self._segmenter.batch([item.text() for item in items], self.vocabulary))
            n_tokens += len(pieces[-1].ids)
            end = min(at + _READ, len(numbers))
            if n_tokens >= SEGMENT_TOKENS or end - start >= SEGMENT_ITEMS or end == len(numbers):
                yield numbers[start:end], join(pieces)
                pieces, start, n_tokens = [], end, 0

    def _append(self, part: tuple[np.ndarray, TokenBatch]) -> None:
        new = [self._write(len(self.segments), *part)]
        self.segments.append(self._open(new[0]))
        self._words = self._switch(self._words, new)

    def _write(self, number: int, numbers: np.ndarray, batch: TokenBatch) -> FileRow:
        arrays = {"rows": numbers, "ids": batch.ids, "offsets": batch.offsets}
        return segments.write(self._drawer, KIND, f"{number:06d}", arrays)

    def _switch(self, old: Sequence[FileRow], new: Sequence[FileRow]) -> list[FileRow]:
        """Commit new segments with the vocabulary as it is now."""
        letters, ends = self.vocabulary.arrays()
        words = segments.write(self._drawer, WORDS, "", {"letters": letters, "ends": ends})
        self._drawer.replace(old, [*new, words])
        return [words]

    def _tidy(self) -> None:
        """Merge small segments when there are many."""
        small = [each for each in self.segments if len(each.rows) < SMALL]
        if len(small) <= MANY:
            return
        merged = join([each.batch for each in small])
        numbers = np.concatenate([each.rows for each in small])
        here = np.flatnonzero(np.isin(numbers, self._collection.snapshot.rows))
        number = max(_number(each.file) for each in self.segments) + 1
        new = self._write(number, numbers[here], merged.select(here))
        self._drawer.replace([each.file for each in small], [new])

    def segmenter(self) -> Segmenter:
        """What cuts queries as the items were cut."""
        return dictionary.segmenter(self._collection)

    def erase(self, gone: Iterable[int]) -> None:
        """Rewrite every segment without the rows `gone`, and without words only they had."""
        lost = np.fromiter(gone, np.int64)
        counts = np.zeros(len(self.vocabulary), np.int64)
        for each in self.segments:
            kept = each.batch.select(~np.isin(each.rows, lost))
            counts += np.bincount(kept.ids, minlength=len(counts))
        table = np.where(counts > 0, np.cumsum(counts > 0) - 1, -1).astype(np.int32)
        words = self.vocabulary.words
        self.vocabulary = Vocabulary(words[i] for i in np.flatnonzero(counts > 0).tolist())
        old = [each.file for each in self.segments] + self._words
        new = []
        for number, each in enumerate(self.segments):
            mask = ~np.isin(each.rows, lost)
            if mask.any():
                batch = each.batch.select(mask).renumbered(table)
                new.append(self._write(number, each.rows[mask], batch))
        self._switch(old, new)
        self._load()


def _number(row: FileRow) -> int:
    return int(row.name)
