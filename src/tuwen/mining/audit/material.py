"""What an audit looks at: items, refused records, and the facts of pictures."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from tuwen.core.items import ImageRef, Item
from tuwen.core.records import Record, Reject

if TYPE_CHECKING:
    from tuwen.core.pictures import PictureSource


class PictureTable(NamedTuple):
    """Facts of n pictures: `sha256` list of hex; `phash`, `dhash` uint64 (n,); `format` list."""

    sha256: list[str]
    phash: np.ndarray
    dhash: np.ndarray
    format: list[str]


class Refused(NamedTuple):
    """A refused record, or a refused picture (its name) of an item that was accepted."""

    reject: Reject
    item: str = ""
    picture: str = ""


class Material(Protocol):
    """Anything an audit can look at; a collection is wrapped into one."""

    def __len__(self) -> int: ...

    def items(self) -> Iterator[Item]:
        """Every item, in the same order each time."""

    def refused(self) -> Iterator[Refused]:
        """Every record, and every picture of an accepted one, that was refused."""

    def pictures(self) -> PictureTable:
        """The facts of every accepted picture."""

    def thumbnail(self, sha256: str) -> bytes:
        """The small JPEG made at intake."""

    @property
    def source(self) -> "PictureSource | None":
        """Where bytes of pictures come from, if anywhere."""


@dataclass
class CollectionMaterial:
    """A collection, as stored."""

    collection: Any
    source: "PictureSource | None" = field(init=False)

    def __post_init__(self) -> None:
        self.source = self.collection

    def __len__(self) -> int:
        return len(self.collection)

    def items(self) -> Iterator[Item]:
        """Every item, in digest order, with a split guessed from its file where none was given."""
        return map(with_split, self.collection.items())

    def refused(self) -> Iterator[Refused]:
        """Every record, and every picture of an accepted one, that was refused."""
        yield from map(Refused, self.collection.rejects())
        for issue in self.collection.picture_issues():
            yield Refused(issue.reject, issue.item, issue.picture)

    def pictures(self) -> PictureTable:
        """The facts of every accepted picture."""
        table = self.collection.picture_table()
        return PictureTable(
            list(table["sha256"]),
            np.asarray(table["phash"], np.uint64),
            np.asarray(table["dhash"], np.uint64),
            list(table["format"]),
        )

    def thumbnail(self, sha256: str) -> bytes:
        """The small JPEG made at intake."""
        return self.collection.thumbnail(sha256)


@dataclass
class ListMaterial:
    """Items and rejects in memory; pictures of records are examined in a child process."""

    kept: list[Item]
    rejected: list[Refused]
    table: PictureTable
    thumbnails: Mapping[str, bytes] = field(default_factory=dict)
    source: "PictureSource | None" = None

    def __len__(self) -> int:
        return len(self.kept)

    def items(self) -> Iterator[Item]:
        """Every item, as given."""
        return iter(self.kept)

    def refused(self) -> Iterator[Refused]:
        """Every record and picture that was refused."""
        return iter(self.rejected)

    def pictures(self) -> PictureTable:
        """The facts of every accepted picture."""
        return self.table

    def thumbnail(self, sha256: str) -> bytes:
        """The small JPEG made when the picture was examined."""
        return self.thumbnails[sha256]


class _Bytes:
    """Pictures of records, read again from where they stand."""

    def __init__(self) -> None:
        self.by_sha: dict[str, Any] = {}

    def picture_bytes(self, sha256: str) -> bytes:
        return self.by_sha[sha256].read()


def material_of(source: Any) -> Material:
    """A collection, or an iterable of items, records and rejects, as material."""
    if hasattr(source, "picture_table"):
        return CollectionMaterial(source)
    items: list[Item] = []
    rejects: list[Refused] = []
    records: list[tuple[int, Record]] = []
    for each in source:
        if isinstance(each, Reject):
            rejects.append(Refused(each))
            continue
        item = each.item if isinstance(each, Record) else each
        if isinstance(each, Record) and each.pictures:
            records.append((len(items), each))
        items.append(with_split(item.named()))
    if not records:
        return ListMaterial(items, rejects, _table({}))
    return _examined(items, rejects, records)


def _examined(
    items: list[Item], rejects: list[Refused], records: list[tuple[int, Record]]
) -> ListMaterial:
    """Pass the records' pictures through intake; refused ones become rejects."""
    from tuwen.image.facts import Examined
    from tuwen.image.safe import Intake

    source, facts, thumbnails = _Bytes(), {}, {}
    pictures = [(row, picture) for row, record in records for picture in record.pictures]
    refs: dict[int, list[ImageRef]] = {}
    with Intake() as intake:
        given = ((i, p.path or p.read()) for i, (_, p) in enumerate(pictures))
        for number, found in intake.examine_many(given):
            row, picture = pictures[number]
            if isinstance(found, Examined):
                facts[found.sha256] = found.to_json()
                thumbnails[found.sha256] = found.thumbnail
                source.by_sha[found.sha256] = picture
                refs.setdefault(row, []).append(ImageRef(found.sha256, picture.name))
            else:
                reject = Reject(picture.name, 0, found.reason, found.values, found.first_bytes)
                rejects.append(Refused(reject, items[row].id, picture.name))
    for row, images in refs.items():
        items[row] = replace(items[row], images=(*items[row].images, *images))
    return ListMaterial(items, rejects, _table(facts), thumbnails, source)


def _table(facts: Mapping[str, Mapping[str, Any]]) -> PictureTable:
    every = list(facts.values())
    return PictureTable(
        list(facts),
        np.array([int(each["phash"], 16) for each in every], np.uint64),
        np.array([int(each["dhash"], 16) for each in every], np.uint64),
        [each["format"] for each in every],
    )


_SPLIT = re.compile(
    r"(?:^|[^a-z])(train|training|test|testing|dev|val|valid|validation)(?:[^a-z]|$)"
)
_SPLITS = {
    "training": "train",
    "testing": "test",
    "val": "dev",
    "valid": "dev",
    "validation": "dev",
}


@lru_cache(1024)  # many items come from one file
def guess_split(path: str) -> str:
    """Gives "train", "dev" or "test" where a file name or a folder above it says so, else ""."""
    for part in reversed(PurePath(path.replace("\\", "/")).parts):
        if found := _SPLIT.search(part.lower()):
            return _SPLITS.get(found[1], found[1])
    return ""


def with_split(item: Item) -> Item:
    """The item with the split that its file's name tells, where it has none of its own."""
    if item.split or not item.origin.file:
        return item
    split = guess_split(item.origin.file)
    return replace(item, split=split) if split else item


def as_split(items: Iterable[Item | Record], split: str) -> Iterator[Item | Record]:
    """The items, each standing in `split`: for two sources given as train and test."""
    for each in items:
        if isinstance(each, Record):
            yield Record(replace(each.item, split=split), each.pictures)
        else:
            yield replace(each, split=split)
