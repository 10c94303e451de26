"""Is one system better than another on the same items? Paired, so that hard items cancel out."""

import math
from typing import NamedTuple

import numpy as np

from tuwen.evaluate.intervals import Statistic, draws, limits, mean_draws


class Comparison(NamedTuple):
    """First minus second: the difference with its interval, and a two-sided p value."""

    difference: float
    low: float
    high: float
    p_value: float
    method: str


def paired_bootstrap(
    first: np.ndarray,
    second: np.ndarray,
    *,
    family: np.ndarray | None = None,
    seed: int = 0,
    resamples: int = 2000,
    confidence: float = 0.95,
) -> Comparison:
    """Two systems by their (n,) values per item: right or wrong, loss, reciprocal rank.

    Families are resampled whole (Efron and Tibshirani 1993; Koehn 2004 for the paired use).
    """
    gaps = _gaps(first, second)
    drawn = mean_draws(gaps, family=family, seed=seed, resamples=resamples)
    return _comparison(float(gaps.mean()), drawn, confidence, "paired bootstrap")


def paired_bootstrap_of(
    first: Statistic,
    second: Statistic,
    n: int,
    *,
    family: np.ndarray | None = None,
    seed: int = 0,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> Comparison:
    """Two systems by a statistic of row numbers that is no mean over items (macro-F1, AUROC)."""
    rows = np.arange(n)
    drawn = np.array(
        [first(r) - second(r) for r in draws(n, family=family, seed=seed, resamples=resamples)]
    )
    return _comparison(first(rows) - second(rows), drawn, confidence, "paired bootstrap")


def mcnemar(first_right: np.ndarray, second_right: np.ndarray) -> Comparison:
    """Two classifiers on independent items by their disagreements, exactly (McNemar 1947).

    The interval is that of Newcombe (1998, method 8 without correction) for paired shares,
    by the normal approximation.
    """
    gaps = _gaps(first_right, second_right)
    wins, losses, n = int((gaps > 0).sum()), int((gaps < 0).sum()), len(gaps)
    tail = sum(math.comb(wins + losses, i) for i in range(min(wins, losses) + 1))
    p_value = min(1.0, 2 * tail / 2 ** (wins + losses))
    difference = (wins - losses) / n
    half = 1.96 * math.sqrt(max(wins + losses - (wins - losses) ** 2 / n, 0)) / n
    return Comparison(difference, difference - half, difference + half, p_value, "McNemar, exact")


def sign_flips(
    first: np.ndarray,
    second: np.ndarray,
    *,
    family: np.ndarray | None = None,
    seed: int = 0,
    flips: int = 10_000,
) -> float:
    """Two-sided p value: how often random signs of the differences do as well (Fisher 1935).

    Signs are flipped by family. All of them are tried where they are no more than `flips`.
    """
    gaps = _gaps(first, second)
    totals = gaps if family is None else np.bincount(family, gaps)
    totals = totals[totals != 0]
    observed = abs(totals.sum()) - 1e-12
    if 2 ** len(totals) <= flips:
        signs = 1 - 2 * (np.arange(2 ** len(totals))[:, None] >> np.arange(len(totals)) & 1)
        return float((np.abs(signs @ totals) >= observed).mean())
    rng, n_more = np.random.default_rng(seed), 0
    step = max(1, 2_000_000 // len(totals))
    for start in range(0, flips, step):
        signs = rng.integers(0, 2, (min(step, flips - start), len(totals)), np.int8) * 2 - 1
        n_more += int((np.abs(signs @ totals) >= observed).sum())
    return (1 + n_more) / (1 + flips)


def _gaps(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    if len(first) != len(second) or not len(first):
        raise ValueError(f"{len(first)} and {len(second)} values cannot be paired")
    return np.asarray(first, float) - np.asarray(second, float)


def _comparison(difference: float, drawn: np.ndarray, confidence: float, how: str) -> Comparison:
    drawn = drawn[~np.isnan(drawn)]
    below, above = (drawn <= 0).sum(), (drawn >= 0).sum()
    p_value = min(1.0, 2 * (1 + min(below, above)) / (1 + len(drawn)))
    return Comparison(difference, *limits(drawn, confidence), float(p_value), how)
