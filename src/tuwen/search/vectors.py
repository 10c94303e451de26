"""Vector search: a coarse pass over the leading directions of all vectors, then the exact cosine.

Every vector is looked at, so nothing is missed for standing in the wrong cell; the coarse pass
reads a part of each only.
"""

from typing import NamedTuple

import numpy as np

from tuwen.store.vectors import VectorSpace

EXACT = 50_000  # vectors up to which all are compared whole
POOL = 4096  # candidates of the coarse pass
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
        counts = [len(part["rows"]) for part in self._parts]
        self._starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
        rows = [np.zeros(0, np.int64), *(part["rows"] for part in self._parts)]
        self._rows = np.concatenate(rows)
        known = self._rows < len(place)
        self._alive = known & (place[np.where(known, self._rows, 0)] >= 0)
        self._estimate = np.empty(len(self._rows), np.float32)
        self._coarse = len(self._rows) > EXACT and all("coarse" in part for part in self._parts)

    def __len__(self) -> int:
        return int(self._alive.sum())

    def of_row(self, row: int) -> np.ndarray | None:
        """The vector of a row, if it has one."""
        found = np.flatnonzero((self._rows == row) & self._alive)
        return self._values(found[:1])[0] if len(found) else None

    def search(self, query: np.ndarray, k: int, keep: np.ndarray | None = None) -> Near:
        """The k nearest by cosine to `query` (size,); `keep` (bool by row) leaves others out."""
        length = float(np.linalg.norm(query))
        if not length or not len(self._rows):
            return NOTHING
        query = np.asarray(query / length, np.float32)
        self._fill(query)
        alive = self._alive if keep is None else self._alive & keep[self._rows]
        if not alive.all():
            self._estimate[~alive] = -np.inf
        wanted = min(max(k, POOL) if self._coarse else k, len(self._rows))
        places = _largest(self._estimate, wanted)
        places = places[np.isfinite(self._estimate[places])]
        cosines = self._values(places) @ query if self._coarse else self._estimate[places]
        order = np.lexsort((self._rows[places], -cosines))[:k]
        return Near(self._rows[places[order]], cosines[order], self._noise(query))

    def _fill(self, query: np.ndarray) -> None:
        """The cosine of every vector, or what its leading directions make of it."""
        name = "coarse" if self._coarse else "values"
        given = self._parts[0]["rotation"].T @ query if self._coarse else query
        for part, start, stop in zip(self._parts, self._starts, self._starts[1:], strict=False):
            np.matmul(part[name], given, out=self._estimate[start:stop])

    def _values(self, places: np.ndarray) -> np.ndarray:
        """Vectors by place, whichever segment they lie in."""
        values = np.empty((len(places), self.space.size), np.float32)
        owner = np.searchsorted(self._starts, places, side="right") - 1
        for number in np.unique(owner):
            mine = owner == number
            values[mine] = self._parts[number]["values"][places[mine] - self._starts[number]]
        return values

    def _noise(self, query: np.ndarray) -> float:
        step = max(len(self._rows) // _SAMPLE, 1)
        sample = self._values(np.arange(0, len(self._rows), step)) @ query
        return float(sample.mean() + 3 * sample.std())


def _largest(values: np.ndarray, n: int) -> np.ndarray:
    """Places of about the n largest: all above a bar that a sample sets a little low."""
    if len(values) <= 4 * n or len(values) < 100_000:
        return np.argpartition(values, len(values) - n)[len(values) - n :]
    sample = np.sort(values[:: len(values) // 20_000])
    rank = int(len(sample) * (1 - 1.5 * n / len(values))) - 1
    places = np.flatnonzero(values >= sample[max(rank, 0)])
    if len(places) < n:
        return np.argpartition(values, len(values) - n)[len(values) - n :]
    return places
