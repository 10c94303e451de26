"""Intervals: Wilson's for shares, the bootstrap for everything else, over families where items
are not independent."""

from collections.abc import Callable, Iterator
from statistics import NormalDist

import numpy as np

from tuwen.evaluate.protocol import Score
from tuwen.metrics.proportion import wilson

Statistic = Callable[[np.ndarray], float]
_CHUNK = 4_000_000  # drawn numbers at a time


def share(hits: int, n: int, confidence: float = 0.95) -> Score:
    """A share of independent items, with Wilson's interval (1927)."""
    low, high = wilson(hits, n, NormalDist().inv_cdf(0.5 + confidence / 2))
    return Score(hits / n if n else float("nan"), low, high)


def bootstrap(
    statistic: Statistic,
    n: int,
    *,
    family: np.ndarray | None = None,
    seed: int = 0,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> Score:
    """Percentile interval of `statistic`, a function of row numbers (Efron 1979).

    With `family` whole families are drawn, so that near-duplicates do not pass for evidence
    (cluster bootstrap; with fewer than some 30 families it is too narrow). A resample on which
    the statistic is nan is left out.
    """
    value = statistic(np.arange(n))
    rows = draws(n, family=family, seed=seed, resamples=resamples)
    drawn = np.array([statistic(each) for each in rows])
    return Score(value, *limits(drawn, confidence))


def mean(
    values: np.ndarray,
    *,
    family: np.ndarray | None = None,
    seed: int = 0,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> Score:
    """The mean of (n,) values with its bootstrap interval; fast, as no rows are copied."""
    values = np.asarray(values, float)
    if len(values) == 0:
        return Score(float("nan"), float("nan"), float("nan"))
    drawn = mean_draws(values, family=family, seed=seed, resamples=resamples)
    return Score(float(values.mean()), *limits(drawn, confidence))


def mean_draws(
    values: np.ndarray,
    *,
    family: np.ndarray | None = None,
    seed: int = 0,
    resamples: int = 1000,
) -> np.ndarray:
    """(resamples,) means of resampled `values`, by family where given.

    The same seed draws the same families, so differences of two systems' draws are paired.
    """
    totals, counts = _by_family(values, family)
    rng = np.random.default_rng(seed)
    n, out = len(totals), np.empty(resamples)
    step = max(1, _CHUNK // n)
    for start in range(0, resamples, step):
        rows = rng.integers(0, n, (min(step, resamples - start), n))
        out[start : start + len(rows)] = totals[rows].sum(1) / counts[rows].sum(1)
    return out


def draws(
    n: int, *, family: np.ndarray | None = None, seed: int = 0, resamples: int = 1000
) -> Iterator[np.ndarray]:
    """Row numbers of each resample: rows drawn with replacement, or whole families of them."""
    rng = np.random.default_rng(seed)
    if family is None:
        for _ in range(resamples):
            yield rng.integers(0, n, n)
        return
    size = np.bincount(family)
    order, starts = np.argsort(family, kind="stable"), np.r_[0, np.cumsum(size)]
    for _ in range(resamples):
        chosen = rng.integers(0, len(size), len(size))
        lengths = size[chosen]
        offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        yield order[np.repeat(starts[chosen], lengths) + offsets]


def _by_family(values: np.ndarray, family: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    if family is None:
        return values, np.ones(len(values))
    return np.bincount(family, values), np.bincount(family).astype(float)


def limits(drawn: np.ndarray, confidence: float = 0.95) -> tuple[float, float]:
    """The percentile interval of resampled values."""
    drawn = drawn[~np.isnan(drawn)]
    if len(drawn) == 0:
        return float("nan"), float("nan")
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn, (tail, 1 - tail))
    return float(low), float(high)
