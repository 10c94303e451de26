"""One version's rows: which are new, which follow another version of the same id."""

import json
import time
from collections.abc import Iterable
from typing import NamedTuple

from tuwen.core.items import Item
from tuwen.core.records import REJECT_BYTES, Reject
from tuwen.store.database import Database
from tuwen.store.rows import Packed, digest_sum, pack
from tuwen.store.schema import key_of, with_crc
from tuwen.store.snapshot import last_version

_CURRENT = (
    "SELECT i.key, i.row, i.digest FROM json_each(?) k"
    " CROSS JOIN items i ON i.key = k.value AND i.until IS NULL"
)


class Refusal(NamedTuple):
    """A reject, and the item and picture it is about ("" where a whole record was refused)."""

    reject: Reject
    item: str = ""
    picture: str = ""


class Batch:
    """Items of one commit. `rows` holds (row, packed, until) of those that are new."""

    def __init__(self, db: Database, items: Iterable[Item]) -> None:
        """Pack `items` and compare them with what the collection holds."""
        self._db = db
        self.refusals: list[Refusal] = []
        self.n_duplicates = 0
        self.rows: list[tuple[int, Packed, int | None]] = []
        self._last = last_version(db)
        self._version = self._last.version + 1
        self._retired: list[tuple[int, bytes]] = []
        self._sort(self._pack(items))

    def _pack(self, items: Iterable[Item]) -> list[Packed]:
        packed = []
        for item in items:
            try:
                packed.append(pack(item))
            except (ValueError, TypeError, RecursionError) as error:
                self.refusals.append(Refusal(_unpackable(item, error)))
        return packed

    def _sort(self, packed: list[Packed]) -> None:
        held = self._held([each.key for each in packed])
        mine: dict[int, int] = {}  # key → place in `rows`
        next_row = self._last.next_row
        for each in packed:
            row, digest = held.get(each.key, (0, b""))
            if digest == each.digest:
                self.n_duplicates += 1
                continue
            if each.key in mine:  # followed within the batch: kept as history, never shown
                place = mine[each.key]
                self.rows[place] = (*self.rows[place][:2], self._version)
            elif row:
                self._retired.append((row, digest))
            mine[each.key] = len(self.rows)
            self.rows.append((next_row, each, None))
            held[each.key] = (next_row, each.digest)
            next_row += 1

    def _held(self, keys: list[int]) -> dict[int, tuple[int, bytes]]:
        if not self._last.n:
            return {}
        return {
            key: (row, digest) for key, row, digest in self._db.rows(_CURRENT, json.dumps(keys))
        }

    def insert(self) -> None:
        """Write the rows and the version, inside the caller's transaction."""
        if not self.rows:
            return
        db, version = self._db, self._version
        db.many(
            "UPDATE items SET until = ? WHERE row = ?", [(version, r) for r, _ in self._retired]
        )
        db.many(
            "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?)",
            [(row, p.key, p.id, p.digest, version, until) for row, p, until in self.rows],
        )
        db.many(
            "INSERT INTO contents VALUES (?, ?, ?, ?)",
            [(row, p.content, p.origin, p.crc) for row, p, _ in self.rows],
        )
        shown = [(sha, row) for row, packed, _ in self.rows for sha in packed.images]
        if shown:
            db.many("INSERT INTO shown VALUES (?, ?)", shown)
        fresh = [packed.digest for _, packed, until in self.rows if until is None]
        gone = [digest for _, digest in self._retired]
        write_version(db, fresh, gone, next_row=self.rows[-1][0] + 1)


def write_version(
    db: Database, fresh: list[bytes], gone: list[bytes], next_row: int | None = None
) -> None:
    """Close a version in which the rows of `fresh` came and those of `gone` went."""
    last = last_version(db)
    total = last.sum + digest_sum(b"".join(fresh)) - digest_sum(b"".join(gone))
    n = last.n + len(fresh) - len(gone)
    add_version(db, last.version + 1, n, next_row or last.next_row, total)


def add_version(db: Database, version: int, n: int, next_row: int, total: int) -> None:
    """One row of `versions`."""
    row = (version, n, next_row, (total % (1 << 256)).to_bytes(32, "little"), time.time())
    db.run("INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?)", *with_crc(*row))


def save_refusals(db: Database, refusals: Iterable[Refusal]) -> None:
    """Keep what was refused; the same refusal of the same place is kept once."""
    rows = []
    ((last,),) = db.rows("SELECT coalesce(max(n), 0) FROM rejects")
    for refusal in refusals:
        reject, item, picture = refusal
        values = json.dumps(dict(reject.values), ensure_ascii=False, sort_keys=True, default=str)
        first = bytes(reject.first_bytes[:REJECT_BYTES])
        row = (reject.file, reject.line, reject.reason, values, first, item, picture)
        last += 1
        rows.append(with_crc(last, key_of(repr(row)), *row))
    marks = ", ".join("?" * 10)
    db.many(f"INSERT OR IGNORE INTO rejects VALUES ({marks})", rows)


def read_refusals(db: Database) -> list[Refusal]:
    """Every refusal, in the order they came."""
    found = []
    for _, _, file, line, reason, values, first, item, picture in db.checked(
        "rejects", "ORDER BY n"
    ):
        reject = Reject(file, line, reason, json.loads(values), first)
        found.append(Refusal(reject, item, picture))
    return found


def _unpackable(item: Item, error: Exception) -> Reject:
    first = item.id.encode("utf-8", "replace")[:REJECT_BYTES]
    why = {"why": str(error)[:200]}
    return Reject(item.origin.file, item.origin.line, "reject_content", why, first)
