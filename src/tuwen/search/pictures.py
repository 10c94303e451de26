"""Pictures alike by their perceptual hashes, for searches by a picture."""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from tuwen.core.errors import Refused
from tuwen.image.facts import Examined
from tuwen.store import Collection

NEAR_BITS = 10  # of 64: up to here two pictures are versions of one


class Alike(NamedTuple):
    """Rows best first, and how many of 64 bits differ."""

    rows: np.ndarray
    bits: np.ndarray


class PictureIndex:
    """The hashes of all pictures, and which items show them."""

    def __init__(self, collection: Collection) -> None:
        """Only stores."""
        self._collection = collection

    @cached_property
    def _table(self) -> tuple[np.ndarray, np.ndarray]:
        """(row, hash) of every picture of every item of this version."""
        table = self._collection.picture_table()
        hashes = dict(zip(table["sha256"], table["phash"].tolist(), strict=True))
        shown = self._collection.db.rows("SELECT sha, row FROM shown")
        place = self._collection.snapshot.place
        pairs = [
            (row, hashes[sha.hex()])
            for sha, row in shown
            if sha.hex() in hashes and row < len(place) and place[row] >= 0
        ]
        rows = np.array([row for row, _ in pairs], np.int64)
        return rows, np.array([hashed for _, hashed in pairs], np.uint64)

    @property
    def rows(self) -> np.ndarray:
        """Rows of items that show a picture."""
        return np.unique(self._table[0])

    def search(self, phash: int, k: int) -> Alike:
        """The items whose picture differs in the fewest bits, at most NEAR_BITS."""
        rows, hashes = self._table
        bits = np.bitwise_count(hashes ^ np.uint64(phash)).astype(np.int64)
        order = np.lexsort((rows, bits))
        order = order[bits[order] <= NEAR_BITS]
        _, first = np.unique(rows[order], return_index=True)
        order = order[np.sort(first)][:k]
        return Alike(rows[order], bits[order])


def examined(data: bytes) -> Examined:
    """The facts of a picture that somebody asks with; raises Refused where intake refuses it."""
    from tuwen.image.safe import Intake

    with Intake() as intake:
        found = intake.examine(data)
    if isinstance(found, Examined):
        return found
    raise Refused(found.reason, **dict(found.values))
