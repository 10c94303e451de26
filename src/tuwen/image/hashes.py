"""Perceptual hashes: 64 bits that stay nearly the same when a picture is resized or recompressed."""

from collections.abc import Iterable
from functools import cache

import numpy as np
from PIL import Image

SIDE = 32


@cache
def _dct() -> np.ndarray:
    """Rows 1..8 of the orthonormal DCT-II of length 32; row 0 (the mean) says nothing of shape."""
    k, n = np.arange(1, 9)[:, None], np.arange(SIDE)[None]
    return np.sqrt(2 / SIDE) * np.cos(np.pi * k * (2 * n + 1) / (2 * SIDE))


def phash(grey: Image.Image) -> int:
    """DCT hash of a grey ("L") picture, 64 bits (Zauner 2010): coefficients above their median."""
    small = np.asarray(grey.resize((SIDE, SIDE), Image.Resampling.BOX), np.float64)
    # Rounded, so that a flat picture hashes to nothing rather than to rounding noise.
    values = np.round(_dct() @ small @ _dct().T, 2).ravel()
    return _pack(values > np.median(values))


def dhash(grey: Image.Image) -> int:
    """Difference hash of a grey ("L") picture, 64 bits: each of 8 x 8 points brighter than its
    left neighbour by at least two grey levels."""
    small = np.asarray(grey.resize((9, 8), Image.Resampling.BOX), np.int16)
    return _pack((small[:, 1:] - small[:, :-1]).ravel() >= 2)


def _pack(bits: np.ndarray) -> int:
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def hash_array(hashes: Iterable[int]) -> np.ndarray:
    """64-bit integers as uint64 (N,)."""
    return np.fromiter(hashes, np.uint64)
