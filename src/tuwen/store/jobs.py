"""What was done to a collection, and what was cut short."""

import time
from typing import Any

from tuwen.store.database import Database
from tuwen.store.schema import with_crc

_COLUMNS = ("n", "kind", "state", "started", "ended", "note")
KEPT = 1000


class Jobs:
    """The table of jobs."""

    def __init__(self, db: Database) -> None:
        """Only stores."""
        self._db = db

    def start(self, kind: str) -> int:
        """Note that a job of `kind` runs; returns its number."""
        ((last,),) = self._db.rows("SELECT coalesce(max(n), 0) FROM jobs")
        self._put((last + 1, kind, "running", time.time(), 0.0, ""))
        return last + 1

    def end(self, number: int, state: str, note: str = "") -> None:
        """Note how a job ended: "done", "failed", "interrupted" or "killed"."""
        ((n, kind, _, started, _, _),) = self._db.checked("jobs", "WHERE n = ?", number)
        self._put((n, kind, state, started, time.time(), note))
        self._db.run("DELETE FROM jobs WHERE n <= ?", number - KEPT)

    def end_running(self, state: str) -> None:
        """After a crash."""
        for n, _, was, *_ in self._db.checked("jobs"):
            if was == "running":
                self.end(n, state)

    def last(self, n: int = 10) -> list[dict[str, Any]]:
        """The newest jobs, newest first."""
        rows = self._db.checked("jobs", "ORDER BY n DESC LIMIT ?", n)
        return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]

    def _put(self, row: tuple[Any, ...]) -> None:
        self._db.run("INSERT OR REPLACE INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?)", *with_crc(*row))
