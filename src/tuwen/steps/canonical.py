"""The linear algebra behind `align`: principal scores, ridge CCA in closed form, a picture metric."""

from dataclasses import dataclass

import numpy as np

_ROWS = 4000


@dataclass(frozen=True, slots=True)
class Side:
    """Leading principal parts of one side: mean (D,), parts (D, p), variance (p,)."""

    mean: np.ndarray
    parts: np.ndarray
    variance: np.ndarray

    def scores(self, values: np.ndarray) -> np.ndarray:
        """(N, p) of (N, D)."""
        return (values - self.mean) @ self.parts


def principal(values: np.ndarray, most: int) -> Side:
    """At most `most` principal parts of (N, D), from at most 4,000 rows, evenly spread.

    Exact for narrow values; else randomised (Halko, Martinsson and Tropp 2011).
    """
    from sklearn.utils.extmath import randomized_svd

    rows = values[np.linspace(0, len(values) - 1, min(len(values), _ROWS)).astype(int)]
    mean = rows.mean(0)
    centred = rows - mean
    size = max(1, min(most, len(rows) - 1, rows.shape[1]))
    if rows.shape[1] <= 2 * size:
        power, parts = np.linalg.eigh(centred.T @ centred)
        parts, strength = parts[:, ::-1].T[:size], np.sqrt(np.maximum(power[::-1][:size], 0))
    else:
        _, strength, parts = randomized_svd(centred, size, n_iter=2, random_state=0)
    variance = np.square(strength) / max(len(rows) - 1, 1)
    kept = variance > 1e-9 * max(float(variance[0]), 1e-12)
    if not kept.any():
        kept[0] = True
    return Side(
        mean.astype(np.float32),
        np.ascontiguousarray(parts[kept].T, np.float32),
        variance[kept].astype(np.float32),
    )


def canonical(
    x: np.ndarray, y: np.ndarray, variances: tuple[np.ndarray, np.ndarray], ridge: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ridge CCA of centred principal scores x (N, p) and y (N, q), in closed form.

    Returns (p, k) and (q, k) projections and the (k,) correlations, in falling order, k = min(p, q)
    (Hotelling 1936; ridge: Vinod 1976). Scores are uncorrelated, so that whitening is a division.
    """
    sx, sy = (1 / np.sqrt(v + ridge * v.mean()) for v in variances)
    u, strength, vt = np.linalg.svd((x * sx).T @ (y * sy) / len(x), full_matrices=False)
    return sx[:, None] * u, sy[:, None] * vt.T, strength


def metric(y: np.ndarray, groups: np.ndarray, ridge: float) -> np.ndarray:
    """(q, q): what makes pictures of one text near and of different texts far.

    Whitening by the covariance within groups (Hatch, Kajarekar and Stolcke 2006), with a ridge of
    `ridge` mean variances. Where no text has two pictures, the identity.
    """
    _, group, size = np.unique(groups, return_inverse=True, return_counts=True)
    sums = np.zeros((len(size), y.shape[1]))
    np.add.at(sums, group, y)
    inner = (y - (sums / size[:, None])[group])[size[group] > 1]
    freedom = len(inner) - int((size > 1).sum())
    if freedom < 1:
        return np.eye(y.shape[1], dtype=np.float32)
    # Few repeats say little of the inner spread: the ridge then outweighs them.
    heavier = ridge * max(1.0, 100 / freedom)
    values, vectors = np.linalg.eigh(inner.T @ inner / freedom)
    scale = 1 / np.sqrt(np.maximum(values, 0) + heavier * max(float(values.mean()), 1e-12))
    return (vectors * scale).astype(np.float32)


def unit(values: np.ndarray) -> np.ndarray:
    """Rows at length 1; zeros stay."""
    return values / np.maximum(np.linalg.norm(values, axis=-1, keepdims=True), 1e-12)
