"""What belongs together stays together: equal groups, near-duplicates, shared pictures."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np


def families(
    n: int,
    groups: Sequence[Hashable] = (),
    pairs: Iterable[tuple[Any, ...]] = (),
) -> np.ndarray:
    """(n,) int32 family numbers: items joined by an equal group (None and "" join nothing) or a pair.

    `pairs` are (i, j) or (i, j, similarity), as near-duplicate finders give them; families are the
    connected components. Call again with `groups=families(...)` to join by more than one key.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if len(groups) not in (0, n):
        raise ValueError(f"{len(groups)} groups for {n} items")
    ends = [(int(pair[0]), int(pair[1])) for pair in pairs]
    first: dict[Hashable, int] = {}
    for item, group in enumerate(groups):
        if group is not None and group != "":
            ends.append((first.setdefault(group, item), item))
    edges = np.array(ends, np.int64).reshape(-1, 2)
    if len(edges) and (edges.min() < 0 or edges.max() >= n):
        raise ValueError(f"a pair names an item outside 0 to {n - 1}")
    graph = coo_array((np.ones(len(edges), bool), (edges[:, 0], edges[:, 1])), (n, n))
    return np.asarray(connected_components(graph, directed=False)[1], np.int32)


def sizes(family: np.ndarray) -> np.ndarray:
    """(number of families,) how many items each has."""
    return np.bincount(family)


def leaks(family: np.ndarray, splits: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs (item outside, item in "test") of one family on both sides of a given split.

    One pair for each test item that has kin in "train" or "dev": what a score on it would owe to
    memory.
    """
    side = np.asarray(splits, object)
    seen: dict[int, int] = {}
    for item in np.flatnonzero((side == "train") | (side == "dev")):
        seen.setdefault(int(family[item]), int(item))
    return [
        (seen[int(family[item])], int(item))
        for item in np.flatnonzero(side == "test")
        if int(family[item]) in seen
    ]
