"""verify: re-read everything, name what is damaged, make again what can be made again."""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tuwen.core import files
from tuwen.core.errors import DamagedData, NotFound
from tuwen.core.progress import Bar, NoProgress, Progress
from tuwen.store import database, lock, seal, session
from tuwen.store.database import Database
from tuwen.store.derived import Derived, FileRow, fault
from tuwen.store.pictures import Pictures
from tuwen.store.schema import CHECKED, crc, key_of
from tuwen.store.snapshot import Snapshot, last_version


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was found, as paths below the collection, some with what is wrong behind them.

    `ok`: everything is as it was written (after a repair: is again). `damaged`: every file that is
    not. After a repair: `rebuilt` was made again or restored, `again` was dropped and comes back
    with the next `tuwen mine`, `lost` cannot be had back here.
    """

    ok: bool
    damaged: tuple[str, ...] = ()
    rebuilt: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    again: tuple[str, ...] = ()


@dataclass(slots=True)
class Damage:
    """What one reading of everything found."""

    lock: bool = False
    seal: bool = False
    database: list[str] = field(default_factory=list)
    originals: list[tuple[str, Path]] = field(default_factory=list)  # SHA-256, path
    files: list[FileRow] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)

    def told(self, root: Path) -> tuple[str, ...]:
        """One line a damaged file."""
        lines = [lock.NAME] if self.lock else []
        lines += [seal.NAME] if self.seal else []
        if self.database:
            lines.append(f"{database.NAME} ({'; '.join(self.database[:20])})")
        for _, path in self.originals:
            inside = path.is_relative_to(root)
            lines.append(path.relative_to(root).as_posix() if inside else str(path))
        lines += [f"{row.path} ({self.reasons[row.path]})" for row in self.files]
        return tuple(lines)


def verify(
    path: str | Path, *, repair: bool = False, progress: Progress | None = None
) -> VerifyReport:
    """Check every byte of the collection at `path`, and with `repair` mend what can be mended.

    Raises NotFound where there is no collection, Busy where a repair meets a writer.
    """
    root = Path(path)
    ours = (root / database.NAME).is_file() or any(
        (root / name).exists() for name in ("collection.seal", "derived")
    )
    if (
        not root.is_dir()
        or not ours
        or not (root / database.NAME).is_file()
        and session.only_ours(root)
    ):
        raise NotFound("no_such_collection", path=str(root))
    with (progress or NoProgress()).stage("stage_verify") as bar:
        found = inspect(root, bar)
    told = found.told(root)
    if not told or not repair:
        return VerifyReport(not told, told)
    from tuwen.store.repair import mend

    rebuilt, again, lost = mend(root, found)
    return VerifyReport(not lost, told, tuple(rebuilt), tuple(lost), tuple(again))


def inspect(root: Path, bar: Bar) -> Damage:
    """Read everything once."""
    found = Damage()
    found.lock = lock.read_owner(root / lock.NAME) == {}
    try:
        if seal.broken(root):
            found.database.append("SHA-256")
    except DamagedData:
        found.seal = True
    try:
        if not (root / database.NAME).exists():
            raise DamagedData("damaged_file", path=database.NAME, why="missing")
        db = Database(root / database.NAME, write=False)
    except DamagedData as error:
        found.database.append(str(error.values["why"]))
        return found
    try:
        _inspect_database(db, found, bar)
        _inspect_files(root, db, found, bar)
    except DamagedData as error:
        found.database.append(str(error.values["why"]))
    finally:
        db.close()
    return found


def _inspect_database(db: Database, found: Damage, bar: Bar) -> None:
    problems = [line for (line,) in db.rows("PRAGMA integrity_check(10)") if line != "ok"]
    found.database += problems
    for table in CHECKED:
        for batch in db.stream(f"SELECT * FROM {table}"):
            bad = sum(crc(row[:-1]) != row[-1] for row in batch)
            if bad:
                found.database.append(f"{bad} rows of {table}")
    found.database += damaged_items(db, bar)
    Snapshot(db, last_version(db)).hash  # noqa: B018 (raises where the rows do not add up)


def damaged_items(db: Database, bar: Bar) -> Iterator[str]:
    """A word about each row of an item that fails its digest or its check."""
    query = (
        "SELECT i.row, i.id, i.key, i.digest, c.content, c.origin, c.crc"
        " FROM items i LEFT JOIN contents c ON c.row = i.row"
    )
    for batch in db.stream(query):
        for row, id, key, digest, content, origin, check in batch:
            if not (
                isinstance(content, bytes)
                and hashlib.sha256(content).digest() == digest
                and isinstance(origin, str)
                and zlib.crc32(origin.encode("utf-8", "surrogatepass")) == check
                and isinstance(id, str)
                and key_of(id) == key
            ):
                yield f"item {id!r} (row {row})"
        bar.advance(len(batch))


def _inspect_files(root: Path, db: Database, found: Damage, bar: Bar) -> None:
    drawer = Derived(db, root)
    flux = {name for (name,) in db.checked("flux")}
    for row in drawer.registered():
        # A folder in change belongs to a writer at work, or to one that was cut short.
        if row.kind == "folder" and row.name in flux:
            continue
        if (why := fault(root / row.path, row)) is not None:
            found.files.append(row)
            found.reasons[row.path] = why
        bar.advance()
    pictures = Pictures(db, root, drawer)
    for sha, _, source, copied, *_ in db.checked("pictures"):
        path = pictures.original(sha.hex()) if copied else Path(source)
        if not path.is_file() or files.sha256_file(path) != sha.hex():
            found.originals.append((sha.hex(), path))
        bar.advance()
