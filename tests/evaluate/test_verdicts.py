"""The alarm is judged on both sides: nothing found on shuffled labels, something on real ones."""

import json

import numpy as np
import pytest

from tuwen.core.latent import Latent, LatentSpec
from tuwen.evaluate import (
    Protocol,
    chance_recall,
    evaluate_classes,
    families,
    folds,
    majority,
    naive_bayes,
    out_of_fold,
    signal,
    signal_in_ranks,
)


def corpus(seed: int, n: int = 240, shuffled: bool = False) -> tuple[Latent, list[str], np.ndarray]:
    """Counts of 40 words, of which a few lean to one of two unequal classes; some rows in twos."""
    rng = np.random.default_rng(seed)
    labels = rng.choice(["a", "a", "b"], n)
    rates = np.ones((n, 40)) + 1.2 * (labels == "a")[:, None] * (np.arange(40) < 6)
    counts = rng.poisson(rates * 0.4)
    counts[1:60:2] = counts[0:60:2]
    labels[1:60:2] = labels[0:60:2]
    family = families(n, [], [(i, i + 1) for i in range(0, 60, 2)])
    if shuffled:
        labels = rng.permutation(labels)
    spec = LatentSpec(kind="sparse", size=40)
    return Latent(values=counts.astype(float), spec=spec), list(labels), family


def verdict(seed: int, shuffled: bool) -> str:
    latent, labels, family = corpus(seed, shuffled=shuffled)
    answers = out_of_fold(naive_bayes(latent, labels), folds(family, 5, labels, seed))
    return signal(labels, answers, family=family, seed=seed).verdict


def test_shuffled_labels_hold_no_signal() -> None:
    assert sum(verdict(seed, True) == "signal" for seed in range(24)) <= 2


def test_real_labels_hold_one() -> None:
    assert sum(verdict(seed, False) == "signal" for seed in range(10)) >= 9


@pytest.mark.parametrize("given", [["a"] * 40, ["c"] * 40, ["b", "a"] * 20])
def test_constant_alien_and_opposite_answers_are_none(given: list[str]) -> None:
    assert signal(["a", "b"] * 20, given).verdict == "no_signal"


def test_few_items_or_families_claim_nothing() -> None:
    truth = ["a", "b"] * 9
    assert signal(truth, truth).verdict == "too_few"
    assert signal(truth * 4, truth * 4, family=np.arange(72) // 8).verdict == "too_few"


def test_ranks() -> None:
    rng = np.random.default_rng(0)
    one = np.ones(200)
    chance = [signal_in_ranks(rng.integers(1, 101, 200), one, 100, 5).verdict for _ in range(60)]
    assert chance.count("signal") <= 3
    assert signal_in_ranks(rng.integers(1, 31, 200), one, 100, 5).verdict == "signal"
    assert chance_recall(np.ones(3), 100) == pytest.approx({"1": 0.01, "5": 0.05, "10": 0.1})


def test_an_evaluation_says_everything_that_belongs_to_a_score() -> None:
    latent, labels, family = corpus(1)
    numbers = folds(family, 5, labels)
    protocol = Protocol(
        split="folds", n=240, n_train=192, n_test=240, n_families=int(family.max()) + 1,
        folds=5, stratified=True, resamples=200,
    )  # fmt: skip
    found = evaluate_classes(
        labels,
        out_of_fold(naive_bayes(latent, labels), numbers),
        protocol,
        family=family,
        baselines={"majority": out_of_fold(majority(labels), numbers)},
    )
    told = json.loads(json.dumps(found.to_json()))
    assert told["verdict"] == "signal" and told["n"] == 240
    for score in told["metrics"].values():
        assert score["low"] <= score["value"] <= score["high"]
    assert told["metrics"]["accuracy"]["low"] > told["baseline"]["majority"]["accuracy"] - 0.1
    assert told["protocol"]["n_families"] == 210 and told["protocol"]["seed"] == 0
