"""Lists: the vectors of a segment sorted by the centre they are nearest to (inverted file).

A search looks at the lists whose centres are nearest to the query (Sivic and Zisserman 2003; Jégou,
Douze and Schmid 2011), which lie one after the other in the file.
"""

import numpy as np

LEAST = 20_000  # vectors below which a segment is searched whole
CENTRES = 512
_SAMPLE = 16_384
_ROUNDS = 8
_BLOCK = 16_384


def sorted_lists(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(order, starts, centres): `values[order]` holds list l at starts[l]:starts[l + 1].

    `values` (N, D) float32, `centres` (CENTRES, D) float32. The same values give the same lists.
    """
    centres = _centres(values)
    owner = _nearest(values, centres)
    order = np.argsort(owner, kind="stable")
    return order, starts_of(owner[order]), centres


def starts_of(owner: np.ndarray) -> np.ndarray:
    """Where each list starts, given the sorted list of every vector; (CENTRES + 1,) int64."""
    return np.searchsorted(owner, np.arange(CENTRES + 1)).astype(np.int64)


def _centres(values: np.ndarray) -> np.ndarray:
    """Lloyd's k-means on a sample; a centre that nothing is near to stays where it is."""
    chance = np.random.default_rng(0)
    chosen = chance.choice(len(values), min(_SAMPLE, len(values)), replace=False)
    sample = values[np.sort(chosen)]
    centres = sample[np.sort(chance.choice(len(sample), CENTRES, replace=False))].copy()
    for _ in range(_ROUNDS):
        owner = _nearest(sample, centres)
        order = np.argsort(owner, kind="stable")
        held, first = np.unique(owner[order], return_index=True)
        sums = np.add.reduceat(sample[order], first, axis=0)
        counts = np.diff(first, append=len(sample))
        centres[held] = sums / counts[:, None]
    return centres


def _nearest(values: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """The centre nearest to each vector."""
    half = 0.5 * np.square(centres).sum(1)
    blocks = [
        (values[start : start + _BLOCK] @ centres.T - half).argmax(1)
        for start in range(0, len(values), _BLOCK)
    ]
    return np.concatenate(blocks)
