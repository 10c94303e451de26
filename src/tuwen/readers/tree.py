"""A folder or an archive seen as names → bytes, nothing outside it ever being reached."""

import os
import stat
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from tuwen.core.errors import NotFound
from tuwen.core.records import Picture, Reject
from tuwen.readers.blobs import Blob, file_blob, shown

# What systems leave behind; no one's data, so neither read nor rejected (describe() counts them).
_LITTER = frozenset((".ds_store", "thumbs.db", "desktop.ini", "__macosx"))


class BadPicture(Exception):
    """A picture that a row names and cannot have: a message key with its values."""

    def __init__(self, reason: str, **values: str) -> None:
        """`reason` is the key under which the row is refused."""
        super().__init__(reason)
        self.reason, self.values = reason, values


def is_litter(part: str) -> bool:
    """Whether a file or folder of this name is hidden, or left behind by a system."""
    return part.startswith(".") or part.lower() in _LITTER


class Tree(ABC):
    """Named bytes below one root, names relative and with /."""

    @abstractmethod
    def names(self) -> list[str]:
        """Every file that may be read, sorted."""

    @abstractmethod
    def rejects(self) -> list[Reject]:
        """What was found and may not be read, known after `names`."""

    @abstractmethod
    def blob(self, name: str) -> Blob:
        """The bytes called `name`."""

    @abstractmethod
    def picture(self, name: str, shown_as: str) -> Picture:
        """The picture called `name`; raises BadPicture where it lies outside, or is damaged."""

    @abstractmethod
    def has(self, name: str) -> bool:
        """Whether a file called `name` is there."""


class FolderTree(Tree):
    """A folder on disk; links that leave it are not followed unless asked."""

    def __init__(self, root: Path, follow_links: bool = False) -> None:
        """`root` is an existing folder; nothing is listed yet."""
        self.root = root
        self._real = os.path.realpath(root)
        self._follow = follow_links
        self._rejects: list[Reject] = []
        self.n_ignored = 0

    def names(self) -> list[str]:
        """Every regular file below the root that may be read, sorted, loops of links cut."""
        self._rejects, self.n_ignored = [], 0
        return sorted(self._walk())

    def rejects(self) -> list[Reject]:
        """Links that lead out, pipes, sockets, devices, and folders that may not be listed."""
        return self._rejects

    def blob(self, name: str) -> Blob:
        """The file called `name`; raises NotFound where it has gone meanwhile."""
        try:
            return file_blob(self.root / name, name)
        except OSError as error:
            raise NotFound("unreadable_file", path=shown(name), why=error.strerror or "") from error

    def has(self, name: str) -> bool:
        """Whether `name` is a file that may be read."""
        return self._inside(self.root / name) and self._found(name).is_file()

    def picture(self, name: str, shown_as: str) -> Picture:
        """The picture at `name`, there or not; raises BadPicture where a link leads out."""
        path = self._found(name)
        if not self._inside(path):
            raise BadPicture("reject_picture_outside", picture=shown(shown_as))
        return Picture(shown(shown_as), path=path)

    def _found(self, name: str) -> Path:
        """The path of `name`, also where table and disk compose its accents differently."""
        path = self.root / name
        if name.isascii() or os.path.lexists(path):
            return path
        for form in ("NFC", "NFD"):
            other = self.root / unicodedata.normalize(form, name)
            if os.path.lexists(other):
                return other
        return path

    def _inside(self, path: Path) -> bool:
        if self._follow:
            return True
        real = os.path.realpath(path)
        return real == self._real or real.startswith(self._real.rstrip(os.sep) + os.sep)

    def _walk(self) -> Iterator[str]:
        waiting, seen = [""], {self._real}
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(self.root / folder) as entries:
                    found = list(entries)
            except OSError as error:
                self._refuse(folder, "reject_unreadable", why=error.strerror or "")
                continue
            for entry in found:
                name = f"{folder}/{entry.name}" if folder else entry.name
                if is_litter(entry.name):
                    self.n_ignored += 1
                elif (kind := self._kind(entry, name, seen)) == "folder":
                    waiting.append(name)
                elif kind == "file":
                    yield name

    def _kind(self, entry: os.DirEntry, name: str, seen: set[str]) -> str:
        """ "folder" or "file" where it may be read; else it is told apart and "" comes back."""
        try:
            if entry.is_symlink() and not self._inside(Path(entry.path)):
                self._refuse(name, "reject_link_outside")
                return ""
            mode = entry.stat(follow_symlinks=True).st_mode
        except OSError as error:  # a dangling link, or a loop of links
            self._refuse(name, "reject_unreadable", why=error.strerror or "")
            return ""
        if stat.S_ISDIR(mode):
            real = os.path.realpath(entry.path)
            if entry.is_symlink() and (not self._follow or real in seen):
                self.n_ignored += 1  # what it leads to is read where it lies
                return ""
            seen.add(real)
            return "folder"
        if not stat.S_ISREG(mode):
            self._refuse(name, "reject_not_a_file")
            return ""
        return "file"

    def _refuse(self, name: str, reason: str, **values: str) -> None:
        self._rejects.append(Reject(shown(name), 0, reason, values))
