"""derived/: what can be made again. Every file is registered with its SHA-256 in the database.

Files of ours are named by their content and never change: a commit switches from the old to the
new. Folders given out by `folder` are written by others; they are registered when they are settled.
"""

import json
import mmap
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakSet

from tuwen.core import files
from tuwen.core.errors import DamagedData, UsageError
from tuwen.store.database import Database
from tuwen.store.schema import with_crc

FOLDER = "derived"
_INSERT = "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)"
_NAME = re.compile(r"[\w.-]{1,80}")


class FileRow(NamedTuple):
    """A registered file: path below the collection, kind, name within the kind, size, SHA-256."""

    path: str
    kind: str
    name: str
    size: int
    sha: bytes


class Derived:
    """The derived files of the collection in `root`."""

    def __init__(self, db: Database, root: Path) -> None:
        """Only stores."""
        self._db, self._root = db, root
        self._seen: set[str] = set()  # paths whose digest was checked in this process
        self._maps: WeakSet[mmap.mmap] = WeakSet()

    def write(self, kind: str, name: str, suffix: str, data: bytes) -> FileRow:
        """A new file of ours, named by its content, on disk on return; `insert` registers it."""
        sha = files.sha256(data)
        stem = f"{name}-{sha[:16]}" if name else sha[:32]
        relative = f"{FOLDER}/{kind}/{stem}{suffix}"
        path = self._root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write_bytes(path, data)
        self._seen.add(relative)
        return FileRow(relative, kind, name, len(data), bytes.fromhex(sha))

    def insert(self, rows: Iterable[FileRow]) -> None:
        """Register files, inside the caller's transaction."""
        self._db.many(_INSERT, [with_crc(*row) for row in rows])

    def registered(self, kind: str = "", name: str | None = None) -> list[FileRow]:
        """The rows of a kind (and name), by path."""
        where, values = "WHERE kind = ? ORDER BY path", [kind]
        if not kind:
            where, values = "ORDER BY path", []
        rows = [FileRow(*row) for row in self._db.checked("files", where, *values)]
        return [row for row in rows if name is None or row.name == name]

    def forget(self, rows: Iterable[FileRow]) -> None:
        """Strike files from the register, inside the caller's transaction; `unlink` comes after."""
        self._db.many("DELETE FROM files WHERE path = ?", [(row.path,) for row in rows])

    def unlink(self, rows: Iterable[FileRow]) -> None:
        """Delete files that are no longer registered."""
        for row in rows:
            try:
                (self._root / row.path).unlink(missing_ok=True)
            except PermissionError:
                pass  # Windows keeps a file that a reader has mapped; `sweep` takes it later

    def replace(self, old: Iterable[FileRow], new: Iterable[FileRow]) -> None:
        """Switch from `old` to `new` files in one commit, then delete the old."""
        new = list(new)
        kept = {row.path for row in new}
        gone = [row for row in old if row.path not in kept]
        with self._db.transaction():
            self.forget(gone)
            self.insert(new)
        self.unlink(gone)

    def check(self, row: FileRow) -> Path:
        """The path of a registered file whose bytes are right; raises DamagedData naming it."""
        path = self._root / row.path
        if row.path not in self._seen:
            if (why := fault(path, row)) is not None:
                raise DamagedData("damaged_file", path=str(path), why=why)
            self._seen.add(row.path)
        return path

    def map(self, row: FileRow) -> mmap.mmap:
        """A registered file, checked once per process, mapped into memory."""
        with open(self.check(row), "rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._maps.add(mapped)
        return mapped

    def rest(self) -> None:
        """Give the memory of mapped files back to the system; what is looked at again is read again."""
        for mapped in self._maps:
            rest(mapped)

    # findings

    def save_findings(self, name: str, value: Any) -> None:
        """Keep `value` (plain JSON) as the findings of that name."""
        _check_name(name)
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        old = self.registered("findings", name)
        new = self.write("findings", name, ".json", text.encode("utf-8", "surrogatepass"))
        self.settle(old, [new])

    def findings(self, name: str) -> Any:
        """The findings of that name, or None; raises DamagedData."""
        rows = self.registered("findings", name)
        if not rows:
            return None
        data = self.check(rows[0]).read_bytes()
        return json.loads(data.decode("utf-8", "surrogatepass"))

    # folders that others write

    def folder(self, name: str) -> Path:
        """A folder for files of that name. Open for writing, it counts as in change until settled."""
        path = self.read_folder(name)
        if self._db.write:
            path.mkdir(parents=True, exist_ok=True)
            self._db.run("INSERT OR IGNORE INTO flux VALUES (?, ?)", *with_crc(name))
        return path

    def read_folder(self, name: str) -> Path:
        """The folder of that name, its registered files checked; raises DamagedData."""
        _check_name(name)
        flux = {folder for (folder,) in self._db.checked("flux")}
        for row in self.registered("folder", name) if name not in flux else ():
            self.check(row)
        return self._root / FOLDER / name

    def settle(self, old: Iterable[FileRow] = (), new: Iterable[FileRow] = ()) -> None:
        """Register what stands in the folders in change; with it, switch `old` for `new`."""
        names = [name for (name,) in self._db.checked("flux")]
        gone = [row for row in old if row.path not in {each.path for each in new}]
        rows = [row for name in names for row in self._walk(name)]
        with self._db.transaction():
            self._db.many(
                "DELETE FROM files WHERE kind = 'folder' AND name = ?", [(n,) for n in names]
            )
            self._db.run("DELETE FROM flux")
            self.forget(gone)
            self.insert([*rows, *new])
        self.unlink(gone)

    def _walk(self, name: str) -> list[FileRow]:
        base = self._root / FOLDER / name
        found = sorted(path for path in base.rglob("*") if path.is_file())
        return [self._row(path, "folder", name) for path in found]

    def _row(self, path: Path, kind: str, name: str) -> FileRow:
        relative = path.relative_to(self._root).as_posix()
        sha = bytes.fromhex(files.sha256_file(path))
        return FileRow(relative, kind, name, path.stat().st_size, sha)

    def settle_pages(self, since: float) -> None:
        """Register files beside the database (a report) that were written after `since`."""
        held = {row.path: row for row in self.registered("page")}
        found = {
            path.name: path
            for path in sorted(self._root.iterdir())
            if path.is_file() and not path.name.startswith((".", "collection."))
        }
        fresh = [p for n, p in found.items() if n not in held or p.stat().st_mtime >= since]
        new = [self._row(path, "page", "") for path in fresh]
        gone = [row for name, row in held.items() if name not in found]
        if new or gone:
            self.replace(gone, new)

    def drop(self, kinds: Iterable[str]) -> None:
        """Forget and delete every file of these kinds."""
        rows = [row for kind in kinds for row in self.registered(kind)]
        with self._db.transaction():
            self.forget(rows)
        self.unlink(rows)

    def sweep(self) -> None:
        """After a crash: delete what no commit knows, and empty what was in change."""
        base = self._root / FOLDER
        known = {row.path: row for row in self.registered()}
        for path in sorted(base.rglob("*")) if base.exists() else []:
            row = known.get(path.relative_to(self._root).as_posix())
            if path.is_file() and row is None:
                path.unlink()
        names = [name for (name,) in self._db.checked("flux")]
        torn = [
            row
            for name in names
            for row in self.registered("folder", name)
            if fault(self._root / row.path, row) is not None
        ]
        if torn:
            self.drop(("folder", "findings"))
        self._db.run("DELETE FROM flux")
        for path in (base / name for name in names):
            if path.exists() and not any(path.iterdir()):
                shutil.rmtree(path)


def rest(mapped: mmap.mmap) -> None:
    """Give the memory of a map back to the system; it is read again when it is looked at."""
    if hasattr(mapped, "madvise") and hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)


def fault(path: Path, row: FileRow) -> str | None:
    """What is wrong with a file, or None."""
    if not path.is_file():
        return "missing"
    if (size := path.stat().st_size) != row.size:
        return f"{size} bytes instead of {row.size}"
    if files.sha256_file(path) != row.sha.hex():
        return "SHA-256"
    return None


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise UsageError("bad_name", name=name)
