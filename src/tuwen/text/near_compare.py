"""How similar the texts of each candidate pair are, all pairs at once."""

from collections.abc import Iterable

import numpy as np

from tuwen.text.near_candidates import Weights
from tuwen.text.shingles import FLAG_BITS, NUMBER, PAIR, Batch, Shingles

_HOLD = 24_000_000  # shingles of candidate texts held at once, and
_READ = 400_000_000  # shingles read for all comparisons; beyond, a sample of the shingles is used
_COUNTED = ("weight", "weight of its own", "units", "pairs of units", "numbers")
_FEW = 4  # what is in so many texts at most is a pair's own
_OWN = 0.1  # share of what a pair shares that should be its own
_COPY = 0.85  # from this similarity on, a pair is near whatever others there are
_SLACK = 0.05  # below the threshold, a pair still tells of a template
_LITTLE, _RUN = 2, 4  # units that differ: in all but a number, in a run that stands for another
_KIN, _FEW_KIN = 4, 2  # texts each is that similar to, from which on they follow a template
_CHUNK = 1_000_000  # shingles compared in one go
_HALF, _LOW = np.uint64(32), np.uint64((1 << 32) - 1)


def compare(
    stream: Iterable[Batch], weigh: Weights, pairs: np.ndarray, length: np.ndarray, threshold: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
    """First, second and weighted Jaccard of the near pairs; whether a sample of shingles was used."""
    first, second = (pairs >> _HALF).astype(np.int64), (pairs & _LOW).astype(np.int64)
    wanted = np.zeros(len(length), bool)
    wanted[first] = wanted[second] = True
    shift = _sample_shift(length, wanted, first, second)
    held, weight = _hold(stream, wanted, shift, weigh)
    cost = np.cumsum(np.diff(held.offsets)[first] + np.diff(held.offsets)[second])
    found = np.zeros((len(pairs), len(_COUNTED)))
    chunks = np.unique(np.searchsorted(cost, np.arange(0, cost[-1:].sum() + _CHUNK, _CHUNK)))
    for low, high in zip(chunks[:-1], chunks[1:], strict=True):
        part = slice(low, high)
        found[part] = _shared(held, first[part], second[part], weigh)
    shared, own = found[:, 0], found[:, 1]
    shared = np.minimum(shared, np.minimum(weight[first], weight[second]))
    similarity = shared / np.maximum(weight[first] + weight[second] - shared, 1e-9)
    told = shared * (1 << shift) >= weigh.coincidence()
    kept = np.flatnonzero(told & (similarity >= threshold - _SLACK))
    first, second, similarity = first[kept], second[kept], similarity[kept].astype(np.float32)
    own = own[kept] >= _OWN * shared[kept]
    templated = _templated(first, second, own, len(length))
    if shift == 0:
        templated |= _one_slot(held, first, second, found[kept, 2:])
    near = (similarity >= threshold) & ~(templated & (similarity < _COPY))
    return first[near], second[near], similarity[near], shift > 0


def _templated(first: np.ndarray, second: np.ndarray, own: np.ndarray, n: int) -> np.ndarray:
    """Which pairs follow one template: each text is alike to several others."""
    kin = np.bincount(np.append(first, second), minlength=n)
    both = np.minimum(kin[first], kin[second])
    return (both >= _KIN) | (~own & (both >= _FEW_KIN))


def _one_slot(
    held: Shingles, first: np.ndarray, second: np.ndarray, shared: np.ndarray
) -> np.ndarray:
    """Which pairs differ in one place that holds something else in each, or in their numbers.

    `shared` counts what both have: units, pairs of units, numbers. Where one run of units stands
    for another, each side has one pair of units more to itself than units (none at an end).
    """
    counts = np.stack([_kinds(held, texts) for texts in (first, second)]) - shared
    units, pairs, numbers = counts.transpose(2, 0, 1)
    differ = units.sum(axis=0)
    one_run = ((units > 0) & (pairs - units <= 1)).all(axis=0) & (differ >= _RUN)
    return one_run | ((numbers > 0).all(axis=0) & (differ <= _LITTLE))


def _kinds(held: Shingles, texts: np.ndarray) -> np.ndarray:
    """Units, pairs of units and numbers of each text asked, (m, 3)."""
    entries = _gather(held, texts)
    row, flags = (entries >> _HALF).astype(np.int64), entries.astype(np.uint32) & (NUMBER | PAIR)
    kinds = (flags & PAIR == 0, flags & PAIR == PAIR, flags == NUMBER)
    return np.stack([np.bincount(row[kind], minlength=len(texts)) for kind in kinds], axis=1)


def _sample_shift(
    length: np.ndarray, wanted: np.ndarray, first: np.ndarray, second: np.ndarray
) -> int:
    """How often the hashes must be halved for the comparison to fit in memory and time."""
    held, read = int(length[wanted].sum()), int(length[first].sum() + length[second].sum())
    over = max(held / _HOLD, read / _READ, 1.0)
    return int(np.ceil(np.log2(over)))


def _hold(
    stream: Iterable[Batch], wanted: np.ndarray, shift: int, weigh: Weights
) -> tuple[Shingles, np.ndarray]:
    """The shingles of the wanted texts (of those, hashes with `shift` bits 0 before the flags),
    and their weight by text."""
    hashes, sizes, base = [np.zeros(0, np.uint32)], np.zeros(len(wanted) + 1, np.int64), 0
    weight, rest = np.zeros(len(wanted)), np.uint32((1 << shift) - 1)
    for batch in stream:
        rows = batch.shingles.rows()
        n = len(batch.keys)
        kept = wanted[base : base + n][rows] & (batch.shingles.hashes >> FLAG_BITS & rest == 0)
        hashes.append(batch.shingles.hashes[kept])
        sizes[base + 1 : base + n + 1] = np.bincount(rows[kept], minlength=n)
        weight[base : base + n] = np.bincount(rows[kept], weigh(hashes[-1]), n)
        base += n
    return Shingles(np.concatenate(hashes), np.cumsum(sizes)), weight


def _shared(held: Shingles, first: np.ndarray, second: np.ndarray, weigh: Weights) -> np.ndarray:
    """What both texts of each pair have, (m, 5) as in _COUNTED."""
    entries = np.concatenate([_gather(held, first), _gather(held, second)])
    entries.sort(kind="stable")  # merges the two sorted runs in linear time
    both = entries[1:][entries[1:] == entries[:-1]]
    pair, hashes = (both >> _HALF).astype(np.int64), both.astype(np.uint32)
    weight, flags = weigh(hashes), hashes & (NUMBER | PAIR)
    few = weigh.frequencies(hashes) <= _FEW
    measures = (weight, weight * few, flags & PAIR == 0, flags & PAIR == PAIR, flags == NUMBER)
    return np.stack([np.bincount(pair, each, len(first)) for each in measures], axis=1)


def _gather(held: Shingles, texts: np.ndarray) -> np.ndarray:
    """Pair number << 32 | hash for every shingle of the pair's text."""
    sizes = np.diff(held.offsets)[texts]
    ends = np.cumsum(sizes)
    places = np.arange(ends[-1:].sum()) + np.repeat(held.offsets[texts] - (ends - sizes), sizes)
    pair = np.repeat(np.arange(len(texts), dtype=np.uint64), sizes)
    return (pair << _HALF) | held.hashes[places]
