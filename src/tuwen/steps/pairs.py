"""Which pairs belong together, and which may be held out without a leak."""

import numpy as np


def row_ids(rows: np.ndarray) -> np.ndarray:
    """(N,) integers: equal for rows that are equal to the last bit."""
    values = np.ascontiguousarray(rows)
    keys = values.view(np.dtype((np.void, values.dtype.itemsize * values.shape[1]))).ravel()
    return np.unique(keys, return_inverse=True)[1].ravel()


def grouped(texts: np.ndarray, pictures: np.ndarray) -> np.ndarray:
    """(N,) group numbers: pairs that share a text or a picture, directly or by others, share one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    a, b = row_ids(texts), row_ids(pictures)
    b = b + a.max() + 1
    size = int(b.max()) + 1
    links = coo_array((np.ones(len(a), bool), (a, b)), shape=(size, size))
    return connected_components(links, directed=False)[1][a]


def held_out(groups: np.ndarray, rng: np.random.Generator, share: float = 0.1) -> np.ndarray:
    """(N,) bool: the pairs of a random `share` of the groups."""
    names = np.unique(groups)
    return np.isin(groups, rng.permutation(names)[: max(1, round(share * len(names)))])


def held_out_pictures(
    texts: np.ndarray, pictures: np.ndarray, among: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """(N,) bool: one picture each of at most a fifth of the texts that have several.

    `texts` and `pictures` are ids (N,); only pairs where `among` is true count. A picture that
    stands with another text as well is never chosen, so no picture is on both sides.
    """
    chosen = np.zeros(len(texts), bool)
    alone = np.bincount(pictures)[pictures] == 1
    order = rng.permutation(np.flatnonzero(among))
    count = np.bincount(texts[among], minlength=int(texts.max()) + 1)
    several = np.flatnonzero(count > 1)
    wanted = set(rng.permutation(several)[: max(1, len(several) // 5)].tolist())
    for i in order:
        if alone[i] and texts[i] in wanted:
            chosen[i] = True
            wanted.discard(int(texts[i]))
    return chosen
