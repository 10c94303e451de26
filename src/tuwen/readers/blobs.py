"""Bytes to read, wherever they lie: a file, a member of an archive, gzipped or not."""

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from tuwen.core.errors import DamagedData, LimitReached, NotFound, Refused
from tuwen.readers.options import MAX_RATIO

# What damaged, encrypted or exotic packed streams raise while they are read.
BROKEN = (
    EOFError, zlib.error, gzip.BadGzipFile, lzma.LZMAError, zipfile.BadZipFile,
    NotImplementedError, RuntimeError, UnicodeDecodeError, struct.error,
)  # fmt: skip


_STEP = 1 << 20  # asking for more at once would claim that much memory first
_IN_MEMORY = 1_000_000_000  # the most that is unpacked into memory for a format read from its end


def suffix_of(name: str) -> str:
    """The last suffix of a name with /, lower case, with its dot; "" where there is none."""
    head, dot, tail = name.rpartition("/")[2].rpartition(".")
    return f".{tail.lower()}" if dot and head and tail else ""


class Readable(Protocol):
    """Anything bytes are read from, block by block."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; b"" at the end."""

    def close(self) -> None:
        """Let go of what is held open."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A named stream: `name` as shown (relative, with /), its size in bytes, how to open it."""

    name: str
    size: int
    opener: Callable[[], BinaryIO]
    path: Path | None = None

    @property
    def suffix(self) -> str:
        """The last suffix, lower case, with its dot."""
        return suffix_of(self.name)

    @property
    def stem(self) -> str:
        """The last part of the name without its suffix."""
        last = self.name.rpartition("/")[2]
        return last[: len(last) - len(suffix_of(last))]

    @property
    def folder(self) -> str:
        """Everything before the last part of the name ("" at the top)."""
        return self.name.rpartition("/")[0]

    def open(self) -> BinaryIO:
        """A fresh binary stream; raises NotFound where the file has gone or may not be read."""
        try:
            return self.opener()
        except OSError as error:
            raise NotFound("unreadable_file", path=self.name, why=error.strerror or "") from error
        except BROKEN as error:
            raise DamagedData("damaged_source", path=self.name, why=str(error)) from error

    def head(self, size: int) -> bytes:
        """The first `size` bytes (fewer at the end of the file)."""
        parts, left = [], size
        with self.open() as stream:
            while left > 0 and (block := read_block(stream, min(left, _STEP), self.name)):
                parts.append(block)
                left -= len(block)
        return b"".join(parts)


def file_blob(path: Path, name: str | None = None) -> Blob:
    """The blob of a file on disk, shown as `name`."""
    return Blob(
        name=shown(name or path.name),
        size=path.stat().st_size,
        opener=lambda: open(path, "rb"),
        path=path,
    )


def bytes_blob(name: str, data: bytes) -> Blob:
    """The blob of bytes in memory."""
    return Blob(name=shown(name), size=len(data), opener=lambda: io.BytesIO(data))


def read_block(stream: Readable, size: int, name: str) -> bytes:
    """At most `size` bytes, b"" at the end; what came before damage is given first.

    Raises DamagedData, naming the source, where the stream breaks.
    """
    try:
        return getattr(stream, "read1", stream.read)(size)
    except (OSError, *BROKEN) as error:
        raise DamagedData("damaged_source", path=name, why=str(error)) from error


def unzipped(blob: Blob, max_unpacked: int) -> Blob:
    """A `.gz` blob seen through decompression, within the limits; any other as it is."""
    if blob.suffix != ".gz":
        return blob
    limit = min(max_unpacked, max(blob.size, 1) * MAX_RATIO + 1_000_000)

    def opener() -> BinaryIO:
        guarded = _Guarded(blob.open(), blob.name, limit)
        return io.BufferedReader(cast(io.RawIOBase, guarded), 1 << 17)

    return replace(blob, name=blob.name[: -len(".gz")], opener=opener, path=None)


class _Guarded(io.RawIOBase):
    """A gzipped stream decompressed, that refuses to give more than `limit` bytes."""

    def __init__(self, packed: BinaryIO, name: str, limit: int) -> None:
        self._packed, self._name, self._left = packed, name, limit
        self._stream = gzip.GzipFile(fileobj=packed, mode="rb")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self._stream.read1(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise Refused("unpacks_too_large", path=self._name)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        self._packed.close()
        super().close()


def seekable(blob: Blob, stream: BinaryIO) -> BinaryIO:
    """`stream` itself where it is a file on disk, else its bytes in memory."""
    if blob.path is not None:
        return stream
    if blob.size > _IN_MEMORY:
        raise LimitReached("too_large_packed", path=blob.name)
    try:
        return io.BytesIO(stream.read(_IN_MEMORY))
    except (OSError, *BROKEN) as error:
        raise DamagedData("damaged_source", path=blob.name, why=str(error)) from error


def shown(name: str) -> str:
    """A file name as text: bytes that are no UTF-8 become visible escapes."""
    raw = name.encode("utf-8", "surrogateescape")
    return raw.decode("utf-8", "backslashreplace")
