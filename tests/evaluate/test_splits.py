"""Families stay whole in every split, and folds come out even."""

import numpy as np
import pytest

from tuwen.evaluate import by_time, each_fold, families, folds, holdout, leaks


def made(n: int, seed: int = 0) -> tuple[np.ndarray, list[str]]:
    """Families from groups and pairs, and skewed labels."""
    rng = np.random.default_rng(seed)
    groups = [f"event {g}" if g < n // 6 else "" for g in rng.integers(0, n, n)]
    pairs = rng.integers(0, n, (n // 8, 2))
    return families(n, groups, map(tuple, pairs)), list(rng.choice(list("aaaab"), n))


def test_families_join_groups_and_pairs() -> None:
    family = families(6, ["x", "", "x", None, "y", "y"], [(1, 4, 0.9)])
    assert family[0] == family[2] and len({family[0], family[1], family[3]}) == 3
    assert family[1] == family[4] == family[5]
    with pytest.raises(ValueError, match="outside"):
        families(2, [], [(0, 5)])


@pytest.mark.parametrize("n", [40, 500, 3000])
@pytest.mark.parametrize("k", [2, 5, 10])
@pytest.mark.parametrize("seed", [0, 1])
def test_folds_keep_families_and_come_out_even(n: int, k: int, seed: int) -> None:
    family, labels = made(n, seed)
    numbers = folds(family, k, labels, seed)
    assert sorted(set(numbers)) == list(range(k))
    assert all(len(set(numbers[family == each])) == 1 for each in range(family.max() + 1))
    largest = np.bincount(family).max()
    sizes = np.bincount(numbers)
    assert np.ptp(sizes) <= max(largest, 4)
    if n == 3000:
        rare = np.bincount(numbers[np.array(labels) == "b"], minlength=k)
        assert np.ptp(rare) <= max(largest, 0.1 * rare.mean())
    assert np.array_equal(numbers, folds(family, k, labels, seed))


def test_each_row_is_tested_once() -> None:
    family, labels = made(300)
    tested = np.concatenate([split.test for split in each_fold(folds(family, 5, labels))])
    assert sorted(tested) == list(range(300))
    for split in each_fold(folds(family, 5, labels)):
        assert not set(family[split.train]) & set(family[split.test])


def test_without_families_strata_are_exact() -> None:
    labels = ["a"] * 50 + ["b"] * 30 + ["c"] * 10
    numbers = folds(np.arange(90), 5, labels, seed=3)
    for label, share in (("a", 10), ("b", 6), ("c", 2)):
        assert set(np.bincount(numbers[np.array(labels) == label])) == {share}


@pytest.mark.parametrize("share", [0.1, 0.2, 0.35, 0.8])
def test_holdout_comes_near_its_share(share: float) -> None:
    family, labels = made(2000)
    split = holdout(family, share, labels)
    assert abs(len(split.test) / 2000 - share) < 0.03
    assert not set(family[split.train]) & set(family[split.test])


@pytest.mark.parametrize(("n_families", "k"), [(1, 2), (3, 5), (5, 1)])
def test_too_few_families_are_told(n_families: int, k: int) -> None:
    with pytest.raises(ValueError, match="folds"):
        folds(np.arange(20) % n_families, k)


def test_by_time_learns_only_from_before() -> None:
    times = [f"2024-01-{day:02d}" for day in range(1, 31)] + ["", ""]
    family = families(32, [], [(0, 29), (30, 28)])
    split = by_time(family, times, 0.2)
    assert set(split.test) == {24, 25, 26, 27}  # 28 and 29 have kin that came before, or undated
    assert max(times[i] for i in split.train if i not in (28, 29)) < min(
        times[i] for i in split.test
    )
    with pytest.raises(ValueError, match="time"):
        by_time(np.arange(2), ["", ""])


def test_leaks_of_a_given_split() -> None:
    family = families(5, [], [(0, 3), (1, 2)])
    assert leaks(family, ["train", "train", "dev", "test", "test"]) == [(0, 3)]
    assert leaks(np.arange(5), ["train", "train", "dev", "test", "test"]) == []


def test_many_items_split_in_seconds() -> None:
    family = np.r_[np.arange(160_000), 160_000 + np.arange(40_000) // 2]
    numbers = folds(family, 5, np.arange(200_000) % 7)
    assert np.ptp(np.bincount(numbers)) < 200
