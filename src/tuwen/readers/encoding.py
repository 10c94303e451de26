"""Which encoding are these bytes in?"""

import codecs
from dataclasses import dataclass

from tuwen.core.errors import UsageError
from tuwen.readers.blobs import Blob
from tuwen.readers.options import SAMPLE_BYTES, ReadOptions


@dataclass(frozen=True, slots=True)
class Guess:
    """A detected encoding, how sure (0 to 1), and the other readings worth a look."""

    encoding: str
    confidence: float
    sure: bool
    alternatives: tuple[str, ...] = ()


def detect(sample: bytes, whole: bool = True) -> Guess:
    """The encoding of `sample`."""
    if sample.startswith(b"\xef\xbb\xbf"):
        return Guess("utf-8", 1.0, True)
    for mark, name in (
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if sample.startswith(mark):
            return Guess(name, 1.0, True)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=whole)
        return Guess("utf-8", 1.0, True)
    except UnicodeDecodeError:
        return Guess("gb18030", 0.9, True, ("big5",))


def foreign_line(raw: bytes, text: str) -> bool:
    """Whether a line decoded as `text` reads better as UTF-8 (files joined from two encodings)."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def guess(blob: Blob, options: ReadOptions, head: bytes | None = None) -> Guess:
    """The encoding of a blob: as told in `options`, else detected from its head."""
    if options.encoding is not None:
        return Guess(known(options.encoding), 1.0, True)
    head = blob.head(SAMPLE_BYTES) if head is None else head
    return detect(head, whole=len(head) < SAMPLE_BYTES)


def decided(blob: Blob, options: ReadOptions, head: bytes | None = None) -> str:
    """The encoding of a blob; raises UsageError with the alternatives where it is in doubt."""
    found = guess(blob, options, head)
    if not found.sure:
        choices = ", ".join((found.encoding, *found.alternatives))
        raise UsageError("encoding_unsure", path=blob.name, choices=choices)
    return found.encoding


def known(name: str) -> str:
    """Python's name of an encoding that a user wrote; raises UsageError."""
    try:
        found = codecs.lookup(name).name
    except LookupError as error:
        raise UsageError("unknown_encoding", encoding=name) from error
    return {"gbk": "gb18030", "gb2312": "gb18030", "utf-8-sig": "utf-8"}.get(found, found)
