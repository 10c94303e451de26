"""Archives read in place: zip, and tar with any of its compressions; nothing is extracted.

A member whose name leads out, a link, a device, an archive inside an archive, and anything that
would unpack to far more than its size is refused (RELIABILITY: zip bombs, slips, nested bombs).
"""

import bz2
import gzip
import io
import lzma
import os
import stat
import struct
import tarfile
import tempfile
import weakref
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

from tuwen.core.errors import DamagedData, NotFound, Refused
from tuwen.core.records import Picture, Reject
from tuwen.readers.blobs import BROKEN, Blob, shown
from tuwen.readers.encoding import codec_of, detect
from tuwen.readers.options import MAX_RATIO, ReadOptions
from tuwen.readers.tree import BadPicture, Tree, is_litter

MAX_MEMBERS = 1_000_000
_SMALL = 1_000_000  # below this no ratio is a bomb
_OPENERS: dict[bytes, Callable[[Any], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
}


def open_archive(path: Path, options: ReadOptions) -> Tree:
    """The tree of an archive; raises DamagedData or Refused where it cannot be opened safely."""
    try:
        if zipfile.is_zipfile(path):
            return ZipTree(path, options)
        return TarTree(path, options)
    except (tarfile.TarError, OSError, ValueError, struct.error, *BROKEN) as error:
        raise DamagedData("damaged_source", path=path.name, why=str(error)[:200]) from error


def check_ratio(stream: BinaryIO, name: str, max_unpacked: int) -> None:
    """Refuse a zip container (also an xlsx) that unpacks to far more than its size."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    with zipfile.ZipFile(stream) as archive:
        _check_total(sum(each.file_size for each in archive.infolist()), size, name, max_unpacked)
    stream.seek(0)


def _check_total(unpacked: int, packed: int, name: str, max_unpacked: int) -> None:
    if unpacked > max_unpacked or unpacked > _SMALL and unpacked > MAX_RATIO * max(packed, 1):
        raise Refused("unpacks_too_large", path=name)


class _Members(Tree):
    """What zip and tar share: safe names → blobs, and rejects for the others."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self.path, self.options = path, options
        self.n_ignored = 0
        self._rejects: list[Reject] = []
        self._found: dict[str, Any] = {}

    def names(self) -> list[str]:
        """Every safe regular member, sorted."""
        return sorted(self._found)

    def rejects(self) -> list[Reject]:
        """Members that are refused."""
        return self._rejects

    def has(self, name: str) -> bool:
        """Whether `name` is a safe member."""
        return name in self._found

    def picture(self, name: str, shown_as: str) -> Picture:
        """The picture called `name`, its bytes read; raises BadPicture."""
        if name not in self._found:
            raise BadPicture("reject_picture_missing", picture=shown_as)
        blob = self.blob(name)
        if blob.size > self.options.max_record:
            raise BadPicture("reject_too_long")
        try:
            return Picture(shown_as, data=blob.head(blob.size + 1))
        except (DamagedData, NotFound) as error:
            raise BadPicture("reject_unreadable", why=str(error.values.get("why", ""))) from error

    def _take(self, name: str, member: Any, refused: str) -> None:
        """Keep a member under its safe name, or say why not."""
        parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
        if not parts or any(is_litter(part) for part in parts if part != ".."):
            self.n_ignored += 1
            return
        clean = "/".join(parts)
        if name.startswith(("/", "\\")) or ".." in parts or name[1:2] == ":" or "\0" in name:
            refused = "reject_path_outside"
        elif clean in self._found:
            refused = refused or "reject_name_twice"
        if refused:
            self._rejects.append(Reject(f"{self.path.name}/{shown(clean)}", 0, refused))
        else:
            self._found[clean] = member


class ZipTree(_Members):
    """A zip file."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        """Lists the members; raises Refused for a bomb."""
        super().__init__(path, options)
        size = path.stat().st_size
        self._archive = zipfile.ZipFile(path)  # closes itself when the tree goes
        members = self._archive.infolist()
        if len(members) > MAX_MEMBERS:
            raise Refused("too_many_members", path=path.name, most=MAX_MEMBERS)
        _check_total(sum(m.file_size for m in members), size, path.name, options.max_unpacked)
        for member in members:
            if not member.is_dir():
                self._take(_zip_name(member), member, _zip_refusal(member))

    def blob(self, name: str) -> Blob:
        """The member called `name`."""
        member = self._found[name]

        def opener() -> BinaryIO:
            return cast(BinaryIO, self._archive.open(member))

        return Blob(name=shown(name), size=member.file_size, opener=opener)


def _zip_name(member: zipfile.ZipInfo) -> str:
    """The name; without the UTF-8 flag it is in the packer's own encoding, often GBK."""
    if member.flag_bits & 0x800 or member.filename.isascii():
        return member.filename
    try:
        raw = member.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    return raw.decode(codec_of(detect(raw).encoding), "replace")


def _zip_refusal(member: zipfile.ZipInfo) -> str:
    if stat.S_ISLNK(member.external_attr >> 16):
        return "reject_link_outside"
    if member.flag_bits & 0x1:
        return "reject_encrypted"
    big = member.file_size > max(_SMALL, MAX_RATIO * max(member.compress_size, 1))
    return "reject_bomb" if big else ""


class TarTree(_Members):
    """A tar file; a compressed one is unpacked once into a temporary file, within the limits."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        """Lists the members; raises Refused for a bomb."""
        super().__init__(path, options)
        self._plain = self._decompressed()
        size = self._plain.stat().st_size
        total = 0
        with tarfile.open(self._plain, "r:", errors="surrogateescape") as archive:
            for number, member in enumerate(archive):
                if number >= MAX_MEMBERS:
                    raise Refused("too_many_members", path=path.name, most=MAX_MEMBERS)
                archive.members = []  # type: ignore[attr-defined]  # the listing would otherwise grow with the archive
                if member.isdir():
                    continue
                total += member.size
                place = (member.offset_data, member.size)
                self._take(member.name, place, _tar_refusal(member))
        _check_total(total, size, path.name, options.max_unpacked)

    def blob(self, name: str) -> Blob:
        """The member called `name`."""
        start, size = self._found[name]

        def opener() -> BinaryIO:
            file = open(self._plain, "rb")  # closed by the slice
            return io.BufferedReader(_Slice(file, start, size))

        return Blob(name=shown(name), size=size, opener=opener)

    def _decompressed(self) -> Path:
        with open(self.path, "rb") as file:
            head = file.read(6)
        opener = next((o for magic, o in _OPENERS.items() if head.startswith(magic)), None)
        if opener is None:
            return self.path
        limit = min(self.options.max_unpacked, MAX_RATIO * self.path.stat().st_size + _SMALL)
        handle, name = tempfile.mkstemp(prefix="tuwen-", suffix=".tar")
        weakref.finalize(self, os.unlink, name)
        with opener(self.path) as packed, os.fdopen(handle, "wb") as plain:
            for block in iter(lambda: packed.read(1 << 20), b""):
                limit -= len(block)
                if limit < 0:
                    raise Refused("unpacks_too_large", path=self.path.name)
                plain.write(block)
        return Path(name)


def _tar_refusal(member: tarfile.TarInfo) -> str:
    if member.issym() or member.islnk():
        return "reject_link_outside"
    return "" if member.isreg() and not member.issparse() else "reject_not_a_file"


class _Slice(io.RawIOBase):
    """`size` bytes of a file from `start`, as a stream of their own."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file, self._left = file, size
        file.seek(start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(min(len(buffer), self._left))
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()
