"""Histograms of oriented gradients, for a whole batch of pictures at once in numpy."""

from dataclasses import dataclass

import numpy as np

N_ANGLES = 18  # signed orientations, 20 degrees each; folded to 9 where the sign does not matter
CLIP = 0.2  # no single gradient may dominate a block (Lowe's clipping, as in Dalal and Triggs)
_EPSILON = 0.1


@dataclass(frozen=True, slots=True)
class Cells:
    """Orientation histograms: float32 (N, rows, columns, 18), in units of square-root grey level."""

    values: np.ndarray
    side: int  # pixels

    def coarser(self) -> "Cells":
        """Cells of twice the side; an odd last row or column is dropped."""
        n, rows, columns, angles = self.values.shape
        even = self.values[:, : rows // 2 * 2, : columns // 2 * 2]
        pooled = even.reshape(n, rows // 2, 2, columns // 2, 2, angles).sum((2, 4))
        return Cells(pooled, 2 * self.side)

    def unsigned(self) -> np.ndarray:
        """(N, rows, columns, 9): light to dark counts as dark to light."""
        return self.values[..., : N_ANGLES // 2] + self.values[..., N_ANGLES // 2 :]


def gradients(pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Magnitude and angle (radians, -pi..pi) of uint8 (N, H, W, 3), each float32 (N, H, W).

    Central differences on square-root levels, of the channel where they are strongest.
    """
    levels = _ROOTS[pictures]
    dy, dx = np.zeros_like(levels), np.zeros_like(levels)
    np.subtract(levels[:, 2:], levels[:, :-2], out=dy[:, 1:-1])
    np.subtract(levels[:, :, 2:], levels[:, :, :-2], out=dx[:, :, 1:-1])
    power = dy * dy + dx * dx
    best_y, best_x, best = dy[..., 0], dx[..., 0], power[..., 0]
    for channel in (1, 2):
        better = power[..., channel] > best
        best = np.where(better, power[..., channel], best)
        best_y = np.where(better, dy[..., channel], best_y)
        best_x = np.where(better, dx[..., channel], best_x)
    return np.sqrt(best), np.arctan2(best_y, best_x)


_ROOTS = np.sqrt(np.arange(256, dtype=np.float32) / 255)


def cells(pictures: np.ndarray, side: int = 8) -> Cells:
    """Orientation histograms of square cells, `side` pixels each, of uint8 (N, H, W, 3).

    Each gradient is shared between its two nearest orientations. H and W are cut to multiples of
    `side`.
    """
    n, height, width = pictures.shape[:3]
    rows, columns = height // side, width // side
    size, angle = gradients(pictures[:, : rows * side, : columns * side])
    turn = (angle * (N_ANGLES / (2 * np.pi)) + N_ANGLES) % N_ANGLES
    low = np.minimum(turn.astype(np.int32), N_ANGLES - 1)
    share = turn - low
    where = np.arange(n, dtype=np.int32)[:, None] * (rows * columns)
    row, column = np.divmod(np.arange(rows * columns * side * side), columns * side)
    cell = where + (row // side * columns + column // side).astype(np.int32)[None]
    low, share, size = low.reshape(n, -1), share.reshape(n, -1), size.reshape(n, -1)
    total = n * rows * columns * N_ANGLES
    index = cell * N_ANGLES + low
    values = np.bincount(index.ravel(), (size * (1 - share)).ravel(), total)
    index = cell * N_ANGLES + (low + 1) % N_ANGLES
    values += np.bincount(index.ravel(), (size * share).ravel(), total)
    return Cells(values.reshape(n, rows, columns, N_ANGLES).astype(np.float32), side)


def hog(pictures: np.ndarray, side: int = 8) -> np.ndarray:
    """HOG (Dalal and Triggs 2005) of uint8 (N, H, W, 3): 9 orientations, 2 x 2 cells a block.

    float32 (N, (H/side - 1) * (W/side - 1) * 36), blocks normalised by L2-Hys.
    """
    parts = cells(pictures, side).unsigned()
    blocks = np.concatenate(
        [parts[:, :-1, :-1], parts[:, :-1, 1:], parts[:, 1:, :-1], parts[:, 1:, 1:]], -1
    )
    blocks = np.minimum(_unit(blocks), CLIP)
    return _unit(blocks).reshape(len(pictures), -1)


def compact_hog(given: Cells) -> np.ndarray:
    """27 numbers a cell (Felzenszwalb and others 2010): 18 signed and 9 unsigned orientations.

    Each cell is normalised by its four blocks in turn, clipped, and averaged: a quarter of the
    length of plain HOG, and it tells light on dark from dark on light. float32 (N, rows * columns *
    27).
    """
    signed, plain = given.values, given.unsigned()
    power = np.square(plain).sum(-1)
    edge = np.pad(power, ((0, 0), (1, 1), (1, 1)), mode="edge")
    block = edge[:, :-1, :-1] + edge[:, :-1, 1:] + edge[:, 1:, :-1] + edge[:, 1:, 1:]
    block = 1 / (np.sqrt(block) + _EPSILON)
    rows, columns = power.shape[1:]
    both = np.concatenate([signed, plain], -1)
    total = np.zeros_like(both)
    for dy in (0, 1):
        for dx in (0, 1):
            scale = block[:, dy : dy + rows, dx : dx + columns, None]
            total += np.minimum(both * scale, CLIP)
    return (total / 4).reshape(len(both), -1)


def _unit(values: np.ndarray) -> np.ndarray:
    return values / (np.sqrt(np.square(values).sum(-1, keepdims=True)) + _EPSILON)
