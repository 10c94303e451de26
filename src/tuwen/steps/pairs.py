"""Which pairs belong together, and which may be held out without a leak."""

import numpy as np


def row_ids(rows: np.ndarray) -> np.ndarray:
    """(N,) integers: equal for rows that are equal to the last bit."""
    values = np.ascontiguousarray(rows)
    keys = values.view(np.dtype((np.void, values.dtype.itemsize * values.shape[1]))).ravel()
    return np.unique(keys, return_inverse=True)[1].ravel()


def linked(texts: np.ndarray, pictures: np.ndarray) -> np.ndarray:
    """(N,) group numbers: pairs that share a text or a picture, directly or by others, share one.

    `texts` and `pictures` are ids (N,), from 0.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not len(texts):
        return np.zeros(0, np.int64)
    others = pictures + texts.max() + 1
    size = int(others.max()) + 1
    links = coo_array((np.ones(len(texts), bool), (texts, others)), shape=(size, size))
    return connected_components(links, directed=False)[1][texts]


def held_out(groups: np.ndarray, rng: np.random.Generator, share: float = 0.1) -> np.ndarray:
    """(N,) bool: the pairs of random groups that make up a `share` of all pairs, or a little less.

    A group too large for that stays; one group at least is held out where there are two.
    """
    names, group, size = np.unique(groups, return_inverse=True, return_counts=True)
    chosen, left = np.zeros(len(names), bool), share * len(groups)
    for i in rng.permutation(len(names)):
        if size[i] <= left:
            chosen[i] = True
            left -= size[i]
    if not chosen.any() and len(names) > 1:
        chosen[size.argmin()] = True
    return chosen[group.ravel()]


def held_out_pictures(
    texts: np.ndarray,
    pictures: np.ndarray,
    among: np.ndarray,
    rng: np.random.Generator,
    share: float = 0.1,
) -> np.ndarray:
    """(N,) bool: a random `share` of the pictures of texts that have several; one at least stays.

    `texts` and `pictures` are ids (N,); only pairs where `among` is true count. A picture that
    stands in another pair as well is never chosen, so no picture is on both sides.
    """
    chosen = np.zeros(len(texts), bool)
    left = np.bincount(texts[among], minlength=int(texts.max()) + 1)
    alone = np.bincount(pictures)[pictures] == 1
    eligible = np.flatnonzero(among & alone & (left[texts] > 1))
    for i in rng.permutation(eligible):
        if chosen.sum() >= share * len(eligible):
            break
        if left[texts[i]] > 1:
            chosen[i] = True
            left[texts[i]] -= 1
    return chosen
