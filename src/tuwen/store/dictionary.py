"""The user's own words of a collection: kept with it, and used by mining, index and queries alike."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tuwen.store.schema import with_crc
from tuwen.text.segment import Segmenter

if TYPE_CHECKING:
    from tuwen.store.collection import Collection

FACT = "dictionary"  # in the table of facts: the words
REPORT = "dictionary"  # among the findings: what became of each
_SEGMENTED = ("tokens", "words", "fulltext")


def words(collection: "Collection") -> tuple[str, ...]:
    """The words kept with a collection; none unless some were given."""
    for name, value in collection.db.checked("meta"):
        if name == FACT:
            return tuple(json.loads(value))
    return ()


def give(collection: "Collection", entries: Sequence[str]) -> bool:
    """Keep `entries` from now on; returns whether that changed anything.

    If so, what was segmented before is forgotten, and made again when it is next needed. Raises
    UsageError for an entry without a letter, digit or emoji, or for a collection open for reading.
    """
    collection.expect_writer()
    kept = tuple(dict.fromkeys(entries))
    if kept == words(collection):
        return False
    Segmenter(kept)
    row = with_crc(FACT, json.dumps(kept, ensure_ascii=False))
    with collection.db.transaction():
        collection.db.run("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", *row)
    collection.drawer.drop(_SEGMENTED)
    return True


def segmenter(collection: "Collection") -> Segmenter:
    """The segmenter of a collection."""
    return Segmenter(words(collection))


def tell(collection: "Collection", used: Segmenter) -> None:
    """Add what became of the entries in newly segmented items to the findings."""
    rows = {row.word: row._asdict() for row in used.report()}
    if not rows:
        return
    for old in (collection.findings(REPORT) or {}).get("entries", []):
        new = rows.get(old["word"])
        if new is not None and old["n_found"]:
            new["n_found"] += old["n_found"]
            new["n_fired"] += old["n_fired"]
            if new["reason"] in ("absent", "fired"):
                new["reason"], new["instead"] = old["reason"], old["instead"]
    n_fired = sum(row["n_fired"] > 0 for row in rows.values())
    value = {"n_entries": len(rows), "n_fired": n_fired, "entries": list(rows.values())}
    collection.save_findings(REPORT, value)
