"""A damaged database: every sound row copied into a new one."""

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tuwen.core import files
from tuwen.core.errors import DamagedData
from tuwen.store import database
from tuwen.store.batch import add_version
from tuwen.store.database import Database
from tuwen.store.rows import digest_sum
from tuwen.store.schema import CHECKED, FORMAT, crc
from tuwen.store.snapshot import last_version
from tuwen.store.verify import damaged_items

_SKIP = 10_000  # row numbers to try beyond one that cannot be read


def salvage(root: Path) -> list[str]:
    """Replace the database by what can be read of it; returns what could not."""
    path = root / database.NAME
    if not path.exists():
        return [database.NAME]
    work = root / f"{files.TEMPORARY}salvage"
    work.mkdir(exist_ok=True)
    fresh = work / database.NAME
    old = sqlite3.connect(path, isolation_level=None)
    try:
        old.execute("PRAGMA writable_schema=ON")  # a damaged table hides no other one
        facts = {"format": FORMAT, "link": False}
        facts |= {name: json.loads(value) for name, value, _ in _sound(old, "meta")}
        database.make(fresh, facts)
        db = Database(fresh, write=True)
        with db.transaction():
            _copy(old, db)
        if not db.rows("SELECT 1 FROM versions"):
            raise db.damaged("nothing can be read")
        lost = _reckon(db)
        db.checkpoint()
        db.close()
    except (sqlite3.DatabaseError, DamagedData):
        return [database.NAME]
    finally:
        old.close()
    if lost:  # keep the damaged file for someone who knows more
        os.replace(path, root / f"{database.NAME}.damaged")
    for suffix in ("-wal", "-shm"):
        (root / f"{database.NAME}{suffix}").unlink(missing_ok=True)
    os.replace(fresh, path)
    work.rmdir()
    files.fsync_folder(root)
    return lost


def _copy(old: sqlite3.Connection, db: Database) -> None:
    for table in ("versions", "items", "contents", *CHECKED[2:]):
        for row in _sound(old, table):
            marks = ", ".join("?" * len(row))
            db.run(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", *row)


def _sound(old: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    """Rows of a table that can be read and whose CRC holds."""
    for row in _readable(old, table):
        if table not in CHECKED or crc(row[:-1]) == row[-1]:
            yield row


def _readable(old: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    last, misses = -1, 0
    while misses < _SKIP:
        try:
            query = f"SELECT rowid, * FROM {table} WHERE rowid > ? ORDER BY rowid"
            for number, *row in old.execute(query, (last,)):
                last, misses = number, 0
                yield tuple(row)
            return
        except sqlite3.OperationalError as error:
            # Without row numbers, or (its line of the schema being damaged) not to be seen at all.
            if "no such column: rowid" in str(error):
                yield from _keyed(old, table)
            return
        except sqlite3.DatabaseError:
            last, misses = last + 1, misses + 1


def _keyed(old: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    """A table without row numbers: up to the first place that cannot be read."""
    try:
        yield from old.execute(f"SELECT * FROM {table}")
    except sqlite3.DatabaseError:
        return


def _reckon(db: Database) -> list[str]:
    """Strike damaged items, set right what follows from the items; returns what is lost."""
    lost = list(damaged_items(db, _Quiet()))
    numbers = [(int(line.rpartition(" ")[2].rstrip(")")),) for line in lost]
    last = last_version(db)
    with db.transaction():
        for table in ("items", "contents"):
            db.many(f"DELETE FROM {table} WHERE row = ?", numbers)
        db.run("DELETE FROM contents WHERE row NOT IN (SELECT row FROM items)")
        _relate(db)
        digests = [d for (d,) in db.rows("SELECT digest FROM items WHERE until IS NULL")]
        total = digest_sum(b"".join(digests))
        if (len(digests), total) != (last.n, last.sum):
            ((top,),) = db.rows("SELECT coalesce(max(row), 0) FROM items")
            add_version(db, last.version + 1, len(digests), max(top + 1, last.next_row), total)
            unnamed = last.n - len(digests) - len(lost)
            lost += [f"{unnamed} items"] if unnamed > 0 else []
    return lost


def _relate(db: Database) -> None:
    """Which item shows which picture, out of the contents."""
    for batch in db.stream("SELECT row, content FROM contents"):
        shown = {
            (bytes.fromhex(sha), row)
            for row, content in batch
            for sha, _ in json.loads(content.decode("utf-8", "surrogatepass")).get("images", ())
        }
        db.many("INSERT OR IGNORE INTO shown VALUES (?, ?)", sorted(shown))


class _Quiet:
    def advance(self, steps: int = 1) -> None:
        """Nothing is shown."""
