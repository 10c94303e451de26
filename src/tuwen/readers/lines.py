"""Bytes → lines of text in bounded memory; what cannot be decoded or is too long is told apart."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tuwen.core.records import REJECT_BYTES
from tuwen.readers.blobs import Blob, Readable, read_block
from tuwen.readers.encoding import codec_of, foreign_line

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is refused before it is parsed."""

    reason: str
    first_bytes: bytes


Line = str | BadLine
Batch = tuple[int, list[Line]]  # the number of the first line (from 1), and the lines


def batches(
    blob: Blob, encoding: str, max_record: int, newline: str = "\n"
) -> Iterator[tuple[int, list[Line]]]:
    """Runs of lines of `blob`, without their line ends, each line exactly once.

    A line over `max_record` bytes, or one that is not `encoding`, comes as a BadLine.
    Raises DamagedData where the stream itself breaks off (a torn .gz).
    """
    wide = encoding.startswith(("utf-16", "utf-32"))
    with blob.open() as stream:
        source: Readable = Transcoder(stream, encoding) if wide else stream
        codec = "utf-8" if wide else codec_of(encoding)
        mark = newline.encode()
        number = 1
        for chunk in _whole_lines(source, blob.name, mark, max_record):
            if isinstance(chunk, BadLine):
                yield number, [chunk]
                number += 1
                continue
            lines = _decoded(chunk, codec, newline, max_record)
            if number == 1 and lines and isinstance(lines[0], str):
                lines[0] = lines[0].removeprefix("\ufeff")
            yield number, lines
            number += len(lines)


def _whole_lines(
    stream: Readable, name: str, mark: bytes, max_record: int
) -> Iterator[bytes | BadLine]:
    """Chunks that end with a line end (the last may not); a line too long is skipped and told."""
    held: list[bytes] = []
    size = 0
    skipping = False
    while True:
        block = read_block(stream, BLOCK, name)
        if not block:
            break
        if skipping:
            cut = block.find(mark)
            if cut < 0:
                continue
            block, skipping = block[cut + 1 :], False
            yield BadLine("reject_too_long", held[0][:REJECT_BYTES])
            held, size = [], 0
        last = block.rfind(mark)
        if last < 0:
            held.append(block)
            size += len(block)
            if size > max_record:
                held, skipping = [held[0][:REJECT_BYTES]], True
            continue
        yield b"".join([*held, block[: last + 1]])
        rest = block[last + 1 :]
        held, size = ([rest], len(rest)) if rest else ([], 0)
    if skipping:
        yield BadLine("reject_too_long", held[0][:REJECT_BYTES])
    elif held:
        yield b"".join(held)


def _decoded(chunk: bytes, codec: str, newline: str, max_record: int) -> list[Line]:
    strict_multibyte = codec not in ("utf-8", "ascii")
    if not strict_multibyte and len(chunk) <= max_record:
        try:
            lines: list[Line] = chunk.decode(codec).split(newline)  # type: ignore[assignment]
        except UnicodeDecodeError:
            pass
        else:
            if lines[-1] == "":
                lines.pop()
            return lines
    raw = chunk.split(newline.encode())
    if raw[-1] == b"":
        raw.pop()
    return [_line(each, codec, max_record) for each in raw]


def _line(raw: bytes, codec: str, max_record: int) -> Line:
    if len(raw) > max_record:
        return BadLine("reject_too_long", raw[:REJECT_BYTES])
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError:
        return BadLine("reject_encoding", raw[:REJECT_BYTES])
    if codec != "utf-8" and not raw.isascii() and foreign_line(raw, text):
        return BadLine("reject_encoding", raw[:REJECT_BYTES])
    return text


class Transcoder(io.RawIOBase):
    """A UTF-16 or UTF-32 stream read as UTF-8; lone surrogates pass and are refused later."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        """`encoding` as Python names it; a byte order mark is dropped by the caller."""
        self._stream = stream
        self._decode = codecs.getincrementaldecoder(encoding)("surrogatepass").decode

    def read(self, size: int = -1) -> bytes:
        """About `size` bytes of input as UTF-8, b"" at the end."""
        while True:
            block = self._stream.read(size)
            try:
                text = self._decode(block, final=not block)
            except UnicodeDecodeError as error:
                raise OSError(str(error)) from error
            if text or not block:
                return text.encode("utf-8", "surrogatepass")
