"""One writer: a system lock on `.lock`, and inside who holds it.

The system drops its lock when the owner dies, whatever becomes of the process number. Only an owner
on another machine cannot be seen to be dead, so there the lock stays until a person removes it.
"""

import json
import os
import platform as machine
import zlib
from pathlib import Path
from typing import Any, BinaryIO

from tuwen.core import platform
from tuwen.core.errors import Busy

NAME = ".lock"


class WriterLock:
    """The right to write to the collection in `folder`, from construction to `release`."""

    def __init__(self, folder: Path) -> None:
        """Take the lock at once, or raise Busy naming the owner."""
        self.path = folder / NAME
        self._pid = os.getpid()
        self._file: BinaryIO = open(self.path, "ab+", buffering=0)
        if not platform.try_lock(self._file):
            self._refuse(read_owner(self.path))
        owner = read_owner(self.path)
        if owner and owner.get("host") not in (None, machine.node()):
            self._refuse(owner)
        self._write(_sealed({"pid": self._pid, "host": machine.node()}))

    def _refuse(self, owner: dict[str, Any] | None) -> None:
        self._file.close()
        who = f"{owner.get('host')}:{owner.get('pid')}" if owner else "?"
        raise Busy("collection_busy", path=str(self.path.parent), owner=who)

    def _write(self, data: bytes) -> None:
        self._file.truncate(0)
        self._file.write(data)

    def release(self) -> None:
        """Give the lock back; an emptied file says that the end was orderly."""
        if os.getpid() != self._pid or self._file.closed:
            return
        self._write(b"")
        self._file.close()


def read_owner(path: Path) -> dict[str, Any] | None:
    """Who wrote the lock; None for nobody, {} for bytes that we cannot have written whole."""
    data = path.read_bytes() if path.exists() else b""
    if not data:
        return None
    body, _, check = data.rpartition(b" ")
    try:
        owner = json.loads(body)
        sound = int(check) == zlib.crc32(body)
    except ValueError:
        return {}
    return owner if sound and isinstance(owner, dict) else {}


def _sealed(owner: dict[str, Any]) -> bytes:
    body = json.dumps(owner).encode()
    return body + b" %d" % zlib.crc32(body)
