"""Removing items: their rows, originals, vectors, words, thumbnails and whatever shows them."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from tuwen.store import vectors
from tuwen.store.batch import write_version
from tuwen.store.database import Database
from tuwen.store.rows import digest_sum
from tuwen.store.schema import key_of, with_crc
from tuwen.store.vectors import VectorSpace

if TYPE_CHECKING:
    from tuwen.store.collection import Collection

# What was computed over all items may show any of them, and is made again by mining.
_SHOWS_ITEMS = ("findings", "folder", "page", "fulltext")
_CHUNK = 500


class Removal(NamedTuple):
    """Ids erased, ids that were not there, and the models that have seen an erased item."""

    removed: tuple[str, ...]
    missing: tuple[str, ...]
    models_seen: tuple[str, ...]


def remove(collection: "Collection", ids: Sequence[str]) -> Removal:
    """Erase items with all their versions; the bytes are gone from every file on return."""
    wanted = list(dict.fromkeys(ids))
    held = _held(collection, wanted)
    found = [id for id in wanted if id in held]
    missing = tuple(id for id in wanted if id not in held)
    if not found:
        return Removal((), missing, ())
    rows = [row for id in found for row, *_ in held[id]]
    seen = _models(collection, found, held)
    packs = _packs_without(collection, rows)
    with collection.db.transaction():
        _erase_rows(collection, found, held)
        orphans = _orphans(collection)
        collection.db.many("DELETE FROM pictures WHERE sha = ?", [(sha,) for sha in orphans])
    collection.refresh()
    for sha in orphans:
        collection.pictures.original(sha.hex()).unlink(missing_ok=True)
    _rewrite_packs(collection, packs)
    _erase_derived(collection, rows)
    # Pages that were freed, moved or half empty still hold old bytes: write the file anew.
    collection.db.run("VACUUM")
    collection.db.checkpoint()
    return Removal(tuple(found), missing, seen)


def _held(
    collection: "Collection", ids: Sequence[str]
) -> dict[str, list[tuple[int, bytes, int, int | None]]]:
    """Every version of each id that is there: (row, digest, since, until)."""
    held: dict[str, list[tuple[int, bytes, int, int | None]]] = {}
    names = {key_of(id): id for id in ids}
    query = (
        "SELECT key, id, row, digest, since, until FROM items"
        " WHERE key IN (SELECT value FROM json_each(?)) ORDER BY row"
    )
    keys = list(names)
    for start in range(0, len(keys), _CHUNK):
        for key, id, *version in collection.db.rows(
            query, json.dumps(keys[start : start + _CHUNK])
        ):
            if names.get(key) == id:
                held.setdefault(id, []).append(tuple(version))
    return {id: rows for id, rows in held.items() if any(row[3] is None for row in rows)}


def _models(collection: "Collection", ids: Sequence[str], held: dict) -> tuple[str, ...]:
    """Registered models fitted on a version that held one of the items, and those that answered."""
    spans = [(since, until) for id in ids for _, _, since, until in held[id]]
    seen = {
        f"{name} ({digest[:12]})"
        for digest, name, version in collection.models()
        if any(since <= version and (until is None or version < until) for since, until in spans)
    }
    query = "SELECT DISTINCT task, model FROM answers WHERE id IN (SELECT value FROM json_each(?))"
    seen |= {f"{task} ({model[:12]})" for task, model in collection.db.rows(query, json.dumps(ids))}
    return tuple(sorted(seen))


def _erase_rows(collection: "Collection", ids: Sequence[str], held: dict) -> None:
    db = collection.db
    versions = [version for id in ids for version in held[id]]
    rows = [(version[0],) for version in versions]
    for table in ("items", "contents", "shown"):
        db.many(f"DELETE FROM {table} WHERE row = ?", rows)
    for table, column in (("answers", "id"), ("rejects", "item")):
        db.many(f"DELETE FROM {table} WHERE {column} = ?", [(id,) for id in ids])
    _correct_versions(db, versions)
    # The rows are out of every version already; this one only says that something happened.
    write_version(db, [], [])


def _correct_versions(db: Database, gone: Sequence[tuple[int, bytes, int, int | None]]) -> None:
    """Take the erased rows out of what every version adds up to."""
    corrected = []
    for version, n, next_row, total, seconds in db.checked("versions"):
        mine = [d for _, d, s, u in gone if s <= version and (u is None or version < u)]
        rest = (int.from_bytes(total, "little") - digest_sum(b"".join(mine))) % (1 << 256)
        row = (version, n - len(mine), next_row, rest.to_bytes(32, "little"), seconds)
        corrected.append(with_crc(*row))
    db.many("INSERT OR REPLACE INTO versions VALUES (?, ?, ?, ?, ?, ?)", corrected)


def _orphans(collection: "Collection") -> list[bytes]:
    query = (
        "SELECT sha FROM pictures p WHERE NOT EXISTS (SELECT 1 FROM shown s WHERE s.sha = p.sha)"
    )
    return [sha for (sha,) in collection.db.rows(query)]


def _packs_without(collection: "Collection", rows: Sequence[int]) -> set[str]:
    """Packs that hold a thumbnail of the items' pictures."""
    query = (
        "SELECT DISTINCT p.pack FROM pictures p JOIN shown s ON s.sha = p.sha"
        " WHERE s.row IN (SELECT value FROM json_each(?))"
    )
    return {pack for (pack,) in collection.db.rows(query, json.dumps(list(rows)))}


def _rewrite_packs(collection: "Collection", packs: set[str]) -> None:
    for row in collection.drawer.registered("thumbnails"):
        if row.path in packs:
            collection.pictures.repack(row)


def _erase_derived(collection: "Collection", rows: Sequence[int]) -> None:
    from tuwen.store.tokens import TokenStore

    store = TokenStore(collection)
    if store.segments:
        store.erase(rows)
    for space, size in vectors.spaces(collection).items():
        VectorSpace(collection, space, size).erase(rows)
    collection.drawer.drop(_SHOWS_ITEMS)
