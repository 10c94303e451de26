"""How similar the texts of each candidate pair are, all pairs at once."""

from collections.abc import Iterable

import numpy as np

from tuwen.text.near_candidates import Weights
from tuwen.text.shingles import Batch, Shingles

_HOLD = 48_000_000  # shingles of candidate texts held at once, and
_READ = 800_000_000  # shingles read for all comparisons; beyond, a sample of the shingles is used
_CHUNK = 1_000_000  # shingles compared in one go
_HALF, _LOW = np.uint64(32), np.uint64((1 << 32) - 1)


def compare(
    stream: Iterable[Batch], weigh: Weights, pairs: np.ndarray, length: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
    """First, second and weighted Jaccard of each pair; whether a sample of shingles was used."""
    first, second = (pairs >> _HALF).astype(np.int64), (pairs & _LOW).astype(np.int64)
    wanted = np.zeros(len(length), bool)
    wanted[first] = wanted[second] = True
    shift = _sample_shift(length, wanted, first, second)
    held = _hold(stream, wanted, shift)
    weight = np.add.reduceat(np.append(weigh(held.hashes), 0.0), held.offsets[:-1])
    weight[np.diff(held.offsets) == 0] = 0
    cost = np.cumsum(np.diff(held.offsets)[first] + np.diff(held.offsets)[second])
    shared = np.zeros(len(pairs))
    chunks = np.unique(np.searchsorted(cost, np.arange(0, cost[-1:].sum() + _CHUNK, _CHUNK)))
    for low, high in zip(chunks[:-1], chunks[1:], strict=True):
        shared[low:high] = _shared(held, first[low:high], second[low:high], weigh)
    shared = np.minimum(shared, np.minimum(weight[first], weight[second]))
    similarity = shared / np.maximum(weight[first] + weight[second] - shared, 1e-9)
    told = shared * (1 << shift) >= weigh.coincidence()
    return first, second, np.where(told, similarity, 0).astype(np.float32), shift > 0


def _sample_shift(
    length: np.ndarray, wanted: np.ndarray, first: np.ndarray, second: np.ndarray
) -> int:
    """How often the hashes must be halved for the comparison to fit in memory and time."""
    held, read = int(length[wanted].sum()), int(length[first].sum() + length[second].sum())
    over = max(held / _HOLD, read / _READ, 1.0)
    return int(np.ceil(np.log2(over)))


def _hold(stream: Iterable[Batch], wanted: np.ndarray, shift: int) -> Shingles:
    """The shingles of the wanted texts (of those, hashes whose last `shift` bits are 0)."""
    hashes, sizes, base = [np.zeros(0, np.uint32)], np.zeros(len(wanted) + 1, np.int64), 0
    rest = np.uint32((1 << shift) - 1)
    for batch in stream:
        rows = batch.shingles.rows()
        n = len(batch.keys)
        kept = wanted[base : base + n][rows] & (batch.shingles.hashes & rest == 0)
        hashes.append(batch.shingles.hashes[kept])
        sizes[base + 1 : base + n + 1] = np.bincount(rows[kept], minlength=n)
        base += n
    return Shingles(np.concatenate(hashes), np.cumsum(sizes))


def _shared(held: Shingles, first: np.ndarray, second: np.ndarray, weigh: Weights) -> np.ndarray:
    """Weight of the shingles that both texts of each pair have."""
    entries = np.concatenate([_gather(held, first), _gather(held, second)])
    entries.sort(kind="stable")  # merges the two sorted runs in linear time
    both = entries[1:][entries[1:] == entries[:-1]]
    pair = (both >> _HALF).astype(np.int64)
    return np.bincount(pair, weigh(both.astype(np.uint32)), len(first))


def _gather(held: Shingles, texts: np.ndarray) -> np.ndarray:
    """Pair number << 32 | hash for every shingle of the pair's text."""
    sizes = np.diff(held.offsets)[texts]
    ends = np.cumsum(sizes)
    places = np.arange(ends[-1:].sum()) + np.repeat(held.offsets[texts] - (ends - sizes), sizes)
    pair = np.repeat(np.arange(len(texts), dtype=np.uint64), sizes)
    return (pair << _HALF) | held.hashes[places]
