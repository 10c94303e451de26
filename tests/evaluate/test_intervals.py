"""Intervals cover the truth about as often as they say; tests of no difference keep their level."""

import numpy as np
import pytest

from tuwen.evaluate import (
    bootstrap,
    mcnemar,
    mean,
    paired_bootstrap,
    paired_bootstrap_of,
    share,
    sign_flips,
)
from tuwen.evaluate.intervals import draws

TRIALS = 300


def coverage(trial) -> float:  # type: ignore[no-untyped-def]
    """Share of trials whose interval holds the truth; `trial(rng)` gives (score, truth)."""
    hits = 0
    for seed in range(TRIALS):
        score, truth = trial(np.random.default_rng(seed))
        hits += score.low <= truth <= score.high
    return hits / TRIALS


@pytest.mark.parametrize(("p", "n"), [(0.5, 40), (0.9, 100), (0.98, 300)])
def test_wilson_covers(p: float, n: int) -> None:
    assert 0.91 <= coverage(lambda rng: (share(int(rng.binomial(n, p)), n), p)) <= 0.99


def test_bootstrap_of_a_mean_covers() -> None:
    assert (
        0.91 <= coverage(lambda rng: (mean(rng.exponential(size=200), resamples=300), 1.0)) <= 0.98
    )


def test_bootstrap_of_another_statistic_covers() -> None:
    def trial(rng: np.random.Generator):  # type: ignore[no-untyped-def]
        values = rng.normal(size=150)
        return bootstrap(lambda rows: float(np.median(values[rows])), 150, resamples=120), 0.0

    assert 0.91 <= coverage(trial) <= 0.99


def clustered(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """60 families of one to nine items that share most of their luck."""
    size = rng.integers(1, 10, 60)
    family = np.repeat(np.arange(60), size)
    return rng.normal(size=60)[family] + 0.3 * rng.normal(size=len(family)), family


def test_families_widen_the_interval_to_what_it_should_be() -> None:
    def trial(rng: np.random.Generator, use: bool):  # type: ignore[no-untyped-def]
        values, family = clustered(rng)
        return mean(values, family=family if use else None, resamples=300), 0.0

    assert 0.90 <= coverage(lambda rng: trial(rng, True)) <= 0.98
    assert coverage(lambda rng: trial(rng, False)) < 0.75  # what ignoring families would claim


def test_draws_hold_whole_families() -> None:
    family = np.array([0, 0, 1, 2, 2, 2])
    for rows in draws(6, family=family, seed=1, resamples=50):
        counts = np.bincount(rows, minlength=6)
        assert counts[0] == counts[1] and counts[3] == counts[4] == counts[5]


def test_both_ways_to_a_mean_agree() -> None:
    values = np.random.default_rng(0).normal(size=80)
    family = np.arange(80) // 4
    fast = mean(values, family=family, resamples=4000)
    slow = bootstrap(lambda rows: float(values[rows].mean()), 80, family=family, resamples=4000)
    assert np.allclose(fast, slow, atol=0.03)


TESTS = {
    "paired bootstrap": lambda a, b: paired_bootstrap(a, b, resamples=400).p_value,
    "McNemar": lambda a, b: mcnemar(a, b).p_value,
    "sign flips": lambda a, b: sign_flips(a, b, flips=400),
    "statistic": lambda a, b: paired_bootstrap_of(
        lambda rows: float(a[rows].mean()), lambda rows: float(b[rows].mean()), len(a), resamples=200
    ).p_value,
}  # fmt: skip


@pytest.mark.parametrize("test", TESTS)
def test_equal_systems_are_seldom_called_different_and_better_ones_are(test: str) -> None:
    false = found = 0
    for seed in range(120):
        rng = np.random.default_rng(seed)
        hard = rng.random(300) < 0.3
        first, second, better = (
            np.where(hard, rng.random(300) < q, rng.random(300) < 0.9) for q in (0.3, 0.3, 0.85)
        )
        false += TESTS[test](first, second) < 0.05
        found += TESTS[test](better, second) < 0.05
    assert false <= 14  # 6 expected; 14 has a chance of one in a thousand
    assert found >= 114


def test_comparison_signs_and_families() -> None:
    first, second = np.repeat([1.0, 1, 1, 0], 50), np.repeat([0.0, 1, 0, 0], 50)
    plain = paired_bootstrap(first, second)
    assert plain.difference == 0.5 and plain.low > 0
    by_family = paired_bootstrap(first, second, family=np.repeat(np.arange(4), 50))
    assert by_family.low <= 0 <= by_family.high  # four families prove little
    assert sign_flips(first, second, family=np.repeat(np.arange(4), 50)) == 0.5
    assert mcnemar(first, first).p_value == 1.0
    with pytest.raises(ValueError, match="paired"):
        paired_bootstrap(first, second[:-1])
