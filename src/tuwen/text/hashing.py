"""Stable 64-bit hashes of words and character windows, many at a time; never Python's `hash`."""

from collections.abc import Sequence

import numpy as np

from tuwen.text.fold import SEPARATOR

_BASE = np.uint64(0x9E3779B97F4A7C15)


def mix64(values: np.ndarray) -> np.ndarray:
    """The finaliser of MurmurHash3 (Appleby): every bit of the outcome depends on every bit."""
    values = values.astype(np.uint64)
    for shift, factor in ((33, 0xFF51AFD7ED558CCD), (33, 0xC4CEB9FE1A85EC53)):
        values ^= values >> np.uint64(shift)
        values *= np.uint64(factor)
    values ^= values >> np.uint64(33)
    return values


def hash_words(words: Sequence[str]) -> np.ndarray:
    """One hash a word, uint64 (n,): a mixed polynomial over its code points."""
    if not words:
        return np.zeros(0, np.uint64)
    points = code_points("\0".join([*words, ""]))
    ends = np.flatnonzero(points == 0)
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1])
    place = np.arange(len(points)) - np.repeat(starts, ends - starts + 1)
    powers = np.full(int(place.max()) + 1, _BASE).cumprod(dtype=np.uint64)
    return mix64(np.add.reduceat(points * powers[place], starts))


def hash_next(hashes: np.ndarray, following: np.ndarray) -> np.ndarray:
    """Hashes of n-grams grown by one unit each, from theirs and the unit's; order matters."""
    return mix64(hashes * _BASE + following)


def hash_windows(text: str, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Hashes (uint64) of all windows of `size` characters of texts joined by SEPARATOR.

    Beside them the text each stands in (int64); no window crosses a separator.
    """
    points = code_points(text)
    edge = points == ord(SEPARATOR)
    texts = np.cumsum(edge)
    n = max(len(points) - size + 1, 0)
    inside = (texts[:n] == texts[size - 1 :][:n]) & ~edge[:n]
    rolled = np.zeros(n, np.uint64)
    for i in range(size):
        rolled = rolled * _BASE + points[i : i + n]
    return mix64(rolled[inside] + np.uint64(size)), texts[:n][inside]


def code_points(text: str) -> np.ndarray:
    """The code points of `text`, uint64."""
    raw = text.encode("utf-32-le", "surrogatepass")
    return np.frombuffer(raw, np.uint32).astype(np.uint64)
