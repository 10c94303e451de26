"""Augmenting: scaled, turned, mirrored and cut copies of a picture, drawn from a seed."""

from dataclasses import dataclass

import numpy as np
from PIL import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How far copies may go: each value is the largest change, 0 for none.

    `turn` degrees either way; `cut` share of each side; `shift` share of the side; `light` share of
    brightness and contrast; `mirror` left to right, half of the time.
    """

    turn: float = 10.0
    cut: float = 0.1
    shift: float = 0.05
    light: float = 0.2
    mirror: bool = True


def augmented(
    picture: np.ndarray, count: int, changes: Changes, rng: np.random.Generator
) -> np.ndarray:
    """uint8 (count, H, W, 3): changed copies of uint8 (H, W, 3); corners show the border colour."""
    return np.stack([_changed(picture, changes, rng) for _ in range(count)])


def _changed(picture: np.ndarray, changes: Changes, rng: np.random.Generator) -> np.ndarray:
    height, width = picture.shape[:2]
    turn = np.deg2rad(rng.uniform(-changes.turn, changes.turn))
    zoom = 1 - rng.uniform(0, changes.cut)
    dx, dy = rng.uniform(-changes.shift, changes.shift, 2) * (width, height)
    flip = -1 if changes.mirror and rng.random() < 0.5 else 1
    a, b = zoom * np.cos(turn) * flip, zoom * np.sin(turn)
    c, d = -zoom * np.sin(turn) * flip, zoom * np.cos(turn)
    cx, cy = (width - 1) / 2, (height - 1) / 2
    matrix = (a, b, cx + dx - a * cx - b * cy, c, d, cy + dy - c * cx - d * cy)
    border = tuple(int(v) for v in np.median(np.concatenate([picture[0], picture[-1]]), axis=0))
    moved = Image.fromarray(picture).transform(
        (width, height), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=border
    )
    values = np.asarray(moved, np.float32)
    if changes.light:
        gain, lift = 1 + rng.uniform(-1, 1, 2) * changes.light
        middle = values.mean()
        values = (values - middle) * gain + middle * lift
    return np.clip(values, 0, 255).astype(np.uint8)


def scaled(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """uint8 (height, width, 3), Lanczos."""
    whole = Image.fromarray(picture).resize((width, height), Image.Resampling.LANCZOS)
    return np.asarray(whole)


def rotated(picture: np.ndarray, degrees: float) -> np.ndarray:
    """uint8 (H', W', 3): turned anticlockwise, nothing cut off, white corners."""
    whole = Image.fromarray(picture)
    return np.asarray(whole.rotate(degrees, Image.Resampling.BICUBIC, True, fillcolor="white"))


def mirrored(picture: np.ndarray) -> np.ndarray:
    """uint8 (H, W, 3): left to right."""
    return np.ascontiguousarray(picture[:, ::-1])


def cut(picture: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """uint8: the part inside `box` (x0, y0, x1, y1) in pixels, half-open, clipped to the picture."""
    x0, y0, x1, y1 = box
    return np.ascontiguousarray(picture[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)])
