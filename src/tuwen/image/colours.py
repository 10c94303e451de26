"""Main colours of a picture, and colour arithmetic shared by descriptors and palettes."""

import numpy as np
from PIL import Image

N_COLOURS = 6
_SIDE = 48
_NEAR = 28.0  # RGB distance below which two colours are told as one


def main_colours(picture: Image.Image, n_colours: int = N_COLOURS) -> np.ndarray:
    """(k, 4) float32: red, green, blue (0..255) and share (0..1), largest first; k <= n_colours.

    `picture` is RGB, or RGBA whose transparent pixels do not count. Median cut (Heckbert 1982) on a
    48 px copy, then colours nearer than 28 are merged.
    """
    small = picture.copy()
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX, reducing_gap=None)
    pixels = np.asarray(small).reshape(-1, len(small.getbands()))
    if pixels.shape[1] == 4:
        seen = pixels[pixels[:, 3] > 127, :3]
        pixels = seen if len(seen) else pixels[:, :3]
    strip = Image.fromarray(np.ascontiguousarray(pixels)[None])
    cut = strip.quantize(2 * n_colours, Image.Quantize.MEDIANCUT, kmeans=0)
    index = np.asarray(cut).ravel()
    counts = np.bincount(index, minlength=256).astype(np.float64)
    sums = np.stack([np.bincount(index, pixels[:, c], 256) for c in range(3)], 1)
    used = np.flatnonzero(counts)
    merged = merge(sums[used] / counts[used, None], counts[used])[:n_colours]
    merged[:, 3] /= counts.sum()
    return merged.astype(np.float32)


def merge(colours: np.ndarray, weights: np.ndarray, near: float = _NEAR) -> np.ndarray:
    """(k, 4) weighted means of `colours` (n, 3) that lie within `near`, largest weight first.

    The fourth column is the sum of `weights`; larger colours take in smaller ones.
    """
    groups: list[np.ndarray] = []
    for i in np.argsort(-weights, kind="stable"):
        row, weight = colours[i], weights[i]
        for group in groups:
            if np.linalg.norm(group[:3] - row) < near:
                group[:3] = (group[:3] * group[3] + row * weight) / (group[3] + weight)
                group[3] += weight
                break
        else:
            groups.append(np.append(row, weight))
    groups.sort(key=lambda group: -group[3])
    return np.stack(groups)


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
