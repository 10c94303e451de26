"""Folding: one form for what readers take to be the same, character by character.

Width, compatibility forms and typographic apostrophes (Unicode NFKC where it maps one character to
one), traditional to simplified Chinese (OpenCC, by phrase), and case. The same folding serves the
index and the query. Folded text is as long as the text, so offsets hold in both.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

SEPARATOR = "\x1e"  # stands between texts that are worked on together
_OWN = {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u0130": "i"}
_SHARED_FORMS = "予芸弁糸缶余"  # new forms in Japan, and other characters in China
_HAN = ((0x3400, 0xA000), (0x20000, 0x32000))


def fold(text: str) -> str:
    """`text` in lower case, half width and simplified characters; same length."""
    return _mapped(normalise(text), _case_table())


def normalise(text: str) -> str:
    """`text` in half width and simplified characters, case kept; same length."""
    if text.isascii():
        return text
    points = _width_table()[_points(text)]
    text = _text(points)
    return _simplified(text, points) if _traditional()[points].any() else text


def width(text: str) -> str:
    """`text` in half width and plain compatibility forms; case and Chinese as they are."""
    return text if text.isascii() else _text(_width_table()[_points(text)])


def lower_points(points: np.ndarray) -> np.ndarray:
    """Code points (uint32) in half width and lower case; Chinese stays as it is."""
    return _case_table()[_width_table()[points]]


def one_way_forms() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which code points are Han forms in use only in traditional, simplified, or Japanese writing."""
    same = np.arange(0x110000, dtype=np.uint32)
    simple, old = _simple_table(), _char_table("jp2t")
    traditional, simplified = simple != same, _char_table("s2t") != same
    # Japan's own reform: its form differs from the old one and from China's simplified one.
    japanese = (old != same) & (simple[old] != same) & (simple[old] != old)
    japanese[[ord(char) for char in _SHARED_FORMS]] = False
    return (
        traditional & ~simplified,
        simplified & ~traditional,
        japanese & ~simplified & ~traditional,
    )


def has_traditional(text: str) -> bool:
    """Whether a character of `text` has another, simplified form."""
    return not text.isascii() and bool(_traditional()[_points(text)].any())


def to_traditional(words: Sequence[str]) -> list[str]:
    """Folded words as a reader of traditional Chinese writes them (for show, not for matching)."""
    return str(_converter("s2t").convert("\n".join(words))).split("\n") if words else []


def joined(texts: Sequence[str]) -> str:
    """The texts with SEPARATOR between them; one that holds the separator gets a space there."""
    whole = SEPARATOR.join(texts)
    if whole.count(SEPARATOR) != max(len(texts) - 1, 0):
        whole = SEPARATOR.join(text.replace(SEPARATOR, " ") for text in texts)
    return whole


def _simplified(text: str, points: np.ndarray) -> str:
    """Convert only those of the joined texts that hold a traditional character."""
    parts = text.split(SEPARATOR)
    edges = np.flatnonzero(points == ord(SEPARATOR))
    hits = np.unique(np.searchsorted(edges, np.flatnonzero(_traditional()[points])))
    chosen = [parts[i] for i in hits.tolist()]
    made = str(_converter("t2s").convert(SEPARATOR.join(chosen))).split(SEPARATOR)
    for i, old, new in zip(hits.tolist(), chosen, made, strict=True):
        parts[i] = new if len(new) == len(old) else _mapped(old, _simple_table())
    return SEPARATOR.join(parts)


def _points(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _text(points: np.ndarray) -> str:
    return points.tobytes().decode("utf-32-le", "surrogatepass")


def _mapped(text: str, table: np.ndarray) -> str:
    return text.lower() if text.isascii() else _text(table[_points(text)])


@cache
def _converter(name: str) -> Any:
    import opencc

    return opencc.OpenCC(name)


@cache
def _width_table() -> np.ndarray:
    table = np.arange(0x110000, dtype=np.uint32)
    for start, stop in ((0xA0, 0xD800), (0xE000, 0x10000), (0x1D400, 0x1F252), (0x2F800, 0x2FA1E)):
        for code in range(start, stop):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1:
                table[code] = ord(plain)
    for char, plain in _OWN.items():
        table[ord(char)] = ord(plain)
    table[0xD800:0xE000] = 0xFFFD  # half a character: nothing that reads UTF-8 takes it
    return table


@cache
def _case_table() -> np.ndarray:
    table = np.arange(0x110000, dtype=np.uint32)
    for start, stop in ((0x41, 0x2E00), (0xA640, 0xAC00), (0xFF21, 0xFF3B), (0x10400, 0x1E944)):
        for code in range(start, stop):
            lower = chr(code).lower()
            if len(lower) == 1:
                table[code] = ord(lower)
    return table


def _simple_table() -> np.ndarray:
    """Each character's simplified form on its own."""
    return _char_table("t2s")


@cache
def _char_table(name: str) -> np.ndarray:
    table = np.arange(0x110000, dtype=np.uint32)
    for start, stop in _HAN:
        chars = "\n".join(map(chr, range(start, stop)))
        made = str(_converter(name).convert(chars)).split("\n")
        for code, other in zip(range(start, stop), made, strict=True):
            if len(other) == 1:
                table[code] = ord(other)
    return table


@cache
def _traditional() -> np.ndarray:
    """Which characters have another simplified form, in some phrase at least."""
    return _simple_table() != np.arange(0x110000, dtype=np.uint32)
