"""One version of a collection as arrays: which rows it has, in the order of their digests."""

import hashlib
from functools import cached_property
from typing import NamedTuple

import numpy as np

from tuwen.store.database import Database
from tuwen.store.rows import digest_sum

CURRENT = "since <= ? AND (until IS NULL OR until > ?)"


class Version(NamedTuple):
    """A row of `versions`: how many items, the next free row number, what the digests add up to."""

    version: int
    n: int
    next_row: int
    sum: int
    seconds: float


FIRST = Version(0, 0, 1, 0, 0.0)


def last_version(db: Database, at_most: int | None = None) -> Version:
    """The newest version, or the newest not above `at_most`."""
    where = "ORDER BY version DESC LIMIT 1"
    if at_most is None:
        found = db.checked("versions", where)
    else:
        found = db.checked("versions", f"WHERE version <= ? {where}", at_most)
    if not found:
        return FIRST
    version, n, next_row, total, seconds = found[0]
    return Version(version, n, next_row, int.from_bytes(total, "little"), seconds)


class Snapshot:
    """The rows of one version, loaded at first need and checked against its sum."""

    def __init__(self, db: Database, version: Version) -> None:
        """Pin `version`."""
        self._db, self.version = db, version

    @cached_property
    def _loaded(self) -> tuple[np.ndarray, np.ndarray]:
        number = self.version.version
        rows, digests = [np.zeros(0, np.int64)], []
        query = f"SELECT row, digest FROM items WHERE {CURRENT}"
        for batch in self._db.stream(query, number, number):
            rows.append(np.fromiter((row for row, _ in batch), np.int64, len(batch)))
            digests.append(b"".join(digest for _, digest in batch))
        packed = b"".join(digests)
        numbers = np.concatenate(rows)
        if len(packed) != 32 * self.version.n or digest_sum(packed) != self.version.sum:
            raise self._db.damaged(f"the items of version {number} do not add up")
        words = np.frombuffer(packed, ">u8").reshape(-1, 4)
        order = np.lexsort((words[:, 3], words[:, 2], words[:, 1], words[:, 0]))
        return numbers[order], np.frombuffer(packed, np.uint8).reshape(-1, 32)[order]

    @property
    def rows(self) -> np.ndarray:
        """(N,) int64 row numbers in the order of the digests."""
        return self._loaded[0]

    @property
    def digests(self) -> np.ndarray:
        """(N, 32) uint8, sorted."""
        return self._loaded[1]

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) of the sorted digests."""
        return hashlib.sha256(self.digests.tobytes()).hexdigest()

    @cached_property
    def place(self) -> np.ndarray:
        """(largest row + 1,) int64: where a row stands in digest order, -1 for one not in here."""
        place = np.full(self.version.next_row, -1, np.int64)
        place[self.rows] = np.arange(len(self.rows))
        return place
