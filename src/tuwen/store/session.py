"""Opening and closing a collection's folder: lock, seal, database, and order after a crash."""

import json
import time
from pathlib import Path
from typing import Any

from tuwen.core import files
from tuwen.core.errors import DamagedData, NotFound, UsageError
from tuwen.store import database, lock, seal
from tuwen.store.database import Database
from tuwen.store.derived import Derived
from tuwen.store.jobs import Jobs
from tuwen.store.lock import WriterLock
from tuwen.store.schema import FORMAT


class Session:
    """One opening of a folder, for reading or (with its lock) for writing."""

    def __init__(self, path: Path, db: Database, held: WriterLock | None) -> None:
        """Use `create` or `resume`."""
        self.path, self.db, self._lock, self._ended = path, db, held, False
        self._since = time.time() - 1.0  # file systems keep coarser times
        self.facts: dict[str, Any] = {n: json.loads(value) for n, value in db.checked("meta")}
        if self.facts.get("format") != FORMAT:
            version = self.facts.get("format")
            raise UsageError("collection_format", path=str(path), version=version)
        self.derived = Derived(db, path)
        self.jobs = Jobs(db)

    @property
    def write(self) -> bool:
        """Whether this session may write."""
        return self._lock is not None

    def recover(self) -> None:
        """After a crash: what no commit knows goes, and the job it cut short is marked."""
        files.remove_temporaries(self.path)
        self.derived.sweep()
        self.jobs.end_running("killed")

    def close(self) -> None:
        """Register what was written, empty the log, close the seal, give the lock back."""
        if self._ended:
            return
        self._ended = True
        if self._lock is None:
            self.db.close()
            return
        try:
            self.derived.settle()
            self.derived.settle_pages(self._since)
            emptied = self.db.checkpoint()
            self.db.close()
            if emptied:
                seal.write_closed(self.path)
        finally:
            self._lock.release()


def create(path: Path, *, link: bool) -> Session:
    """A new collection under `path`; raises UsageError where there is one."""
    if (path / database.NAME).exists():
        raise UsageError("collection_exists", path=str(path))
    path.mkdir(parents=True, exist_ok=True)
    held = WriterLock(path)
    try:
        files.remove_temporaries(path)
        seal.write_open(path)
        database.make(path / database.NAME, {"format": FORMAT, "link": link})
        return Session(path, Database(path / database.NAME, write=True), held)
    except BaseException:
        held.release()
        raise


def resume(path: Path, *, write: bool) -> Session:
    """A collection that is there; raises NotFound, Busy, DamagedData."""
    if not (path / database.NAME).is_file():
        if write and path.is_dir() and only_ours(path):
            return create(path, link=False)  # a crash came before the database was there
        if (path / seal.NAME).exists() and not only_ours(path):
            raise DamagedData("damaged_file", path=str(path / database.NAME), why="missing")
        raise NotFound("no_such_collection", path=str(path))
    held = WriterLock(path) if write else None
    try:
        # A writer at work or a crash leave the seal open; then every row speaks for itself.
        if seal.broken(path):
            raise DamagedData("damaged_file", path=str(path / database.NAME), why="SHA-256")
        orderly = seal.read(path).closed
        if write:
            seal.write_open(path)
        session = Session(path, Database(path / database.NAME, write=write), held)
        if write and not orderly:
            session.recover()
    except BaseException:
        if held is not None:
            held.release()
        raise
    return session


def only_ours(path: Path) -> bool:
    """Whether a folder without a database holds nothing else either: a crash came right away."""
    ours = (lock.NAME, seal.NAME)
    return all(p.name in ours or p.name.startswith(files.TEMPORARY) for p in path.iterdir())
