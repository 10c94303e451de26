"""Numbers about predicted classes and scores."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike


def _pair(truth: ArrayLike, given: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    t, g = np.asarray(truth), np.asarray(given)
    if len(t) != len(g):
        raise ValueError(f"{len(t)} true values and {len(g)} answers")
    return t, g


def accuracy(truth: ArrayLike, given: ArrayLike) -> float:
    """Share of rows answered right, 0 to 1; nan for no rows."""
    t, g = _pair(truth, given)
    return float((t == g).mean()) if len(t) else float("nan")


def confusion(
    truth: ArrayLike, given: ArrayLike, labels: Sequence[Any] | None = None
) -> tuple[list[Any], np.ndarray]:
    """Labels (sorted unless given) and counts (C, C): row = true class, column = answer."""
    t, g = _pair(truth, given)
    names = list(np.unique(np.concatenate([t, g]))) if labels is None else list(labels)
    place = {name: i for i, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)), np.int64)
    np.add.at(counts, ([place[x] for x in t], [place[x] for x in g]), 1)
    return names, counts


def per_class(truth: ArrayLike, given: ArrayLike) -> dict[Any, tuple[float, float, float]]:
    """{class: (precision, recall, F1)} of every class that is true or answered; 0 where undefined."""
    names, counts = confusion(truth, given)
    right = np.diag(counts).astype(float)
    precision = right / np.maximum(counts.sum(0), 1)
    recall = right / np.maximum(counts.sum(1), 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-300)
    return {
        n: (float(p), float(r), float(f))
        for n, p, r, f in zip(names, precision, recall, f1, strict=True)
    }


def macro_f1(truth: ArrayLike, given: ArrayLike) -> float:
    """Mean F1 over the classes that are true or answered."""
    return float(np.mean([f1 for _, _, f1 in per_class(truth, given).values()]))


def f1(truth: ArrayLike, given: ArrayLike, positive: Any) -> float:
    """F1 of one class."""
    return per_class(truth, given).get(positive, (0.0, 0.0, 0.0))[2]


def balanced_accuracy(truth: ArrayLike, given: ArrayLike) -> float:
    """Mean recall over the true classes."""
    names, counts = confusion(truth, given)
    there = counts.sum(1) > 0
    return float((np.diag(counts)[there] / counts.sum(1)[there]).mean())


def log_loss(truth: Sequence[int], p: np.ndarray) -> float:
    """Mean −log p of the true class, nats; `truth` (N,) indexes the columns of `p` (N, C)."""
    chosen = np.asarray(p, float)[np.arange(len(truth)), np.asarray(truth)]
    return float(-np.log(np.maximum(chosen, 1e-15)).mean())


def average_precision(relevant: ArrayLike, scores: ArrayLike) -> float:
    """Area under precision over recall as a step function; tied scores enter together."""
    r, s = _pair(relevant, scores)
    order = np.argsort(-s, kind="stable")
    r, s = r[order].astype(bool), s[order]
    if not r.any():
        return float("nan")
    last = np.r_[s[1:] != s[:-1], True]
    hits, seen = np.cumsum(r)[last], (np.arange(len(r)) + 1)[last]
    recall = hits / r.sum()
    return float(np.sum(np.diff(np.r_[0.0, recall]) * hits / seen))


def auroc(relevant: ArrayLike, scores: ArrayLike) -> float:
    """Chance that a relevant row scores above another one, ties counting half (Mann and Whitney 1947)."""
    r, s = _pair(relevant, scores)
    r = r.astype(bool)
    if r.all() or not r.any():
        return float("nan")
    ranks = mean_ranks(s)
    n = int(r.sum())
    return float((ranks[r].sum() - n * (n + 1) / 2) / (n * (len(r) - n)))


def mean_ranks(values: np.ndarray) -> np.ndarray:
    """(N,) ranks from 1, ascending; equal values share their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts - 1) / 2)[inverse]
