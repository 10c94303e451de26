"""Vector search: in each large segment the lists nearest to the query, the others whole."""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from tuwen.store.vectors import VectorSpace

SHARE = 0.08  # of a segment's vectors that is looked at, at the least
_SAMPLE = 4096  # vectors by which noise is judged


class Near(NamedTuple):
    """Best first: rows, cosines, and the cosine that a chance item would rarely reach."""

    rows: np.ndarray
    cosines: np.ndarray
    noise: float


NOTHING = Near(np.zeros(0, np.int64), np.zeros(0, np.float32), 1.0)


class VectorIndex:
    """Unit vectors of a space at the collection's pinned version."""

    def __init__(self, space: VectorSpace, place: np.ndarray) -> None:
        """`place` says where a row stands in this version, -1 for rows that are not in it."""
        self.space = space
        self._parts = space.parts
        self._alive = []
        for part in self._parts:
            known = part["rows"] < len(place)
            self._alive.append(known & (place[np.where(known, part["rows"], 0)] >= 0))

    def __len__(self) -> int:
        return sum(int(alive.sum()) for alive in self._alive)

    def of_row(self, row: int) -> np.ndarray | None:
        """The vector of a row, if it has one."""
        for part, alive in zip(self._parts, self._alive, strict=True):
            found = np.flatnonzero((part["rows"] == row) & alive)
            if len(found):
                vector: np.ndarray = part["values"][found[0]]
                return vector
        return None

    def search(self, query: np.ndarray, k: int, keep: np.ndarray | None = None) -> Near:
        """The k nearest by cosine to `query` (size,); `keep` (bool by row) leaves others out."""
        length = float(np.linalg.norm(query))
        if not length or not self._parts:
            return NOTHING
        query = np.asarray(query / length, np.float32)
        best_rows, best = np.zeros(0, np.int64), np.zeros(0, np.float32)
        for part, alive in zip(self._parts, self._alive, strict=True):
            places, cosines = _looked_at(part, query)
            rows = part["rows"][places]
            mine = alive[places] if keep is None else alive[places] & keep[rows]
            rows, cosines = rows[mine], cosines[mine]
            if len(rows) > k:
                top = np.argpartition(cosines, len(rows) - k)[len(rows) - k :]
                rows, cosines = rows[top], cosines[top]
            best_rows, best = np.concatenate([best_rows, rows]), np.concatenate([best, cosines])
        order = np.lexsort((best_rows, -best))[:k]
        chance = self._chance @ query
        return Near(best_rows[order], best[order], float(chance.mean() + 3 * chance.std()))

    @cached_property
    def _chance(self) -> np.ndarray:
        """Some vectors from all over the space."""
        total = sum(len(part["rows"]) for part in self._parts)
        step = max(total // _SAMPLE, 1)
        return np.concatenate([part["values"][::step] for part in self._parts])


def _looked_at(part: dict[str, np.ndarray], query: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places of a segment that may be near, and their cosines."""
    if "starts" not in part:
        return np.arange(len(part["rows"])), part["values"] @ query
    starts, centres = part["starts"], part["centres"]
    # The distance that the lists were made by, so that the query's own list comes first.
    order = np.argsort(0.5 * np.square(centres).sum(1) - centres @ query)
    sizes = np.diff(starts)[order]
    n_lists = int(np.searchsorted(np.cumsum(sizes), SHARE * len(part["rows"]))) + 1
    spans = [(int(starts[i]), int(starts[i + 1])) for i in np.sort(order[:n_lists])]
    places = np.concatenate([np.arange(start, stop) for start, stop in spans])
    return places, np.concatenate([part["values"][start:stop] @ query for start, stop in spans])
