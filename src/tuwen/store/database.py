"""SQLite as the collection uses it: WAL, synchronous=FULL, its errors told in our tree."""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tuwen.core import files
from tuwen.core.errors import Busy, DamagedData, LimitReached, UsageError
from tuwen.store.schema import TABLES, crc, with_crc

NAME = "collection.db"
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",
    "PRAGMA wal_autocheckpoint=16384",
)


def make(path: Path, facts: Mapping[str, Any]) -> None:
    """A new database under `path` that holds `facts` and nothing else; all or nothing."""
    temporary = path.with_name(f"{files.TEMPORARY}{path.name}")
    temporary.unlink(missing_ok=True)
    connection = sqlite3.connect(temporary, isolation_level=None)
    connection.executescript(f"PRAGMA journal_mode=WAL; BEGIN; {TABLES} COMMIT;")
    rows = [with_crc(name, json.dumps(value)) for name, value in facts.items()]
    connection.executemany("INSERT INTO meta VALUES (?, ?, ?)", rows)
    connection.close()
    data = temporary.read_bytes()
    temporary.unlink()
    files.write_bytes(path, data)


class Database:
    """One connection of one process; a forked child is told so instead of hanging."""

    def __init__(self, path: Path, *, write: bool) -> None:
        """Open the database at `path`."""
        self.path, self.write = path, write
        self._pid = os.getpid()
        with self._told():
            self._connection = self._connect()

    def _connect(self) -> sqlite3.Connection:
        wal = self.path.with_name(f"{NAME}-wal")
        if not self.write and not os.access(self.path.parent, os.W_OK) and not wal.exists():
            # A medium that cannot be written to: nobody else writes there either.
            uri = f"{self.path.absolute().as_uri()}?immutable=1"
            return sqlite3.connect(uri, uri=True, isolation_level=None)
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=30.0)
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            if not self.write:
                connection.execute("PRAGMA query_only=ON")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._told():
            return self._connection.execute(sql, values).fetchall()

    def stream(self, sql: str, *values: Any, size: int = 8192) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a query, `size` at a time."""
        with self._told():
            cursor = self._connection.execute(sql, values)
            while batch := cursor.fetchmany(size):
                yield batch

    def checked(self, table: str, where: str = "", *values: Any) -> list[tuple[Any, ...]]:
        """Rows of `table` (all columns but the last, their CRC); DamagedData where it fails."""
        found = self.rows(f"SELECT * FROM {table} {where}", *values)
        return [row[:-1] for row in found if self._sound(table, row)]

    def _sound(self, table: str, row: tuple[Any, ...]) -> bool:
        if crc(row[:-1]) != row[-1]:
            raise self.damaged(f"a row of {table}")
        return True

    def damaged(self, why: str) -> DamagedData:
        """The error for damage inside this file."""
        return DamagedData("damaged_file", path=str(self.path), why=why)

    def run(self, sql: str, *values: Any) -> int:
        """One statement; returns how many rows it changed."""
        with self._told():
            return self._connection.execute(sql, values).rowcount

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """One statement for many rows."""
        with self._told():
            self._connection.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block, or nothing; on disk when the block has ended."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            files.boundary("commit", self.path)
            self.run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        files.boundary("committed", self.path)

    def checkpoint(self) -> bool:
        """Move the log into the database and empty it; False while a reader still needs it."""
        ((busy, _, _),) = self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return not busy

    def close(self) -> None:
        """Close the connection; the last one of all empties the log."""
        if os.getpid() == self._pid:
            with self._told():
                self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        if os.getpid() != self._pid:
            raise UsageError("forked_collection", path=str(self.path.parent))
        try:
            yield
        except sqlite3.ProgrammingError:
            raise  # a mistake of ours, such as a closed connection
        except sqlite3.OperationalError as error:
            raise self._operational(error) from error
        except (sqlite3.DatabaseError, OverflowError) as error:
            raise self.damaged(str(error)) from error

    def _operational(self, error: sqlite3.OperationalError) -> Exception:
        name = getattr(error, "sqlite_errorname", "")
        folder = str(self.path.parent)
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return Busy("collection_busy", path=folder, owner="")
        if name == "SQLITE_FULL":
            return LimitReached("out_of_disk", path=folder)
        if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            return LimitReached("no_permission", path=folder)
        if name.startswith("SQLITE_IOERR"):
            return LimitReached("disk_error", path=folder, why=str(error))
        return self.damaged(str(error))
