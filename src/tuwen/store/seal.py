"""collection.seal: what collection.db was when its last writer ended.

While somebody writes, the seal is open, and SQLite's own log makes a crash harmless. An orderly end
empties the log and closes the seal over the SHA-256 of the database, so that afterwards every
flipped bit, also one where no row looks, and every older or foreign copy is seen.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from tuwen.core import files
from tuwen.core.errors import DamagedData
from tuwen.store import database

NAME = "collection.seal"


@dataclass(frozen=True, slots=True)
class Seal:
    """`sha256` and `size` of the database; both empty while a writer is at work."""

    sha256: str = ""
    size: int = 0

    @property
    def closed(self) -> bool:
        """Whether the last writer ended in order."""
        return bool(self.sha256)


def read(folder: Path) -> Seal:
    """The seal of the collection; raises DamagedData where it is missing or damaged."""
    path = folder / NAME
    if not path.exists():
        raise DamagedData("damaged_file", path=str(path), why="missing")
    data = path.read_bytes()
    value = files.parse_json(data, str(path))
    try:
        seal = Seal(value["sha256"], value["size"])
    except (TypeError, KeyError) as error:
        raise DamagedData("damaged_file", path=str(path), why=str(error)) from error
    if _encode(seal) != data:
        raise DamagedData("damaged_file", path=str(path), why="checksum")
    return seal


def is_open(folder: Path) -> bool:
    """Whether a writer is at work, or ended without order."""
    try:
        return not read(folder).closed
    except DamagedData:
        return False


def write_open(folder: Path) -> None:
    """Before the first change."""
    files.write_bytes(folder / NAME, _encode(Seal()))


def write_closed(folder: Path) -> None:
    """After the last change; the log must be empty."""
    path = folder / database.NAME
    seal = Seal(files.sha256_file(path), path.stat().st_size)
    files.write_bytes(folder / NAME, _encode(seal))


def broken(folder: Path) -> bool:
    """Whether the database is not the one that the seal was closed over."""
    path, held = folder / database.NAME, read(folder)
    while held.closed and path.exists():  # that it is missing is told elsewhere
        if path.stat().st_size == held.size and files.sha256_file(path) == held.sha256:
            return False
        # A writer may have come in between: it opens the seal before it changes anything.
        if (now := read(folder)) == held:
            return True
        held = now
    return False


def _encode(seal: Seal) -> bytes:
    body = {"format": 1, "sha256": seal.sha256, "size": seal.size}
    check = hashlib.sha256(json.dumps(body).encode()).hexdigest()[:16]
    return (json.dumps({**body, "check": check}) + "\n").encode()
