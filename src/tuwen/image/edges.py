"""Edges by Canny (1986), and how many of them lie where."""

import numpy as np


def edges(
    picture: np.ndarray, sigma: float = 1.5, low: float = 0.04, high: float = 0.12
) -> np.ndarray:
    """bool (H, W): the edge pixels of uint8 (H, W, 3), after Gaussian smoothing of `sigma` px.

    A pixel counts where the gradient (Sobel, of grey in 0 to 1) is a ridge across its direction and
    above `high`, or above `low` and joined to one that is.
    """
    from scipy import ndimage

    grey = picture.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32) / 255
    smooth = ndimage.gaussian_filter(grey, sigma)
    down, across = (ndimage.sobel(smooth, axis) for axis in (0, 1))
    strength = np.hypot(down, across)
    ridge = _ridge(strength, down, across)
    joined, n = ndimage.label(ridge & (strength > low), np.ones((3, 3)))
    strong = np.zeros(n + 1, bool)
    strong[joined[ridge & (strength > high)]] = True
    strong[0] = False
    return strong[joined]


def _ridge(strength: np.ndarray, down: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Where neither neighbour along the gradient, rounded to eight directions, is stronger."""
    angle = np.round(np.arctan2(down, across) / (np.pi / 4)).astype(int) % 4
    padded = np.pad(strength, 1)
    kept = np.zeros(strength.shape, bool)
    height, width = strength.shape
    for turn, (dy, dx) in enumerate(((0, 1), (1, 1), (1, 0), (1, -1))):
        ahead = padded[1 + dy : 1 + dy + height, 1 + dx : 1 + dx + width]
        behind = padded[1 - dy : 1 - dy + height, 1 - dx : 1 - dx + width]
        kept |= (angle == turn) & (strength >= ahead) & (strength > behind)
    return kept


def edge_density(pictures: np.ndarray, grid: int = 8) -> np.ndarray:
    """(N, grid * grid) float32: share of edge pixels in each cell of uint8 (N, S, S, 3)."""
    found = np.stack([edges(picture) for picture in pictures])
    n, side = found.shape[:2]
    step = side // grid
    cut = found[:, : grid * step, : grid * step]
    return cut.reshape(n, grid, step, grid, step).mean((2, 4), dtype=np.float32).reshape(n, -1)
