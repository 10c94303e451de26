"""Splits that keep families whole: hold-out, folds, by time; stratified where labels are given."""

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

import numpy as np


class Split(NamedTuple):
    """Row numbers (int64, ascending) to learn from and to test on; no family is on both sides."""

    train: np.ndarray
    test: np.ndarray


def folds(
    family: np.ndarray, k: int, labels: Sequence[Hashable] | None = None, seed: int = 0
) -> np.ndarray:
    """(n,) int32 fold numbers 0 to k-1, each family whole in one of them.

    Folds are as equal as the families allow, in size and, with `labels`, in each class. Raises
    ValueError for fewer families than folds.
    """
    n_families = int(family.max(initial=-1)) + 1
    if not 2 <= k <= n_families:
        raise ValueError(f"{n_families} families cannot make {k} folds of at least one")
    rng = np.random.default_rng(seed)
    codes = np.zeros(len(family), np.int64)
    if labels is not None:
        codes = np.unique([str(label) for label in labels], return_inverse=True)[1]
    fold_of = np.full(n_families, -1, np.int32)
    filled = np.zeros((k, int(codes.max(initial=0)) + 1))
    size = np.bincount(family, minlength=n_families)
    _place_large(family, codes, size, fold_of, filled, rng)
    _deal_single(family, codes, size, fold_of, filled, rng)
    return fold_of[family]


def _place_large(
    family: np.ndarray,
    codes: np.ndarray,
    size: np.ndarray,
    fold_of: np.ndarray,
    filled: np.ndarray,
    rng: np.random.Generator,
) -> None:
    """Families of several, largest first, each where its classes are most wanted."""
    k, n_classes = filled.shape
    wanted = np.bincount(codes, minlength=n_classes) / k
    large = rng.permutation(np.flatnonzero(size > 1))
    large = large[np.argsort(-size[large], kind="stable")]
    order = np.argsort(family, kind="stable")
    starts = np.r_[0, np.cumsum(size)]
    for number in large:
        rows = order[starts[number] : starts[number + 1]]
        counts = np.bincount(codes[rows], minlength=n_classes)
        # How far every fold would be over its fair share, class by class and in all.
        after = filled + counts
        excess = (after * counts / np.maximum(wanted, 1)).sum(1) + after.sum(1) / wanted.sum()
        best = int(np.argmin(excess))
        fold_of[number] = best
        filled[best] += counts


def _deal_single(
    family: np.ndarray,
    codes: np.ndarray,
    size: np.ndarray,
    fold_of: np.ndarray,
    filled: np.ndarray,
    rng: np.random.Generator,
) -> None:
    """Items without kin, dealt class by class so that every fold comes to its share."""
    k, n_classes = filled.shape
    single = size[family] == 1
    for code in range(n_classes):
        rows = rng.permutation(np.flatnonzero(single & (codes == code)))
        shares = _fill(filled[:, code], filled.sum(1), len(rows))
        dealt = np.repeat(np.arange(k), shares)
        fold_of[family[rows]] = dealt
        filled[:, code] += shares


def _fill(there: np.ndarray, load: np.ndarray, n: int) -> np.ndarray:
    """How many of `n` each fold gets, so that the least filled are filled first (water filling).

    Of folds equal in the class, the one with the smaller `load` in all gets the odd one.
    """
    k = len(there)
    level = np.sort(there)
    for last in range(k, 0, -1):
        water = (level[:last].sum() + n) / last
        if water >= level[last - 1]:
            break
    shares = np.maximum(np.floor(water - there), 0).astype(np.int64)
    short = n - int(shares.sum())
    order = np.lexsort((load + shares, there + shares))
    for place in range(abs(short)):
        shares[order[place % k]] += 1
    return shares


def each_fold(numbers: np.ndarray) -> Iterator[Split]:
    """The k splits of fold numbers: each fold is the test once."""
    for number in range(int(numbers.max()) + 1):
        yield Split(np.flatnonzero(numbers != number), np.flatnonzero(numbers == number))


def holdout(
    family: np.ndarray,
    share: float = 0.2,
    labels: Sequence[Hashable] | None = None,
    seed: int = 0,
) -> Split:
    """One split with about `share` (0 to 1) of the items to test on, stratified with `labels`."""
    if not 0 < share < 1:
        raise ValueError(f"{share} is no share between 0 and 1")
    n_families = int(family.max(initial=-1)) + 1
    k = min(n_families, max(2, round(20 / min(share, 1 - share) * 0.5)))
    numbers = folds(family, k, labels, seed)
    n_test = min(max(1, round(share * k)), k - 1)
    test = numbers < n_test
    return Split(np.flatnonzero(~test), np.flatnonzero(test))


def by_time(family: np.ndarray, times: Sequence[str], share: float = 0.2) -> Split:
    """The latest `share` of the dated items to test on, what was there before to learn from.

    `times` are ISO 8601 ("" undated), compared as text. Undated items, and the later members of a
    family that begins before the cut, are learned from. Raises ValueError where nothing is dated.
    """
    stamps = np.asarray([str(time) for time in times])
    dated = stamps != ""
    if not dated.any():
        raise ValueError("no item has a time")
    order = np.sort(stamps[dated])
    cut = order[min(int((1 - share) * len(order)), len(order) - 1)]
    late = dated & (stamps >= cut)
    begins_early = np.zeros(int(family.max()) + 1, bool)
    begins_early[family[~late]] = True
    test = late & ~begins_early[family]
    return Split(np.flatnonzero(~test), np.flatnonzero(test))
