"""Which pairs of texts are worth comparing: those that share one of their rarest shingles."""

import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from tuwen.text.shingles import FLAG_BITS, NUMBER, Batch, Shingles

_PREFIX = 16  # shingles of a text that may propose candidates
_POSTING = 12  # a shingle shared by at most so many texts proposes all their pairs
_WINDOW = 5  # beyond that, only so many neighbours
_FLOOR = 0.001  # a shingle in less than this share of texts weighs no more for being rarer
_NUMBERS = 2.0  # how much more a shingle with a digit weighs
_BITS = 24  # document frequencies are counted in 2**_BITS cells
_PAIRS = 1_000_000  # candidates compared at most, or
_PAIRS_PER_TEXT = 2  # so many a text
_PART = 500_000  # entries joined in one go
_SCRAMBLES = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35)  # odd factors
_ORDERS = ((0, 1), (1, 2), (2, 0))  # by which minimum hashes texts are put side by side
_MOST = np.uint32((1 << 32) - 1)
_WORDS = 4  # words of 64 bits in a text's bitmap
_ALLOWANCE = 0.2  # how much weighted and counted similarity are taken to differ at most
_HALF = np.uint64(32)
_SEEN = (1 << 19) - 1  # the largest document frequency told apart


class Weights:
    """What a shingle weighs: log(1 + n / frequency), in nats, with a floor on the frequency."""

    def __init__(self) -> None:
        self._counts = np.zeros(1 << _BITS, np.int32)
        self.n = 0
        self._table: np.ndarray | None = None

    def count(self, batch: Batch) -> np.ndarray:
        """Add a batch's document frequencies; gives its keys."""
        cells, times = np.unique(_cells(batch.shingles.hashes), return_counts=True)
        self._counts[cells] += times.astype(np.int32)
        self.n += len(batch.keys)
        self._table = None
        return batch.keys

    def frequencies(self, hashes: np.ndarray) -> np.ndarray:
        """In how many texts each shingle is (int32; a little more where hashes collide)."""
        return self._counts[_cells(hashes)]

    def of_frequencies(self, frequencies: np.ndarray) -> np.ndarray:
        """The weight of shingles that are in so many texts."""
        if self._table is None:
            seen = np.arange((1 << 16) + 1) + _FLOOR * self.n + 1e-9
            self._table = np.log1p(self.n / seen)
        return self._table[np.minimum(frequencies, 1 << 16)]

    def __call__(self, hashes: np.ndarray) -> np.ndarray:
        """The weight of each shingle; one with a digit weighs more, for a date or a price is told
        by little else."""
        return self.of_frequencies(self.frequencies(hashes)) * _heavier(hashes)

    def coincidence(self) -> float:
        """Nats that two texts must share before chance over all pairs is ruled out.

        A unit and the pair it begins tell much the same, hence the factor 2.
        """
        return 2 * float(np.log(max(self.n, 2) ** 2 / 2))


def _heavier(hashes: np.ndarray) -> np.ndarray:
    return np.where(hashes & NUMBER, _NUMBERS, 1.0)


def _cells(hashes: np.ndarray) -> np.ndarray:
    return hashes >> np.uint32(32 - _BITS)


class Prefixes(NamedTuple):
    """Rare shingles as `entries` (hash << 32 | text); by text: weight, shingles, a bitmap."""

    entries: np.ndarray
    weight: np.ndarray
    length: np.ndarray
    bitmap: np.ndarray
    least: np.ndarray  # minimum hashes (Broder 1997)


def prefixes(
    stream: Iterable[Batch], weigh: Weights, alone: np.ndarray, threshold: float
) -> Prefixes:
    """What can propose candidates: of each text that stands `alone`, its rarest shared shingles."""
    entries, weight = [np.zeros(0, np.uint64)], [np.zeros(0, np.float32)]
    length, bitmap = [np.zeros(0, np.int64)], [np.zeros((0, _WORDS), np.uint64)]
    least = [np.zeros((0, len(_SCRAMBLES)), np.uint32)]
    base = 0
    for batch in stream:
        n = len(batch.keys)
        hashes, rows, total = _rare(batch.shingles, weigh, alone[base : base + n], threshold)
        entries.append((hashes.astype(np.uint64) << _HALF) | (rows + base).astype(np.uint64))
        weight.append(total.astype(np.float32))
        length.append(np.diff(batch.shingles.offsets))
        bitmap.append(_bitmap(batch.shingles))
        least.append(_least(batch.shingles))
        base += n
    joined = [np.concatenate(each) for each in (entries, weight, length, bitmap, least)]
    return Prefixes(*joined)


def _least(shingles: Shingles) -> np.ndarray:
    """The least of the hashes under each of three scrambles, by text (uint32 (n, 3))."""
    hashes = np.append(shingles.hashes, _MOST)
    least = [
        np.minimum.reduceat(hashes * np.uint32(factor), shingles.offsets[:-1])
        for factor in _SCRAMBLES
    ]
    return np.stack(least, axis=1)


def _bitmap(shingles: Shingles) -> np.ndarray:
    """Parity of the shingles that fall on each of 256 bits, by text (uint64 (n, 4))."""
    hashes = np.append(shingles.hashes, np.uint32(0)) >> FLAG_BITS
    bits = np.uint64(1) << (hashes & np.uint32(63)).astype(np.uint64)
    word = (hashes >> np.uint32(6)) & np.uint32(_WORDS - 1)
    zero = np.uint64(0)
    parity = np.stack(
        [
            np.bitwise_xor.reduceat(np.where(word == each, bits, zero), shingles.offsets[:-1])
            for each in range(_WORDS)
        ],
        axis=1,
    )
    parity[np.diff(shingles.offsets) == 0] = 0
    return parity


def _plausible(
    pairs: np.ndarray, known: Prefixes, threshold: float
) -> tuple[np.ndarray, np.ndarray]:
    """Which pairs (m, 2) may be near, and how near at most, by the bitmaps (Sandes et al. 2020).

    Each differing bit shows at least one shingle that only one text has. The bound counts, where
    similarity weighs: hence the allowance.
    """
    weight = known.weight[pairs]
    pairs = pairs[weight.min(1) >= threshold * weight.max(1)]
    first, second = pairs.T
    apart = np.zeros(len(pairs), np.int64)
    for each in range(_WORDS):
        word = known.bitmap[:, each]
        apart += np.bitwise_count(word[first] ^ word[second])
    total = known.length[first] + known.length[second]
    shared = (total - apart) / 2  # at most
    most = (shared / np.maximum(total - shared, 1)).astype(np.float32)
    kept = most >= threshold - _ALLOWANCE
    pairs = pairs[kept].astype(np.uint64)
    return (pairs[:, 0] << _HALF) | pairs[:, 1], most[kept]


def _rare(
    shingles: Shingles, weigh: Weights, alone: np.ndarray, threshold: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Hashes and rows of the prefix shingles that another text has too, and each row's weight."""
    rows, offsets = shingles.rows(), shingles.offsets
    seen = np.minimum(weigh.frequencies(shingles.hashes), _SEEN)
    order = (rows.astype(np.uint64) << np.uint64(51)) | (seen.astype(np.uint64) << _HALF)
    order |= shingles.hashes
    order.sort(kind="stable")
    seen = (order >> _HALF).astype(np.int64) & _SEEN
    weight = weigh.of_frequencies(seen) * _heavier(order.astype(np.uint32))
    before = np.concatenate(([0.0], np.cumsum(weight)))
    total = before[offsets[1:]] - before[offsets[:-1]]
    before = before[:-1] - before[offsets[:-1]][rows]
    kept = (before <= (1 - threshold) * total[rows] + 1e-9) & (seen > 1) & alone[rows]
    rank = np.concatenate(([0], np.cumsum(kept)))
    kept &= rank[:-1] - rank[offsets[:-1]][rows] < _PREFIX
    return order[kept].astype(np.uint32), rows[kept], total


def candidates(known: Prefixes, threshold: float) -> np.ndarray:
    """Pairs worth comparing as first << 32 | second (uint64), sorted, each once.

    Of too many, those are kept that may be the most similar.
    """
    budget = max(_PAIRS, _PAIRS_PER_TEXT * len(known.weight))
    pairs, most = np.zeros(0, np.uint64), np.zeros(0, np.float32)
    entries = known.entries
    for first, second in _ORDERS:
        order = np.lexsort((known.least[:, second], known.least[:, first]))
        entries = _renumbered(entries, order)
        parts = max(1, len(entries) // _PART)
        for part in np.array_split(entries, parts):
            for near in _neighbours(part, 4 * budget // parts):
                near = np.sort(order[near], axis=1)
                found, bound = _plausible(near, known, threshold)
                pairs, most = np.append(pairs, found), np.append(most, bound)
                if len(pairs) > 2 * budget:
                    pairs, most = _best(pairs, most, budget)
        entries = _crowded(entries, order)
    return _best(pairs, most, budget)[0]


def _best(pairs: np.ndarray, most: np.ndarray, budget: int) -> tuple[np.ndarray, np.ndarray]:
    """Each pair once, in order; of more than `budget`, those with the highest bounds."""
    pairs, places = np.unique(pairs, return_index=True)
    most = most[places]
    if len(pairs) > budget:
        kept = np.sort(np.argpartition(-most, budget)[:budget])
        pairs, most = pairs[kept], most[kept]
    return pairs, most


def _renumbered(entries: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Entries sorted, their texts numbered by place in `order`."""
    number = np.empty(len(order), np.uint32)
    number[order] = np.arange(len(order), dtype=np.uint32)
    renumbered = entries.copy()
    texts = _halves(renumbered)[:, 0]
    texts[:] = number[texts]
    renumbered.sort()
    return renumbered


def _crowded(entries: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Of sorted entries, those whose shingle many texts share, with the texts' own numbers."""
    size = np.diff(_edges(_halves(entries)[:, 1]))
    many = entries[np.repeat(size > _POSTING, size)]
    texts = _halves(many)[:, 0]
    texts[:] = order.astype(np.uint32)[texts]
    return many


def _halves(entries: np.ndarray) -> np.ndarray:
    """The text (column 0) and the hash (column 1) of each entry, uint32, without a copy."""
    halves = entries.view(np.uint32).reshape(-1, 2)
    return halves if sys.byteorder == "little" else halves[:, ::-1]


def _edges(hashes: np.ndarray) -> np.ndarray:
    """Where runs of equal hashes begin, and the end of the last."""
    return np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1], True][: len(hashes) + 1])


def _neighbours(entries: np.ndarray, limit: int) -> Iterator[np.ndarray]:
    """Pairs (m, 2) of texts that share a shingle; of many, only each with its next few."""
    texts = _halves(entries)[:, 0].astype(np.int64)
    edges = _edges(_halves(entries)[:, 1])
    size = np.diff(edges)
    reach = np.repeat(np.where(size > _POSTING, _WINDOW, size - 1), size)
    left = np.repeat(edges[1:], size) - np.arange(len(texts)) - 1  # entries of the run still ahead
    reach = np.minimum(reach, left)
    here = np.flatnonzero(reach > 0)
    for distance in range(1, _POSTING):
        here = here[reach[here] >= distance]
        if not len(here) or limit <= 0:
            return
        limit -= len(here)
        yield np.stack((texts[here], texts[here + distance]), axis=1)
