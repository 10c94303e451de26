"""Near-duplicate texts, exactly as similar as stated, without comparing every pair.

Similarity is the weighted Jaccard of two texts' shingles, a shingle weighing by its rarity in the
collection: two questions that share only "what is the capital of" are not near. Candidates come
from prefix filtering (Chaudhuri, Ganti and Kaushik 2006; Xiao et al. 2011): with shingles ordered
from rare to common, two texts as similar as asked must share one of the first few. Every
candidate is then compared in full. Three passes over a re-iterable stream, memory bounded by the
number of texts; where one shingle is shared by many texts (templates), each text meets only its
neighbours in an order that puts like beside like, so the number of pairs stays linear.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from tuwen.text.near_candidates import Weights, candidates, prefixes
from tuwen.text.near_compare import compare
from tuwen.text.shingles import Batch, shingle

THRESHOLD = 0.6  # chosen on sets other than those reported; see docs/log.md
BATCH = 4096  # texts a batch; a row number must fit in 13 bits of a sort key
_KEEP = 24_000_000  # shingles kept between passes; beyond, the stream is read again


class Near(NamedTuple):
    """Near pairs of n texts: `first` < `second` (int64), `similarity` (0, 1) (float32).

    `exact` holds the groups (two or more indices) of texts equal after folding; of each group only
    the first member takes part in near pairs. `keys` uint64 (n,) are equal for equal texts, 0 for
    blank ones. `sampled` is true where similarities were estimated from a sample of shingles,
    because the candidates did not fit in memory.
    """

    exact: list[list[int]]
    first: np.ndarray
    second: np.ndarray
    similarity: np.ndarray
    keys: np.ndarray
    sampled: bool

    def labels(self) -> np.ndarray:
        """For each text the number of its family (int32 (n,)): exact and near together."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        links = [(group[0], other) for group in self.exact for other in group[1:]]
        tied = np.array(links, np.int64).reshape(-1, 2)
        ends = (np.append(self.first, tied[:, 0]), np.append(self.second, tied[:, 1]))
        size = len(self.keys)
        graph = coo_array((np.ones(len(ends[0]), bool), ends), (size, size))
        return connected_components(graph, directed=False)[1]


class Replay:
    """A stream of batches that is made again only where it is too large to keep."""

    def __init__(self, make: Callable[[], Iterable[Batch]], limit: int = _KEEP) -> None:
        """`make` gives the same batches each time; at most `limit` shingles are kept."""
        self._make = make
        self._limit = limit
        self._kept: list[Batch] | None = None
        self._size = 0

    def add(self, batch: Batch) -> None:
        """Keep a batch that was made elsewhere, in order, while there is room."""
        if self._size == 0:
            self._kept = []
        self._size += len(batch.shingles.hashes) + 1
        if self._kept is not None:
            self._kept.append(batch)
            if self._size > self._limit:
                self._kept = None

    def __iter__(self) -> Iterator[Batch]:
        if self._kept is not None:
            yield from self._kept
            return
        first = self._size == 0
        for batch in self._make():
            if first:
                self.add(batch)
            yield batch


def near_pairs(texts: Sequence[str], threshold: float = THRESHOLD) -> list[tuple[int, int, float]]:
    """Pairs (i, j, similarity) of texts at least as similar as `threshold`, equal ones as 1.0."""
    near = find_near(lambda: batches(texts), threshold)
    pairs = [(group[0], other, 1.0) for group in near.exact for other in group[1:]]
    found = zip(near.first.tolist(), near.second.tolist(), near.similarity.tolist(), strict=True)
    return sorted([*pairs, *found])


def near_labels(texts: Sequence[str], threshold: float = THRESHOLD) -> np.ndarray:
    """For each text the number of its family of near and exact duplicates (int32 (n,))."""
    return find_near(lambda: batches(texts), threshold).labels()


def batches(texts: Iterable[str], size: int = BATCH) -> Iterator[Batch]:
    """The texts in shingled batches."""
    waiting: list[str] = []
    for text in texts:
        waiting.append(text)
        if len(waiting) == size:
            yield shingle(waiting)
            waiting = []
    if waiting:
        yield shingle(waiting)


def find_near(make: Callable[[], Iterable[Batch]] | Replay, threshold: float = THRESHOLD) -> Near:
    """Exact groups and near pairs of the texts whose shingled batches `make()` gives each time."""
    stream = make if isinstance(make, Replay) else Replay(make)
    weigh = Weights()
    keys = np.concatenate([np.zeros(0, np.uint64), *map(weigh.count, stream)])
    exact, alone = _exact(keys)
    found = prefixes(stream, weigh, alone, threshold)
    pairs = candidates(found, threshold)
    first, second, similarity, sampled = compare(stream, weigh, pairs, found.length, threshold)
    return Near(exact, first, second, similarity, keys, sampled)


def _exact(keys: np.ndarray) -> tuple[list[list[int]], np.ndarray]:
    """Groups of equal keys, and which texts stand for themselves or their group (bool (n,))."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    edges = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1], True][: len(keys) + 1])
    starts, sizes = edges[:-1], np.diff(edges)
    alone = np.zeros(len(keys), bool)
    alone[order[starts]] = True
    alone[keys == 0] = False
    groups = [
        order[start : start + size].tolist()
        for start, size in zip(starts[sizes > 1], sizes[sizes > 1], strict=True)
        if ordered[start] != 0
    ]
    return sorted(groups), alone
