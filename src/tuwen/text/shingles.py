"""Texts as sets of hashed shingles, many texts at once: the ground that near duplicates stand on.

A unit is one Chinese character (or kana, or emoji) or one run of letters and digits; a shingle is
a unit, or two units in a row. Width, case and traditional forms are folded by `text.fold`;
punctuation separates and is dropped. Everything here is numpy over the code points of a whole
batch, so that Python never loops over characters.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from tuwen.text.fold import fold
from tuwen.text.hashing import mix64

NUMBER = np.uint32(1)  # the last bit of a shingle's hash: whether there is a digit in it
PAIR = np.uint32(2)  # the bit before: whether it is two units in a row
FLAG_BITS = np.uint32(2)
_DROP, _SPACE, _WORD, _SINGLE, _MARK = range(5)  # what a code point does to the units around it

# Scripts written without spaces between words (Han, kana, Thai, Lao, Khmer, Burmese, Tibetan).
_SINGLES = (
    (0x0E00, 0x0F00), (0x0F00, 0x10A0), (0x1780, 0x1800), (0x2E80, 0x3000), (0x3005, 0x3008),
    (0x3040, 0x3100), (0x3400, 0xA000), (0xF900, 0xFB00), (0x1F000, 0x20000), (0x20000, 0x40000),
)  # fmt: skip


class Shingles(NamedTuple):
    """The distinct shingles of a batch: `hashes` uint32 sorted per text, `offsets` int64 (n+1,)."""

    hashes: np.ndarray
    offsets: np.ndarray

    def rows(self) -> np.ndarray:
        """The text each hash belongs to, int64, aligned with `hashes`."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))


class Batch(NamedTuple):
    """A batch of texts: 64-bit `keys` equal for texts equal after folding, and their shingles."""

    keys: np.ndarray
    shingles: Shingles


def shingle(texts: Sequence[str]) -> Batch:
    """Keys and shingles of `texts`; a text without a letter, digit or sign has no shingle.

    A key is 0 only for a text with nothing in it but spaces.
    """
    points, offsets = _points(texts)
    folded, kinds = _tables()
    codes, kind = folded[points], kinds[points]
    keys = _text_keys(codes, kind, offsets)
    units, unit_offsets = _units(codes, kind, offsets)
    return Batch(keys, unit_shingles(units, unit_offsets))


def unit_shingles(units: np.ndarray, offsets: np.ndarray) -> Shingles:
    """Distinct single units and pairs of neighbours per text, from units (uint32) of any origin."""
    n = len(offsets) - 1
    rows = np.repeat(np.arange(n, dtype=np.uint64), np.diff(offsets)) << np.uint64(32)
    inside = rows[1:] == rows[:-1]
    first, second = units[:-1][inside], units[1:][inside]
    pairs = _mix32(first * np.uint32(0x9E3779B1) ^ _mix32(second)) & ~NUMBER
    pairs |= ((first | second) & NUMBER) | PAIR
    entries = np.concatenate((rows | units, rows[1:][inside] | pairs))
    entries.sort(kind="stable")  # grouped by row already: timsort gains from it
    fresh = np.ones(len(entries), bool)
    np.not_equal(entries[1:], entries[:-1], out=fresh[1:])
    entries = entries[fresh]
    starts = np.searchsorted(entries, np.arange(n + 1, dtype=np.uint64) << np.uint64(32))
    return Shingles(entries.astype(np.uint32), starts.astype(np.int64))


def letter_grams(texts: Sequence[str], lengths: range, bits: int) -> Shingles:
    """Hashed runs of `lengths` folded characters, spaces included, as often as they occur.

    Hashes are below 2**bits and sorted per text; a gram that occurs twice stands twice.
    """
    points, offsets = _points(texts)
    folded, kinds = _tables()
    codes = np.where(kinds[points] == _SPACE, np.uint32(32), folded[points])
    n = len(texts)
    rows = np.repeat(np.arange(n, dtype=np.uint64), np.diff(offsets)) << np.uint64(32)
    entries, grams = [], np.zeros(len(codes), np.uint32)
    for length in range(1, lengths.stop):
        last = max(len(codes) - length + 1, 0)
        grams = _mix32(grams[:last] * np.uint32(0x9E3779B1) + codes[length - 1 :])
        if length in lengths:
            inside = rows[:last] == rows[length - 1 :]
            entries.append(rows[:last][inside] | (grams[inside] >> np.uint32(32 - bits)))
    every = np.concatenate(entries)
    every.sort(kind="stable")
    starts = np.searchsorted(every, np.arange(n + 1, dtype=np.uint64) << np.uint64(32))
    return Shingles(every.astype(np.uint32), starts.astype(np.int64))


def _points(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Code points of the texts, one NUL after each, and where each text begins (n+1,)."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    joined = "\0".join([*texts, ""])
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    offsets = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(lengths + 1, out=offsets[1:])
    return points, offsets


def _text_keys(codes: np.ndarray, kind: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """A sum over the visible characters of a 64-bit mix of character and place (uint64 (n,))."""
    if len(offsets) == 1:
        return np.zeros(0, np.uint64)
    visible = (kind != _SPACE) & (kind != _MARK)
    place = np.cumsum(visible)
    place -= np.repeat(place[offsets[:-1]] - visible[offsets[:-1]], np.diff(offsets))
    mixed = mix64((codes.astype(np.uint64) << np.uint64(32)) | place.astype(np.uint64))
    mixed[~visible] = 0
    return np.add.reduceat(mixed, offsets[:-1])


def _units(
    codes: np.ndarray, kind: np.ndarray, offsets: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Hashes of the units in order, and where each text's units begin."""
    kept = kind != _MARK  # a zero-width mark inside a word does not split it
    codes, kind = codes[kept], kind[kept]
    before = np.zeros(len(kept) + 1, np.int64)
    np.cumsum(kept, out=before[1:])
    offsets = before[offsets]
    word = kind == _WORD
    begins = kind == _SINGLE
    begins[0:1] |= word[0:1]
    begins[1:] |= word[1:] & ~word[:-1]
    starts = np.flatnonzero(begins)
    if not len(starts):
        return np.zeros(0, np.uint32), np.zeros(len(offsets), np.int64)
    place = np.arange(len(codes), dtype=np.uint32)
    counts = np.diff(np.append(starts, len(codes)))
    place[starts[0] :] -= np.repeat(starts.astype(np.uint32), counts)
    mixed = _mix32(codes * np.uint32(0x85EBCA6B) + place * np.uint32(0x9E3779B1))
    mixed[kind < _WORD] = 0
    units = _mix32(np.add.reduceat(mixed, starts, dtype=np.uint32)) & ~(NUMBER | PAIR)
    digit = ((codes >= 48) & (codes < 58)).astype(np.uint32)
    units |= np.minimum(np.add.reduceat(digit, starts, dtype=np.uint32), NUMBER)
    return units, np.searchsorted(starts, offsets)


def _mix32(values: np.ndarray) -> np.ndarray:
    """The finaliser of MurmurHash3 (Appleby), 32 bits."""
    values = values ^ (values >> np.uint32(16))
    values *= np.uint32(0x85EBCA6B)
    values ^= values >> np.uint32(13)
    values *= np.uint32(0xC2B2AE35)
    values ^= values >> np.uint32(16)
    return values


@cache
def _tables() -> tuple[np.ndarray, np.ndarray]:
    """Folded code point and kind of every code point (a folding to several keeps the first)."""
    plain = [chr(c) for c in range(0x10000) if not 0xD800 <= c < 0xE000 and not chr(c).isspace()]
    folded = np.arange(0x110000, dtype=np.uint32)
    for char, other in zip(plain, fold("\n".join(plain)).split("\n"), strict=True):
        folded[ord(char)] = ord(other[0]) if other else 0
    kinds = np.full(0x110000, _WORD, np.uint8)
    kinds[:0x10000] = [_kind(chr(c)) for c in folded[:0x10000]]
    for first, last in _SINGLES:
        block = kinds[first:last]
        block[block != _DROP] = _SINGLE
    kinds[0x1F3FB:0x1F400] = kinds[0xE0000:0xE1000] = _MARK  # skin tones, tags
    kinds[0] = _SPACE
    return folded, kinds


def _kind(char: str) -> int:
    category = unicodedata.category(char)
    if char.isspace():
        return _SPACE
    if category in ("Mn", "Me", "Cf") or char == "\ufeff":
        return _MARK
    if category[0] in "LN" or category in ("Mc", "Co"):
        return _WORD
    if category == "So":
        return _SINGLE
    return _DROP
