"""What `tuwen info` says of a collection."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from tuwen.store import database

if TYPE_CHECKING:
    from tuwen.store.collection import Collection


def describe(collection: "Collection") -> dict[str, Any]:
    """Counts, hash, sizes, findings and the last jobs, as plain JSON values."""
    db, path = collection.db, collection.path
    ((n_pictures,),) = db.rows("SELECT count(*) FROM pictures")
    rejects = collection.rejects()
    files = collection.drawer.registered()
    sizes: Counter[str] = Counter()
    for row in files:
        sizes[row.kind] += row.size
    return {
        "path": str(path),
        "items": len(collection),
        "hash": collection.hash,
        "version": collection.version,
        "pictures": n_pictures,
        "linked": collection.link,
        "rejected": len(rejects),
        "rejected_by_reason": dict(Counter(reject.reason for reject in rejects).most_common()),
        "picture_issues": len(collection.picture_issues()),
        "findings": collection.findings_names(),
        "bytes": {"database": (path / database.NAME).stat().st_size, **dict(sorted(sizes.items()))},
        "jobs": [{k: job[k] for k in ("kind", "state", "note")} for job in collection.jobs.last(3)],
    }
