"""Main colours of a picture, and colour arithmetic shared by descriptors and palettes."""

import numpy as np
from PIL import Image

N_COLOURS = 6
_SIDE = 48
_NEAR = 44.0  # RGB distance below which two colours are told as one
_CELLS = 64  # the heaviest cells of the histogram may found a colour


def main_colours(picture: Image.Image, n_colours: int = N_COLOURS) -> np.ndarray:
    """(k, 4) float32: red, green, blue (0..255) and share (0..1), largest first; k <= n_colours.

    `picture` is RGB, or RGBA whose transparent pixels do not count. A histogram of 512 cells on a
    48 px copy, whose means are merged by `merge`.
    """
    small = picture.copy()
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX, reducing_gap=None)
    pixels = np.asarray(small).reshape(-1, len(small.getbands()))
    if pixels.shape[1] == 4:
        seen = pixels[pixels[:, 3] > 127, :3]
        pixels = seen if len(seen) else pixels[:, :3]
    cell = (pixels >> 5).astype(np.int32) @ np.array([64, 8, 1], np.int32)
    counts = np.bincount(cell, minlength=512)
    sums = np.stack([np.bincount(cell, pixels[:, c], 512) for c in range(3)], 1)
    used = np.flatnonzero(counts)
    return merge(sums[used] / counts[used, None], counts[used], n_colours)


def merge(colours: np.ndarray, weights: np.ndarray, n_colours: int = N_COLOURS) -> np.ndarray:
    """(k, 4) float32: at most `n_colours` means of `colours` (n, 3), with shares of the `weights`.

    The heaviest colour takes in all within 44 of it (RGB distance), then the heaviest one left, and
    so on; what is still left joins its nearest. Shares sum to 1, largest first.
    """
    heaviest = np.argsort(-weights, kind="stable")[:_CELLS]
    rows = colours[heaviest]
    apart = np.square(rows[:, None] - rows[None]).sum(-1) >= _NEAR**2
    free = np.ones(len(rows), bool)
    seeds: list[int] = []
    while len(seeds) < n_colours and free.any():
        seeds.append(int(free.argmax()))
        free &= apart[seeds[-1]]
    owner = np.square(colours[:, None] - rows[seeds][None]).sum(-1).argmin(1)
    share = np.bincount(owner, weights, len(seeds))
    means = [np.bincount(owner, weights * colours[:, c], len(seeds)) / share for c in range(3)]
    merged = np.column_stack([*means, share / share.sum()])
    return merged[np.argsort(-share, kind="stable")].astype(np.float32)


def palette(colours: np.ndarray, n_colours: int) -> np.ndarray:
    """(k, 4) float32: the main colours of many pictures, k <= `n_colours`, largest first.

    `colours` (n, 4) holds main colours with their shares, as `main_colours` gives them.
    """
    cell = np.minimum(colours[:, :3] / 16, 15).astype(np.int64) @ np.array([256, 16, 1])
    _, cell = np.unique(cell, return_inverse=True)
    weights = np.bincount(cell, colours[:, 3])
    sums = [np.bincount(cell, colours[:, 3] * colours[:, c]) for c in range(3)]
    return merge(np.stack(sums, 1) / weights[:, None], weights, n_colours)


def to_hsv(rgb: np.ndarray) -> np.ndarray:
    """Hue, saturation, value in 0..1 of uint8 pixels (..., 3) (Smith 1978), float32."""
    values = rgb.astype(np.float32)
    top, low = values.max(-1), values.min(-1)
    span = top - low
    red, green, blue = values[..., 0], values[..., 1], values[..., 2]
    safe = np.where(span == 0, 1, span)
    hue = np.where(
        top == red,
        (green - blue) / safe % 6,
        np.where(top == green, (blue - red) / safe + 2, (red - green) / safe + 4),
    )
    hue = np.where(span == 0, 0, hue) / 6
    saturation = span / np.where(top == 0, 1, top)
    return np.stack([hue, saturation, top / 255], -1).astype(np.float32)


def layout(pictures: np.ndarray, grid: int = 8) -> np.ndarray:
    """(N, grid * grid * 3) float32: CIE Lab (in units of 50) of the mean of each cell.

    `pictures` is uint8 (N, S, S, 3) with S a multiple of `grid`.
    """
    n, side = pictures.shape[:2]
    step = side // grid
    small = pictures.reshape(n, grid, step, grid, step, 3).mean((2, 4), dtype=np.float32)
    return (to_lab(small) / 50).reshape(n, -1)


def to_lab(rgb: np.ndarray) -> np.ndarray:
    """CIE Lab (D65; L 0..100) of sRGB values 0..255 (..., 3) (IEC 61966-2-1), float32."""
    levels = rgb / np.float32(255)
    linear = np.where(levels > 0.04045, ((levels + 0.055) / 1.055) ** 2.4, levels / 12.92)
    xyz = linear @ _XYZ.T
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1).astype(np.float32)


_XYZ = np.array(  # rows divided by the D65 white point
    [
        [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883],
    ],
    np.float32,
)
_BINS = np.array([12, 3, 3])


def histogram(pictures: np.ndarray, content: np.ndarray) -> np.ndarray:
    """(N, 108) float32: square roots of the shares of 12 hues x 3 saturations x 3 values.

    `pictures` is uint8 (N, S, S, 3); only pixels under the bool mask `content` (N, S, S) count.
    """
    n = len(pictures)
    hsv = to_hsv(pictures[:, ::2, ::2])
    cell = np.minimum((hsv * _BINS).astype(np.int32), _BINS - 1) @ np.array([9, 3, 1])
    cell += 108 * np.arange(n)[:, None, None]
    counts = np.bincount(cell[content[:, ::2, ::2]], minlength=108 * n).reshape(n, 108)
    return np.sqrt(counts / np.maximum(counts.sum(1, keepdims=True), 1)).astype(np.float32)
