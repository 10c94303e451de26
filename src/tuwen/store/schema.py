"""The tables of collection.db, and the checksum that every row carries.

SQLite lets most flipped bits through as data. So: an item's content is checked against its digest,
the rows of a version against a sum of their digests (`versions.sum`), and every other row against
its own CRC-32, the last column.
"""

import hashlib
import zlib
from typing import Any

FORMAT = 1

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL, crc INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE versions (
    version INTEGER PRIMARY KEY, n INTEGER NOT NULL, next_row INTEGER NOT NULL,
    sum BLOB NOT NULL, seconds REAL NOT NULL, crc INTEGER NOT NULL);
CREATE TABLE items (
    row INTEGER PRIMARY KEY, key INTEGER NOT NULL, id TEXT NOT NULL, digest BLOB NOT NULL,
    since INTEGER NOT NULL, until INTEGER);
CREATE UNIQUE INDEX items_key ON items (key) WHERE until IS NULL;
CREATE INDEX items_gone ON items (until) WHERE until IS NOT NULL;
CREATE TABLE contents (
    row INTEGER PRIMARY KEY, content BLOB NOT NULL, origin TEXT NOT NULL, crc INTEGER NOT NULL);
CREATE TABLE shown (sha BLOB NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (sha, row)) WITHOUT ROWID;
CREATE TABLE pictures (
    sha BLOB PRIMARY KEY, facts TEXT NOT NULL, source TEXT NOT NULL, copied INTEGER NOT NULL,
    pack TEXT NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL, thumb INTEGER NOT NULL, crc INTEGER NOT NULL);
CREATE TABLE rejects (
    n INTEGER PRIMARY KEY, key INTEGER NOT NULL UNIQUE, file TEXT NOT NULL, line INTEGER NOT NULL,
    reason TEXT NOT NULL, vals TEXT NOT NULL, first BLOB NOT NULL, item TEXT NOT NULL,
    picture TEXT NOT NULL, crc INTEGER NOT NULL);
CREATE TABLE answers (
    task TEXT NOT NULL, model TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL,
    crc INTEGER NOT NULL, PRIMARY KEY (task, model, id)) WITHOUT ROWID;
CREATE TABLE models (
    digest TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, crc INTEGER NOT NULL,
    PRIMARY KEY (digest, version)) WITHOUT ROWID;
CREATE TABLE files (
    path TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
    sha BLOB NOT NULL, crc INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE flux (folder TEXT PRIMARY KEY, crc INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE jobs (
    n INTEGER PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, started REAL NOT NULL,
    ended REAL NOT NULL, note TEXT NOT NULL, crc INTEGER NOT NULL);
"""

# Tables whose last column is the CRC of the others.
CHECKED = (
    "meta", "versions", "pictures", "rejects", "answers", "models", "files", "flux", "jobs",
)  # fmt: skip


def with_crc(*values: Any) -> tuple[Any, ...]:
    """A row with its checksum behind it."""
    return (*values, crc(values))


def crc(values: tuple[Any, ...]) -> int:
    """CRC-32 of the values of a row (str, int, float, bytes, None)."""
    return zlib.crc32(repr(values).encode("utf-8", "surrogatepass"))


def key_of(id: str) -> int:
    """The 64-bit key that an id is looked up by."""
    hashed = hashlib.sha256(id.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(hashed[:8], "big", signed=True)
