"""repair: what `verify` found, made again from what is sound. Nothing is deleted for good."""

from pathlib import Path

from tuwen.core import files
from tuwen.core.errors import DamagedData
from tuwen.image.facts import Examined
from tuwen.store import database, lock, seal
from tuwen.store.collection import Collection
from tuwen.store.derived import FileRow
from tuwen.store.lock import WriterLock
from tuwen.store.salvage import salvage
from tuwen.store.verify import Damage

_OWN = ("tokens", "words", "fulltext")  # made again from the items


def mend(root: Path, found: Damage) -> tuple[list[str], list[str], list[str]]:
    """Repair; returns (rebuilt, to be made again by mining, lost)."""
    rebuilt = [lock.NAME] if found.lock else []
    rebuilt += [seal.NAME] if found.seal else []
    lost: list[str] = []
    held = WriterLock(root)
    try:
        if found.database:
            lost += salvage(root)
            if database.NAME in lost:
                return rebuilt, [], lost
            rebuilt.append(database.NAME)
        seal.write_open(root)
    finally:
        held.release()
    again: list[str] = []
    with Collection.open(root, write=True) as collection:
        lost += _originals(collection, found, rebuilt)
        _files(collection, found.files, rebuilt, again)
    return rebuilt, again, lost


def _originals(collection: Collection, found: Damage, rebuilt: list[str]) -> list[str]:
    """Copy back from where a picture once came, if it still lies there."""
    lost = []
    for sha, path in found.originals:
        source = Path(collection.pictures.row(sha)[2] or path)
        if source != path and source.is_file() and files.sha256_file(source) == sha:
            path.parent.mkdir(parents=True, exist_ok=True)
            files.write_bytes(path, source.read_bytes())
            rebuilt.append(_shown(collection.path, path))
        else:
            lost.append(_shown(collection.path, path))
    return lost


def _shown(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _files(
    collection: Collection, rows: list[FileRow], rebuilt: list[str], again: list[str]
) -> None:
    kinds = {row.kind for row in rows}
    for row in rows:
        if row.kind == "thumbnails":
            _thumbnails(collection, row)
        (rebuilt if row.kind in (*_OWN, "thumbnails") else again).append(row.path)
    drawer = collection.drawer
    if kinds & set(_OWN):
        drawer.drop(_OWN)
        collection.tokens()
    # Findings build on one another: where one is gone, all are made again.
    if kinds & {"findings", "folder"}:
        drawer.drop(("findings", "folder"))
    drawer.replace([row for row in rows if row.kind in ("vectors", "page")], [])


def _thumbnails(collection: Collection, pack: FileRow) -> None:
    """Examine the originals once more; one that is lost keeps no thumbnail."""
    from tuwen.image.safe import Intake

    pictures = collection.pictures
    shas = [row[0].hex() for row in collection.db.checked("pictures", "WHERE pack = ?", pack.path)]
    made: dict[str, bytes] = {}
    with Intake() as intake:
        for sha in shas:
            try:
                found = intake.examine(pictures.read(sha))
            except DamagedData:
                continue
            if isinstance(found, Examined):
                made[sha] = found.thumbnail
    pictures.repack(pack, made)
