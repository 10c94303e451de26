"""Numbers about clusters and topics."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from tuwen.metrics.classification import confusion


def nmi(truth: ArrayLike, given: ArrayLike) -> float:
    """Normalised mutual information, arithmetic mean (Strehl and Ghosh 2002), 0 to 1."""
    t, g = (np.unique(np.asarray(x), return_inverse=True)[1] for x in (truth, given))
    _, counts = confusion(t, g, range(max(t.max(), g.max()) + 1))
    p = counts / counts.sum()
    rows, columns = p.sum(1), p.sum(0)
    there = p > 0
    shared = float((p[there] * np.log(p[there] / np.outer(rows, columns)[there])).sum())
    entropies = _entropy(rows) + _entropy(columns)
    return 1.0 if entropies == 0 else max(0.0, 2 * shared / entropies)


def _entropy(p: np.ndarray) -> float:
    p = p[p > 0]
    return float(-(p * np.log(p)).sum())


def npmi_coherence(topics: Sequence[Sequence[int]], counts: Any) -> np.ndarray:
    """(K,) mean normalised PMI of each topic's word pairs, −1 to 1 (Bouma 2009; window: the document).

    `topics` are columns of `counts` (N, V), a scipy CSR matrix; pairs that never meet count −1.
    """
    columns = sorted({word for topic in topics for word in topic})
    place = {word: i for i, word in enumerate(columns)}
    there = counts[:, columns].astype(bool).astype(np.float64)
    joint = np.asarray((there.T @ there).todense()) / there.shape[0]
    single = np.diag(joint)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.log(joint / np.outer(single, single)) / -np.log(joint)
    values = np.where(joint >= 1, 1.0, np.where(joint > 0, values, -1.0))
    means = []
    for topic in topics:
        at = [place[word] for word in topic]
        upper = np.triu_indices(len(at), 1)
        means.append(values[np.ix_(at, at)][upper].mean() if len(at) > 1 else np.nan)
    return np.array(means)


def silhouette(x: np.ndarray, labels: ArrayLike, *, n: int = 2000, seed: int = 0) -> float:
    """Mean silhouette on a sample of `n` rows, Euclidean, −1 to 1 (Rousseeuw 1987).

    Rows alone in their cluster count 0. nan for fewer than two clusters.
    """
    names = np.unique(np.asarray(labels), return_inverse=True)[1]
    rows = np.arange(len(names))
    if len(rows) > n:
        rows = np.sort(np.random.default_rng(seed).choice(rows, n, replace=False))
    x, names = np.asarray(x, np.float64)[rows], np.unique(names[rows], return_inverse=True)[1]
    k = int(names.max()) + 1
    if k < 2:
        return float("nan")
    squares = (x**2).sum(1)
    distances = np.sqrt(np.maximum(squares[:, None] + squares[None] - 2 * x @ x.T, 0))
    np.fill_diagonal(distances, 0)
    member = np.eye(k)[names]
    sums, sizes = distances @ member, member.sum(0)
    own = sizes[names]
    inside = sums[np.arange(len(x)), names] / np.maximum(own - 1, 1)
    others = np.where(member.astype(bool), np.inf, sums / sizes)
    outside = others.min(1)
    score = (outside - inside) / np.maximum(np.maximum(inside, outside), 1e-300)
    return float(np.where(own > 1, score, 0).mean())
