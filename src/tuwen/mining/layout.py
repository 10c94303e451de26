"""A plane for points of many dimensions: near stays near, and groups stand apart.

Anchors are laid out by pulling neighbours together and pushing random pairs apart, the forces of
UMAP (McInnes, Healy and Melville 2018), all points moved at once; the others take their place among
their nearest anchors.

z_ND unit rows · y_N2 places on the plane
"""

import numpy as np
import scipy.sparse as sp

NEIGHBOURS = 15
PUSHES = 4  # random points that push each point, in each round
ROUNDS = 250
PULL_A, PULL_B = 1.577, 0.895  # the curve of UMAP for a least distance of 0.1
AMONG = 4  # anchors that place another point
READ = 4_096


def lay_out(z_ND: np.ndarray, *, seed: int = 0, rounds: int = ROUNDS) -> np.ndarray:
    """(N, 2) float32 in a box of about ±10; every sum has one order, so it can be repeated."""
    random = np.random.default_rng(seed)
    y_N2 = _start(z_ND, random)
    if len(z_ND) <= 3:
        return y_N2
    graph = _neighbours(z_ND)
    left, right = graph.nonzero()
    weights = graph.data
    degree = np.maximum(np.asarray(graph.sum(1)).ravel(), 1e-6)
    pull = sp.csr_matrix((weights, (left, right)), shape=graph.shape)
    for step in range(rounds):
        rate = 1.0 - step / rounds
        move = _pulled(y_N2, pull, left, right) / degree[:, None]
        move += _pushed(y_N2, random)
        y_N2 += rate * np.clip(move, -2, 2)
    y_N2 -= y_N2.mean(0)
    scale = np.quantile(np.abs(y_N2), 0.99)
    return (y_N2 * (10 / max(scale, 1e-9))).astype(np.float32)


def place(
    z_ND: np.ndarray, anchors_AD: np.ndarray, y_A2: np.ndarray, *, seed: int = 0
) -> np.ndarray:
    """(N, 2) float32: each point between its nearest anchors, nearer ones counting much more."""
    random = np.random.default_rng(seed)
    parts = [np.zeros((0, 2), np.float32)]
    k = min(AMONG, len(anchors_AD))
    for start in range(0, len(z_ND), READ):
        near_BA = z_ND[start : start + READ] @ anchors_AD.T
        chosen, cosine = _largest(near_BA, k)
        weight = np.exp((cosine - cosine.max(1, keepdims=True)) * 20)
        weight /= weight.sum(1, keepdims=True)
        found = (weight[:, :, None] * y_A2[chosen]).sum(1)
        # Points that share all anchors would lie on each other.
        found += random.normal(0, 0.12, found.shape)
        parts.append(found.astype(np.float32))
    return np.concatenate(parts)


def _largest(near: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """(N, k) places and values of the largest entries of each row, which are struck out."""
    rows, chosen, values = np.arange(len(near)), [], []
    for _ in range(k):
        chosen.append(near.argmax(1))
        values.append(near[rows, chosen[-1]])
        near[rows, chosen[-1]] = -np.inf
    return np.stack(chosen, 1), np.stack(values, 1)


def _start(z_ND: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The two leading directions, with a little noise to part equal points."""
    centred = z_ND - z_ND.mean(0)
    _, _, directions = np.linalg.svd(centred[:: max(1, len(centred) // 2_000)], full_matrices=False)
    y_N2 = np.zeros((len(z_ND), 2))
    y_N2[:, : min(2, len(directions))] = centred @ directions[:2].T
    y_N2 *= 10 / max(float(np.abs(y_N2).max()), 1e-9)
    return y_N2 + random.normal(0, 0.05, y_N2.shape)


def _neighbours(z_ND: np.ndarray) -> sp.csr_matrix:
    """Symmetric weights in (0, 1] between near points, each point's nearest counting 1."""
    n = len(z_ND)
    k = min(NEIGHBOURS, n - 1)
    near = z_ND @ z_ND.T
    np.fill_diagonal(near, -np.inf)
    chosen, cosine = _largest(near, k)
    gap = cosine.max(1, keepdims=True) - cosine
    weight = np.exp(-gap / np.maximum(gap.mean(1, keepdims=True), 1e-6))
    rows = np.repeat(np.arange(n), k)
    one_way = sp.csr_matrix((weight.ravel(), (rows, chosen.ravel())), shape=(n, n))
    both = one_way.maximum(one_way.T).tocsr()
    both.sort_indices()
    return both


def _pulled(
    y_N2: np.ndarray, pull: sp.csr_matrix, left: np.ndarray, right: np.ndarray
) -> np.ndarray:
    gap = y_N2[right] - y_N2[left]
    square = (gap * gap).sum(1)
    force = 2 * PULL_A * PULL_B * square ** (PULL_B - 1) / (1 + PULL_A * square**PULL_B)
    strength = sp.csr_matrix(
        (pull.data * np.where(square > 0, force, 0), pull.indices, pull.indptr), shape=pull.shape
    )
    moved: np.ndarray = strength @ y_N2 - np.asarray(strength.sum(1)) * y_N2
    return moved


def _pushed(y_N2: np.ndarray, random: np.random.Generator) -> np.ndarray:
    move = np.zeros_like(y_N2)
    for _ in range(PUSHES):
        other = random.permutation(len(y_N2))
        gap = y_N2 - y_N2[other]
        square = (gap * gap).sum(1)
        force = 2 * PULL_B / ((0.01 + square) * (1 + PULL_A * square**PULL_B))
        move += np.clip(force[:, None] * gap, -4, 4)
    return move / PUSHES
