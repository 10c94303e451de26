"""A folder or an archive: its tables with the pictures they name, then texts and pictures left."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from tuwen.core.errors import TuwenError
from tuwen.core.items import Item, Origin
from tuwen.core.records import Reader, Record, Reject
from tuwen.readers.archive import open_archive
from tuwen.readers.blobs import Blob, shown, unzipped
from tuwen.readers.formats import TABLES, format_of
from tuwen.readers.jsonl import BadJson, parse
from tuwen.readers.options import ReadOptions
from tuwen.readers.pictures import Pictures
from tuwen.readers.roles import assign, split_name
from tuwen.readers.rows import RowMaker
from tuwen.readers.table import TableReader
from tuwen.readers.texts import TextFile
from tuwen.readers.tree import BadPicture, Tree

# Folder names that say what lies in them, not what class it is of.
_GENERIC = frozenset(
    "images image imgs img pictures pics photos photo picture data dataset files media assets "
    "texts text txt docs documents articles items all 图片 照片 图像 文本 数据 文章".split()
)
# Files about the data rather than data, where tables hold the data.
_ABOUT = re.compile(
    r"(readme|license|licence|copying|changelog|citation|notice)([._\-\s].*)?", re.I
)
_SHOWN_TABLES = 8


class SinglePicture(Reader):
    """A picture given by itself, with the text or JSON of the same stem beside it."""

    def __init__(self, tree: Tree, name: str, options: ReadOptions) -> None:
        """`name` is the picture's in `tree`."""
        self.tree, self.name, self.options = tree, name, options

    def describe(self) -> dict[str, Any]:
        """Its format and name."""
        return {"format": "picture", "file": shown(self.name)}

    def __iter__(self) -> Iterator[Record | Reject]:
        """One record or one reject."""
        stem = _stem(self.name)
        beside = [stem + suffix for suffix in (".txt", ".json") if self.tree.has(stem + suffix)]
        yield Folder(self.tree, self.options, self.name).pictured([self.name], beside, "")


class Folder(Reader):
    """Everything readable below one root, each file once: as a table, a text, or a picture."""

    def __init__(self, tree: Tree, options: ReadOptions, name: str) -> None:
        """`name` is shown in descriptions."""
        self.tree, self.options, self.name = tree, options, name
        self._n_tables, self._common = 0, 0

    def describe(self) -> dict[str, Any]:
        """Files by format, the first tables in full, what is ignored and refused."""
        kinds = self._kinds()
        tables = [self._described(name) for name in kinds["table"][:_SHOWN_TABLES]]
        return {
            "format": "folder",
            "file": self.name,
            "files": {kind: len(names) for kind, names in kinds.items() if names},
            "ignored": kinds["about"][:20],
            "refused": len(self.tree.rejects()) + len(kinds["unknown"]),
            "tables": tables,
            "roles": tables[0].get("roles", {}) if tables else {},
            "classes": dict(
                Counter(
                    label
                    for name in (*kinds["picture"], *kinds["text"])
                    if (label := self._place(name).get("label"))
                )
            ),
        }

    def _described(self, name: str) -> dict[str, Any]:
        try:
            return self._table(name).describe()
        except TuwenError as error:
            return {"file": shown(name), "error": error.key, "values": error.values}

    def __iter__(self) -> Iterator[Record | Reject]:
        """Tables first, then texts and pictures that no table names."""
        kinds = self._kinds()
        yield from self.tree.rejects()
        for name in kinds["unknown"]:
            yield Reject(shown(name), 0, "reject_format")
        used: set[str] = set()
        for name in kinds["table"]:
            yield from self._told(self._table(name, used), name)
        yield from self._rest(kinds, used)
        for name in kinds["archive"]:
            yield from self._archive(name)

    def _archive(self, name: str) -> Iterator[Record | Reject]:
        """An archive in a folder; one inside another archive is not unpacked."""
        path = self.tree.blob(name).path
        if path is None:
            yield Reject(shown(name), 0, "reject_nested")
            return
        try:
            inside = Folder(open_archive(path, self.options), self.options, name)
        except TuwenError as error:
            yield Reject(shown(name), 0, error.key, error.values)
            return
        yield from inside

    def _told(self, reader: Reader, name: str) -> Iterator[Record | Reject]:
        """What a reader gives; a file that fails as a whole is one reject, the others go on."""
        try:
            yield from reader
        except TuwenError as error:
            yield Reject(shown(name), 0, error.key, error.values)

    def _kinds(self) -> dict[str, list[str]]:
        """Names by what is done with them."""
        kinds: dict[str, list[str]] = {
            kind: []
            for kind in ("table", "text", "picture", "archive", "sidecar", "about", "unknown")
        }
        names = self.tree.names()
        formats = {name: format_of(name) for name in names}
        pictured = {_stem(name) for name in names if formats[name] == "picture"}
        has_tables = any(
            kind in _TABLES and not (kind == "json" and _stem(name) in pictured)
            for name, kind in formats.items()
        )
        about = ("text", "") if has_tables else ("",)
        for name, kind in formats.items():
            if kind in ("json", "text") and _stem(name) in pictured:
                kinds["sidecar"].append(name)
            elif kind in _TABLES:
                kinds["table"].append(name)
            elif kind in about and _ABOUT.fullmatch(PurePosixPath(name).name):
                kinds["about"].append(name)
            elif kind in ("text", "picture", "archive"):
                kinds[kind].append(name)
            else:
                kinds["unknown"].append(name)
        self._n_tables = len(kinds["table"])
        self._common = _common_folder([*kinds["text"], *kinds["picture"]])
        return kinds

    def _table(self, name: str, used: set[str] | None = None) -> TableReader:
        blob = unzipped(self.tree.blob(name), self.options.max_unpacked)
        pictures = Pictures(self.tree, blob.folder, set() if used is None else used)
        # Ids are unique within a table only: emoji of two vendors, train and test.
        prefix = f"{_table_name(blob)}/" if self._n_tables > 1 else ""
        reader: TableReader = TABLES[format_of(name)](
            blob, self.options, pictures, id_prefix=prefix
        )
        return reader

    def _rest(self, kinds: dict[str, list[str]], used: set[str]) -> Iterator[Record | Reject]:
        sidecars: dict[str, list[str]] = {}
        for name in kinds["sidecar"]:
            sidecars.setdefault(_stem(name), []).append(name)
        groups: dict[str, list[str]] = {}
        for name in kinds["picture"]:
            if name not in used:
                key = _stem(name)
                groups.setdefault(key if key in sidecars else name, []).append(name)
        expected = self._expected_encoding(kinds["text"])
        for name in kinds["text"]:
            yield from self._told(self._text(name, expected), name)
        for key, names in groups.items():
            yield self.pictured(names, sidecars.get(key, []), expected)
        for key in sidecars.keys() - groups.keys():  # their pictures belong to a table's row
            for name in sidecars[key]:
                if format_of(name) == "text":
                    yield from self._told(self._text(name, expected), name)
                else:
                    yield from self._told(self._table(name), name)

    def _expected_encoding(self, names: list[str]) -> str:
        """The encoding that the texts of this folder are surely in, where it is one."""
        found = Counter()
        for name in names[:50]:
            try:
                guess = self._text(name, "").guess()
            except TuwenError:
                continue
            if guess.sure and guess.encoding != "ascii":
                found[guess.encoding] += 1
        top = found.most_common(2)
        return top[0][0] if top and (len(top) == 1 or top[0][1] >= 10 * top[1][1]) else ""

    def _text(self, name: str, expected: str) -> TextFile:
        blob = self.tree.blob(name)
        place = self._place(name)
        facts: dict[str, Any] = {"split": place.get("split", "")}
        if label := place.get("label"):
            facts["targets"] = {"label": label}
        if folder := place.get("folder"):
            facts["meta"] = {"folder": folder}
        return TextFile(
            blob, self.options, Pictures(self.tree, blob.folder), facts=facts, expected=expected
        )

    def pictured(self, names: list[str], beside: list[str], expected: str) -> Record | Reject:
        """A picture, or several of one stem, with the text or JSON of the same stem."""
        place, first = self._place(names[0]), shown(names[0])
        fields: dict[str, str] = {}
        row: dict[str, Any] = {}
        for name in beside:
            if format_of(name) == "json":
                try:
                    row |= self._sidecar(name)
                except (BadJson, TuwenError) as error:
                    return Reject(shown(name), 1, getattr(error, "key", str(error)))
                continue
            record = self._text(name, expected).read()
            if isinstance(record, Reject):
                return record
            fields |= record.item.fields
        try:
            pictures = [self.tree.picture(name, name) for name in names]
        except BadPicture as bad:
            return Reject(first, 0, bad.reason, bad.values)
        targets = {"label": place["label"]} if place.get("label") else {}
        item = Item(
            id=self.options.id_prefix + first,
            fields=fields,
            targets=targets,
            split=place.get("split", ""),
            meta={"folder": place["folder"]} if place.get("folder") else {},
            origin=Origin(first, 0),
        )
        item = _merged(item, row, self.options, Pictures(self.tree)) if row else item
        return Record(item, tuple(pictures))

    def _sidecar(self, name: str) -> dict[str, Any]:
        with self.tree.blob(name).open() as stream:
            data = stream.read(self.options.max_record + 1)
        if len(data) > self.options.max_record:
            raise BadJson("reject_too_long")
        try:
            row = parse(data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise BadJson("reject_encoding") from error
        if not isinstance(row, dict):
            raise BadJson("reject_json_no_object")
        return row

    def _place(self, name: str) -> dict[str, str]:
        """What the folders above a file say: split, label, or just a folder."""
        parts = list(PurePosixPath(shown(name)).parts[self._common : -1])
        found: dict[str, str] = {}
        while parts and (split := split_name(parts[0])) or parts and parts[0].lower() in _GENERIC:
            if split:
                found["split"] = split
            parts.pop(0)
        while parts and parts[-1].lower() in _GENERIC:
            parts.pop()
        if parts:
            path = "/".join(parts)
            # Beside a table the folders are its own order; dates are no classes either.
            told = self._n_tables > 0 or re.fullmatch(r"[\d\-_./年月日]+", path)
            found["folder" if told else "label"] = path
        return found


_TABLES = frozenset(("csv", "jsonl", "json", "parquet", "xlsx"))


def _common_folder(names: list[str]) -> int:
    """How many folders all `names` lie in: they tell nothing apart."""
    if not names:
        return 0
    first, last = PurePosixPath(min(names)).parts[:-1], PurePosixPath(max(names)).parts[:-1]
    depth = 0
    while depth < min(len(first), len(last)) and first[depth] == last[depth]:
        depth += 1
    while depth and split_name(first[depth - 1]):
        depth -= 1
    return depth


def _stem(name: str) -> str:
    return str(PurePosixPath(name).with_suffix(""))


def _table_name(blob: Blob) -> str:
    """A table's name for its ids: its path, or its folder's where it is called metadata."""
    path = PurePosixPath(blob.name).with_suffix("")
    return str(path.parent if path.name == "metadata" and blob.folder else path)


def _merged(item: Item, row: dict[str, Any], options: ReadOptions, pictures: Pictures) -> Item:
    """`item` with what a JSON file beside its picture says; the JSON's own words win."""
    plan = assign(list(row), [row], {})
    kept = {name: to for name, to in plan.items() if to.role not in ("image", "id")}
    told = RowMaker(
        file=item.origin.file, plan=kept, options=options, pictures=pictures
    ).from_mapping({name: row[name] for name in kept}, 0, "")
    if isinstance(told, Reject):
        return item
    other = told.item
    return Item(
        id=str(row.get("id") or item.id),
        fields={**item.fields, **other.fields},
        languages=other.languages,
        targets={**item.targets, **other.targets},
        time=other.time,
        place=other.place,
        group=other.group,
        split=other.split or item.split,
        meta={**item.meta, **other.meta},
        origin=item.origin,
    )
