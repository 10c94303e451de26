"""Pictures on disk: originals by their SHA-256, thumbnails in packs, facts in the database."""

import json
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tuwen.core import files
from tuwen.core.errors import DamagedData, NotFound
from tuwen.image.facts import Examined
from tuwen.store.database import Database
from tuwen.store.derived import Derived, FileRow
from tuwen.store.schema import with_crc

_FOLDER = "originals"
_PLACES = "(?, ?, ?, ?, ?, ?, ?, ?, ?)"


class NewPicture(NamedTuple):
    """A picture that intake accepted: its facts, its bytes, where it came from, whether to copy."""

    found: Examined
    data: bytes
    source: str
    copied: bool


class Pictures:
    """The pictures of the collection in `folder`."""

    def __init__(self, db: Database, folder: Path, derived: Derived) -> None:
        """Only stores."""
        self._db, self._folder, self._derived = db, folder, derived

    def original(self, sha256: str) -> Path:
        """Where an original that was copied lies."""
        return self._folder / _FOLDER / sha256[:2] / sha256

    def known(self, hashes: Iterable[bytes]) -> set[bytes]:
        """Which of these the collection holds already."""
        found: set[bytes] = set()
        wanted = list(hashes)
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            marks = ", ".join("?" * len(some))
            query = f"SELECT sha FROM pictures WHERE sha IN ({marks})"
            found.update(sha for (sha,) in self._db.rows(query, *some))
        return found

    def write(self, pictures: list[NewPicture]) -> FileRow | None:
        """Originals and one pack of thumbnails, on disk on return; the pack's row of `files`."""
        copied = [picture for picture in pictures if picture.copied]
        paths = [self.original(picture.found.sha256) for picture in copied]
        for folder in {path.parent for path in paths}:
            folder.mkdir(parents=True, exist_ok=True)
        files.write_many((path, picture.data) for path, picture in zip(paths, copied, strict=True))
        if not pictures:
            return None
        pack = b"".join(picture.found.thumbnail for picture in pictures)
        return self._derived.write("thumbnails", "", ".pack", pack)

    def insert(self, pictures: list[NewPicture], pack: FileRow | None) -> None:
        """Their rows, inside the caller's transaction."""
        if pack is None:
            return
        self._derived.insert([pack])
        rows, start = [], 0
        for picture in pictures:
            found = picture.found
            facts = json.dumps(found.to_json(), ensure_ascii=False, separators=(",", ":"))
            length, check = len(found.thumbnail), zlib.crc32(found.thumbnail)
            sha = bytes.fromhex(found.sha256)
            rows.append(
                with_crc(
                    sha, facts, picture.source, int(picture.copied), pack.path, start, length, check
                )
            )
            start += length
        self._db.many(f"INSERT INTO pictures VALUES {_PLACES}", rows)

    def row(self, sha256: str) -> tuple[Any, ...]:
        """The row of one picture; raises NotFound."""
        found = self._db.checked("pictures", "WHERE sha = ?", _raw(sha256))
        if not found:
            raise NotFound("no_such_picture", sha256=sha256)
        return found[0]

    def read(self, sha256: str) -> bytes:
        """The bytes as they came; raises NotFound, or DamagedData naming the file."""
        path = self.path(sha256)
        if not path.exists():
            raise DamagedData("damaged_file", path=str(path), why="missing")
        data = path.read_bytes()
        if files.sha256(data) != sha256:
            raise DamagedData("damaged_file", path=str(path), why="SHA-256")
        return data

    def path(self, sha256: str) -> Path:
        """Where the original lies: in the collection, or where it was linked; raises NotFound."""
        _, _, source, copied, *_ = self.row(sha256)
        return self.original(sha256) if copied else Path(source)

    def thumbnail(self, sha256: str) -> bytes:
        """JPEG, at most 160 px a side; raises NotFound or DamagedData."""
        *_, pack, start, length, check = self.row(sha256)
        path = self._folder / pack
        if not path.exists():
            raise DamagedData("damaged_file", path=str(path), why="missing")
        with open(path, "rb") as file:
            file.seek(start)
            data = file.read(length)
        if len(data) != length or zlib.crc32(data) != check:
            raise DamagedData("damaged_file", path=str(path), why="CRC-32")
        return data

    def repack(self, pack: FileRow, made: Mapping[str, bytes] | None = None) -> None:
        """Write a pack anew with the thumbnails that are still wanted, or with those `made`."""
        rows = self._db.checked("pictures", "WHERE pack = ? ORDER BY start", pack.path)
        shown = made or {row[0].hex(): self.thumbnail(row[0].hex()) for row in rows}
        rows = [row for row in rows if row[0].hex() in shown]
        if not rows:
            self._derived.replace([pack], [])
            return
        new = self._derived.write(
            "thumbnails", "", ".pack", b"".join(shown[r[0].hex()] for r in rows)
        )
        changed, start = [], 0
        for sha, facts, source, copied, *_ in rows:
            data = shown[sha.hex()]
            row = (sha, facts, source, copied, new.path, start, len(data), zlib.crc32(data))
            changed.append(with_crc(*row))
            start += len(data)
        with self._db.transaction():
            self._db.many(f"INSERT OR REPLACE INTO pictures VALUES {_PLACES}", changed)
            self._derived.forget([pack])
            self._derived.insert([new])
        if new.path != pack.path:
            self._derived.unlink([pack])

    def facts(self, sha256: str) -> dict[str, Any]:
        """What intake found, without the thumbnail; hashes are 16 hex digits."""
        return json.loads(self.row(sha256)[1])

    def table(self) -> dict[str, Any]:
        """Facts of all pictures as columns, in the order of their SHA-256.

        sha256 (list of hex), phash and dhash (uint64), width, height, n_frames, n_bytes (int64),
        format (list), colours (list of (k, 4) float32).
        """
        facts = [json.loads(row[1]) for row in self._db.checked("pictures", "ORDER BY sha")]
        return _columns(facts)


def _columns(facts: list[Mapping[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {name: [each[name] for each in facts] for name in ("sha256", "format")}
    for name in ("phash", "dhash"):
        table[name] = np.array([int(each[name], 16) for each in facts], np.uint64)
    for name in ("width", "height", "n_frames", "n_bytes"):
        table[name] = np.array([each[name] for each in facts], np.int64)
    table["colours"] = [np.array(each["colours"], np.float32).reshape(-1, 4) for each in facts]
    return table


def _raw(sha256: str) -> bytes:
    try:
        return bytes.fromhex(sha256)
    except ValueError as error:
        raise NotFound("no_such_picture", sha256=sha256) from error
