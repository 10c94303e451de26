"""Framing: a picture on a plain background is cut to its content, so that margins do not matter."""

import numpy as np
from PIL import Image

_PLAIN = 0.9  # share of border pixels that must agree for the background to be plain
_NEAR = 12  # grey levels within which they agree
_MARGIN = 1 / 32  # kept around the content, as a share of the side


def framed(picture: np.ndarray, side: int, *, trim: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """A square uint8 (side, side, 3) and the bool mask (side, side) of its content.

    On a plain background the content's box is scaled to fill the square without stretching; any
    other picture, or any without `trim`, is stretched to it, and all of it is content. `picture` is uint8 (H, W, 3).
    """
    background = plain_background(picture) if trim else None
    if background is None:
        return _resized(picture, side, side), np.ones((side, side), bool)
    inside = (np.abs(picture.astype(np.int16) - background) > _NEAR).any(-1)
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    if not len(rows):
        return _resized(picture, side, side), np.ones((side, side), bool)
    content = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    room = side - 2 * max(1, round(side * _MARGIN))
    scale = room / max(content.shape[:2])
    height, width = (max(1, round(scale * length)) for length in content.shape[:2])
    square = np.empty((side, side, 3), np.uint8)
    square[:] = background
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = _resized(content, height, width)
    mask = (np.abs(square.astype(np.int16) - background) > _NEAR).any(-1)
    return square, mask


def plain_background(picture: np.ndarray) -> np.ndarray | None:
    """The colour (3,) int16 that nine tenths of the border share, or None."""
    border = np.concatenate([picture[0], picture[-1], picture[1:-1, 0], picture[1:-1, -1]]).astype(
        np.int16
    )
    middle = np.median(border, axis=0).astype(np.int16)
    agree = (np.abs(border - middle) <= _NEAR).all(1).mean()
    return middle if agree >= _PLAIN else None


def _resized(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    if picture.shape[:2] == (height, width):
        return picture
    whole = Image.fromarray(np.ascontiguousarray(picture))
    return np.asarray(whole.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0))
