"""Numbers about ordered answers. `relevant` (Q, N) bool says what is right, `scores` (Q, N) the order."""

import numpy as np


def first_ranks(scores: np.ndarray, relevant: np.ndarray) -> np.ndarray:
    """(Q,) rank from 1 of the best right column; a tie counts half of those it ties with.

    A row without anything right gets infinity.
    """
    best = np.where(relevant, scores, -np.inf).max(1, keepdims=True)
    other = ~relevant
    ranks = 1 + ((scores > best) & other).sum(1) + ((scores == best) & other).sum(1) / 2
    return np.where(relevant.any(1), ranks, np.inf)


def recall_at(ranks: np.ndarray, k: int) -> float:
    """Share of queries whose first right answer is among the first `k` (hit rate)."""
    return float((np.asarray(ranks) <= k).mean())


def mrr(ranks: np.ndarray) -> float:
    """Mean reciprocal rank, 0 to 1."""
    return float((1.0 / np.asarray(ranks, float)).mean())


def chance_recall_at(n_relevant: np.ndarray, n: int, k: int) -> float:
    """Exact `recall_at` of a random order of `n` columns with `n_relevant` (Q,) right ones each."""
    r = np.asarray(n_relevant, float)
    none = np.ones_like(r)
    for i in range(min(k, n)):
        none *= np.maximum(n - r - i, 0) / (n - i)
    return float(1 - none.mean())


def ndcg_at(scores: np.ndarray, gains: np.ndarray, k: int) -> float:
    """Mean normalised discounted cumulative gain of the first `k` (Järvelin and Kekäläinen 2002)."""
    discount = 1 / np.log2(np.arange(2, k + 2))[: scores.shape[1]]
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    got = (np.take_along_axis(gains, order, 1) * discount).sum(1)
    best = (-np.sort(-gains, axis=1)[:, :k] * discount).sum(1)
    return float(np.mean(np.divide(got, best, out=np.zeros_like(got, float), where=best > 0)))


def overlap_at(given: np.ndarray, exact: np.ndarray) -> float:
    """Mean share of `exact` (Q, k) ids that stand in `given` (Q, k): recall of an approximate search."""
    shared = [len(set(a) & set(b)) / max(len(b), 1) for a, b in zip(given, exact, strict=True)]
    return float(np.mean(shared))
