"""Is there anything here at all? Judged on both sides: silent on shuffled labels, not on real ones."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from tuwen.evaluate.protocol import Verdict
from tuwen.metrics.proportion import above_chance
from tuwen.metrics.ranking import chance_recall_at

LEVEL = 0.01  # how often pure chance may pass for a signal
_FEWEST = 20  # families below which nothing is claimed
_SHUFFLES = 2000


class Signal(NamedTuple):
    """The verdict, and how likely chance alone does as well."""

    verdict: Verdict
    p_value: float


def signal(
    truth: Sequence[Any], given: Sequence[Any], *, family: np.ndarray | None = None, seed: int = 0
) -> Signal:
    """Whether answers agree with the truth more than their frequencies explain.

    The answers are shuffled against the truth (a permutation test of Cohen's kappa, whose chance
    agreement does not change by shuffling). Of each family one item counts.
    """
    t, g = (np.unique([str(v) for v in each], return_inverse=True) for each in (truth, given))
    names = {name: i for i, name in enumerate(t[0])}
    true = t[1]
    answer = np.array([names.get(name, -1) for name in g[0]])[g[1]] if len(g[0]) else g[1]
    if family is not None:
        first = np.unique(family, return_index=True)[1]
        true, answer = true[first], answer[first]
    if len(true) < _FEWEST:
        return Signal("too_few", 1.0)
    rng = np.random.default_rng(seed)
    agreed = int((true == answer).sum())
    shuffled = [int((true == rng.permutation(answer)).sum()) for _ in range(_SHUFFLES)]
    p_value = (1 + sum(each >= agreed for each in shuffled)) / (1 + _SHUFFLES)
    return Signal("signal" if p_value < LEVEL else "no_signal", p_value)


def signal_in_ranks(ranks: np.ndarray, n_relevant: np.ndarray, n: int, k: int) -> Signal:
    """Whether the first right answers stand among the first `k` of `n` more often than by chance.

    Binomial with the mean chance of the queries: exact where they have equally many right answers.
    """
    ranks = np.asarray(ranks)
    if len(ranks) < _FEWEST:
        return Signal("too_few", 1.0)
    hits = int((ranks <= k).sum())
    p_value = above_chance(hits, len(ranks), chance_recall_at(np.asarray(n_relevant), n, k))
    return Signal("signal" if p_value < LEVEL else "no_signal", p_value)
