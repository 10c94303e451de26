"""Which encoding are these bytes in? Every candidate is decoded, and the likeliest text wins.

The cost of a text is minus the logarithm of its likelihood under the best of a few rough language
models (`letters.py`). Where the runner-up, with another text, comes close, the answer is unsure.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import filterfalse
from typing import Any

from tuwen.core.errors import DamagedData, UsageError
from tuwen.readers.blobs import Blob, read_block
from tuwen.readers.letters import block_cost, table
from tuwen.readers.options import SAMPLE_BYTES, ReadOptions

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
# Encoding → (cost before anything is seen: how rare it is, languages written in it).
_EVERY = ("zh", "zh-hant", "ja", "ko")
_CANDIDATES: dict[str, tuple[float, tuple[str, ...]]] = {
    "utf-8": (0.0, _EVERY),
    "gb18030": (2.0, ("zh", "zh-hant")),
    "cp950": (4.0, ("zh-hant",)),
    "cp932": (4.0, ("ja",)),
    "euc_jp": (6.0, ("ja",)),
    "cp949": (6.0, ("ko",)),
    "cp1252": (4.0, ("zh",)),
    "utf-16-le": (10.0, _EVERY),
    "utf-16-be": (11.0, _EVERY),
    "utf-32-le": (12.0, _EVERY),
    "utf-32-be": (12.0, _EVERY),
}
# What text in these encodings cannot do without.
_KANA, _HANGUL, _HAN = map(re.compile, ("[\u3041-\u30fa]", "[\uac00-\ud7a3]", "[\u4e00-\u9fff]"))
_OWN = {"cp932": _KANA, "euc_jp": _KANA, "cp949": _HANGUL, "cp950": _HAN}
# Windows' forms of the standards, as files really are; called by the names people know.
_SHOWN_AS = {"cp950": "big5", "cp932": "shift_jis", "cp949": "euc_kr"}
_DECODED_AS = {shown: codec for codec, shown in _SHOWN_AS.items()}
_PER_BAD_BYTE = 12.0
_MARGIN = 8.0  # how much costlier the runner-up's text must be
_DETECT_BYTES = 65_536
_FURTHER = 128  # samples that are looked through for a byte that is not ASCII
_JSON = (".json", ".jsonl", ".ndjson")
# A Han character alone among Latin letters, and accented letters in a row, are what text in the
# wrong encoding looks like.
_HAN_IN_LATIN = re.compile(r"(?<=[a-z])[\u3400-\u9fff](?=[a-z ]|$)")
_ACCENTS = re.compile(r"[\u0080-\u024f\u2010-\u2122](?=[\u0080-\u024f\u2010-\u2122])")


@dataclass(frozen=True, slots=True)
class Guess:
    """A detected encoding, how sure (0 to 1), and the other readings worth a look."""

    encoding: str
    confidence: float
    sure: bool
    alternatives: tuple[str, ...] = ()
    previews: tuple[str, ...] = ()

    def described(self) -> dict[str, Any]:
        """For `describe()`: the encoding, and the other readings with what they make of the text."""
        shown = self.previews[1:] or [""] * len(self.alternatives)
        return {
            "encoding": self.encoding,
            "confidence": self.confidence,
            "sure": self.sure,
            "preview": self.previews[0] if self.previews else "",
            "alternatives": [
                {"encoding": name, "preview": text}
                for name, text in zip(self.alternatives, shown, strict=True)
            ],
        }


@dataclass(frozen=True, slots=True)
class _Reading:
    encoding: str
    text: str
    cost: float
    n_bad: int


def detect(sample: bytes, whole: bool = True) -> Guess:
    """The encoding of `sample`, which is the `whole` of a file or its beginning."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return Guess(name, 1.0, True)
    sample, whole = _telling(sample, whole)
    if _plainly_utf8(sample, whole):
        return Guess("utf-8", 1.0, True)
    readings = sorted(_readings(sample, whole), key=lambda r: r.cost)
    best = readings[0]
    others = [r for r in readings[1:] if r.text != best.text and r.cost < best.cost + 60]
    margin = others[0].cost - best.cost if others else 100.0
    sure = margin >= _margin_needed(best) and _readable(best)
    return Guess(
        encoding=_SHOWN_AS.get(best.encoding, best.encoding),
        confidence=round(1.0 / (1.0 + 2.0 ** -min(margin, 40.0)), 3),
        sure=sure,
        alternatives=tuple(_SHOWN_AS.get(r.encoding, r.encoding) for r in others[:3]),
        previews=tuple(r.text[:80] for r in (best, *others[:3])),
    )


def _telling(sample: bytes, whole: bool) -> tuple[bytes, bool]:
    """The lines of a sample that are not ASCII, which alone tell; and whether the end is whole."""
    if b"\0" in sample or sample.isascii() or len(sample) < 4096:
        return sample[:_DETECT_BYTES], whole and len(sample) <= _DETECT_BYTES
    lines = [line for line in sample.split(b"\n") if not line.isascii()]
    told = b"\n".join(lines)
    return told[:_DETECT_BYTES], whole and len(told) <= _DETECT_BYTES


def _plainly_utf8(sample: bytes, whole: bool) -> bool:
    """Valid UTF-8 with so many characters beyond ASCII that it cannot be so by chance."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(sample, final=whole)
    except UnicodeDecodeError:
        return False
    if "\0" in text:
        return False
    if sample.isascii():
        # Han characters in UTF-16 would have 0x4E or more in every other byte.
        even, odd = sample[::2], sample[1::2]
        return len(sample) > 200 or bool(odd) and min(even) < 0x4E and min(odd) < 0x4E
    high = Counter(map(len, map(str.encode, filterfalse(str.isascii, text))))
    return high[2] + 2 * high[3] + 2 * high[4] >= 12


def _readings(sample: bytes, whole: bool) -> list[_Reading]:
    found = []
    for encoding, (rarity, languages) in _CANDIDATES.items():
        unit = 2 if encoding.startswith("utf-16") else 4 if encoding.startswith("utf-32") else 1
        if unit > 1 and len(sample) < unit:
            continue
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        text = decoder.decode(sample)
        torn = len(decoder.getstate()[0])
        n_bad = text.count("\ufffd")
        rarity += 8.0 * (
            encoding in _OWN and not text.isascii() and not _OWN[encoding].search(text)
        )
        cost = rarity + _cost(text, languages) + _PER_BAD_BYTE * n_bad * (unit - 1)
        found.append(_Reading(encoding, text, cost + 4.0 * min(torn, 1) * whole, n_bad))
    return found


def _cost(text: str, languages: tuple[str, ...]) -> float:
    counts = Counter(text)
    bad = counts.pop("\ufffd", 0)
    cost = min(_sum(counts, language) for language in languages) + _PER_BAD_BYTE * bad
    cost += 5.0 * len(_HAN_IN_LATIN.findall(text))
    return cost + 4.0 * len(_ACCENTS.findall(text))


def _sum(counts: Counter[str], language: str) -> float:
    known = table(language)
    return sum(n * (known[c] if c in known else block_cost(ord(c))) for c, n in counts.items())


def _readable(reading: _Reading) -> bool:
    """Whether the best reading is good in itself, not merely better than the others."""
    high = [c for c in reading.text if c > "\x7f" and c != "\ufffd"]
    if reading.n_bad:
        lines = [line for line in reading.text.splitlines() if not line.isascii()]
        broken = sum("\ufffd" in line for line in lines)
        if broken > 0.2 * len(lines):
            return False
    if not high:
        return reading.text.count("\0") <= 0.1 * len(reading.text)  # more, and it is UTF-16
    languages = _CANDIDATES[reading.encoding][1]
    return min(_sum(Counter(high), each) for each in languages) / len(high) < (
        13.0 if reading.encoding == "utf-8" else 9.8
    )


def _margin_needed(reading: _Reading) -> float:
    """A handful of characters proves less than a line of them."""
    if reading.encoding == "utf-8":  # being valid at all is proof here
        return 0.0 if reading.text.isascii() else _MARGIN / 2
    return _MARGIN + 3.0 * max(0, 6 - sum(map("\x7f".__lt__, reading.text[:200])))


def foreign_line(raw: bytes, text: str) -> bool:
    """Whether a line decoded as `text` reads better as UTF-8 (files joined from two encodings)."""
    try:
        other = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _cost(other, _EVERY) + _MARGIN < _cost(text, _EVERY)


def guess(blob: Blob, options: ReadOptions, head: bytes | None = None) -> Guess:
    """The encoding of a blob: as told in `options`, else detected.

    JSON is UTF-8 by its standard (RFC 8259), so a JSON file that is valid UTF-8 is no question.
    """
    if options.encoding is not None:
        return Guess(known(options.encoding), 1.0, True)
    head = blob.head(SAMPLE_BYTES) if head is None else head
    whole = len(head) < SAMPLE_BYTES
    if not whole and head.isascii() and b"\0" not in head:
        head = _further(blob)
    found = _detected(head, whole)
    if found.encoding == "utf-8" and blob.suffix in _JSON:
        return Guess("utf-8", found.confidence, True)
    return found


def _further(blob: Blob) -> bytes:
    """The first stretch that is not ASCII, where a file begins with plain ASCII."""
    block = b""
    with blob.open() as stream:
        for _ in range(_FURTHER):
            try:
                block = read_block(stream, SAMPLE_BYTES, blob.name)
            except DamagedData:  # told when the rows are read up to there
                break
            if not block.isascii() or not block:
                break
    lines = block.split(b"\n")  # the first may be the end of one, the last the beginning
    return b"\n".join(lines[1:-1] or lines)


@lru_cache(maxsize=4)
def _detected(head: bytes, whole: bool) -> Guess:
    return detect(head, whole)


def decided(blob: Blob, options: ReadOptions, head: bytes | None = None) -> str:
    """The encoding of a blob; raises UsageError with the alternatives where it is in doubt."""
    found = guess(blob, options, head)
    if not found.sure:
        choices = ", ".join((found.encoding, *found.alternatives))
        raise UsageError("encoding_unsure", path=blob.name, choices=choices)
    return found.encoding


def codec_of(encoding: str) -> str:
    """The codec that decodes what is called `encoding`."""
    return _DECODED_AS.get(encoding, encoding)


def known(name: str) -> str:
    """Python's name of an encoding that a user wrote; raises UsageError."""
    try:
        found = codecs.lookup(name).name
    except LookupError as error:
        raise UsageError("unknown_encoding", encoding=name) from error
    return {"gbk": "gb18030", "gb2312": "gb18030", "utf-8-sig": "utf-8"}.get(found, found)
