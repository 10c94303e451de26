"""Items as rows: packed on the way in, checked against their digest on the way out."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from tuwen.core.items import Item, Origin, item_from_content
from tuwen.store.database import Database
from tuwen.store.schema import key_of

_ORIGIN = Origin()
_quoted = lru_cache(256)(json.encoder.encode_basestring)  # type: ignore[attr-defined]
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SELECT = (
    "SELECT i.row, i.id, i.digest, c.content, c.origin, c.crc, i.key"
    " FROM items i JOIN contents c ON c.row = i.row WHERE i.row IN (SELECT value FROM json_each(?))"
)


class Packed(NamedTuple):
    """An item ready for the tables."""

    id: str
    key: int
    digest: bytes
    content: bytes
    origin: str
    crc: int
    images: tuple[bytes, ...]


def pack(item: Item) -> Packed:
    """`item` as values of its rows; raises ValueError or TypeError where JSON cannot hold it."""
    id, content = item.packed()
    digest = hashlib.sha256(content).digest()
    origin = _origin_text(item.origin)
    check = zlib.crc32(origin.encode("utf-8", "surrogatepass"))
    images = tuple({bytes.fromhex(image.sha256): None for image in item.images})
    return Packed(id, key_of(id), digest, content, origin, check, images)


def _origin_text(origin: Origin) -> str:
    """The place as JSON; most are a file and a line, written without the general encoder."""
    file, line, page, box = origin
    if page or box:
        return _dump(origin)
    return f"[{_quoted(file)},{line},0,[]]" if file or line else ""


def unpack(db: Database, row: tuple[Any, ...]) -> Item:
    """The item of a row of `_SELECT`; raises DamagedData where any of it was changed."""
    number, id, digest, content, origin, check, key = row
    whole = (
        isinstance(content, bytes)
        and hashlib.sha256(content).digest() == digest
        and zlib.crc32(origin.encode("utf-8", "surrogatepass")) == check
        and key_of(id) == key
    )
    if not whole:
        raise db.damaged(f"item {id!r} (row {number})")
    value = json.loads(content.decode("utf-8", "surrogatepass"))
    if value.pop("id", digest.hex()) != id:
        raise db.damaged(f"item {id!r} (row {number})")
    return item_from_content(id, value, _origin(origin) if origin else _ORIGIN)


def _origin(text: str) -> Origin:
    file, line, page, box = json.loads(text)
    return Origin(file, line, page, tuple(box))


def read(db: Database, rows: Iterable[int]) -> Iterator[Item]:
    """The items of `rows`, in that order; raises DamagedData for one that is damaged or gone."""
    wanted = [int(row) for row in rows]
    found = {row[0]: row for row in db.rows(_SELECT, json.dumps(wanted))}
    for number in wanted:
        if number not in found:
            raise db.damaged(f"row {number} is missing")
        yield unpack(db, found[number])


def digest_sum(digests: bytes | np.ndarray) -> int:
    """The sum, modulo 2^256, of 32-byte little-endian numbers: what a version's rows add up to."""
    parts = np.frombuffer(digests, "<u4").reshape(-1, 8).sum(axis=0, dtype=np.uint64)
    return sum(int(part) << (32 * i) for i, part in enumerate(parts)) % (1 << 256)
