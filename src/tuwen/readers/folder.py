"""A folder or an archive: its tables with the pictures they name, then texts and pictures left."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from tuwen.core.errors import Refused, TuwenError, UnknownName
from tuwen.core.records import Reader, Record, Reject
from tuwen.readers.archive import open_archive
from tuwen.readers.blobs import Blob, shown, unzipped
from tuwen.readers.formats import TABLE_FORMATS, TABLES, format_of
from tuwen.readers.options import ReadOptions
from tuwen.readers.pictured import Pictured, stem
from tuwen.readers.pictures import Pictures
from tuwen.readers.places import Places
from tuwen.readers.table import TableReader
from tuwen.readers.texts import TextFile
from tuwen.readers.tree import Tree

# Files about the data rather than data, where tables hold the data.
_ABOUT = re.compile(
    r"(readme|license|licence|copying|changelog|citation|notice)([._\-\s].*)?", re.I
)
_SHOWN_TABLES = 8


class Folder(Reader):
    """Everything readable below one root, each file once: as a table, a text, or a picture."""

    def __init__(self, tree: Tree, options: ReadOptions, name: str) -> None:
        """`name` stands before the paths that name texts and pictures, as ids: two folders may
        each hold an img_1.jpg, and a collection both folders."""
        self.tree, self.options, self.name = tree, options, name
        self._named = replace(options, id_prefix=f"{options.id_prefix}{shown(name)}/")
        self._n_tables, self._places = 0, Places([], beside_tables=False)

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
                    if (label := self._places.label(name))
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
            yield from self._told(partial(self._table, name, used), name)
        yield from self._rest(kinds, used)
        for name in kinds["archive"]:
            yield from self._told(partial(self._archive, name), name)

    def _archive(self, name: str) -> "Folder":
        """An archive in a folder; one inside another archive is not unpacked."""
        path = self.tree.blob(name).path
        if path is None:
            raise Refused("reject_nested")
        return Folder(open_archive(path, self.options), self._named, name)

    def _told(self, opened: Callable[[], Reader], name: str) -> Iterator[Record | Reject]:
        """What a reader gives; a file that fails as a whole is one reject, the others go on."""
        try:
            yield from opened()
        except TuwenError as error:
            if isinstance(error, UnknownName) and self._n_tables == 1:
                raise  # what was asked for fits nothing here
            yield Reject(shown(name), 0, error.key, error.values)

    def _kinds(self) -> dict[str, list[str]]:
        """Names by what is done with them."""
        kinds: dict[str, list[str]] = {
            kind: []
            for kind in ("table", "text", "picture", "archive", "sidecar", "about", "unknown")
        }
        names = self.tree.names()
        formats = {name: format_of(name) for name in names}
        pictured = {stem(name) for name in names if formats[name] == "picture"}
        has_tables = any(
            kind in TABLE_FORMATS and not (kind == "json" and stem(name) in pictured)
            for name, kind in formats.items()
        )
        about = ("text", "") if has_tables else ("",)
        for name, kind in formats.items():
            if kind in ("json", "text") and stem(name) in pictured:
                kinds["sidecar"].append(name)
            elif kind in TABLE_FORMATS:
                kinds["table"].append(name)
            elif kind in about and _ABOUT.fullmatch(PurePosixPath(name).name):
                kinds["about"].append(name)
            elif kind in ("text", "picture", "archive"):
                kinds[kind].append(name)
            else:
                kinds["unknown"].append(name)
        self._n_tables = len(kinds["table"])
        self._places = Places([*kinds["text"], *kinds["picture"]], bool(kinds["table"]))
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
            sidecars.setdefault(stem(name), []).append(name)
        groups: dict[str, list[str]] = {}
        for name in kinds["picture"]:
            if name not in used:
                key = stem(name)
                groups.setdefault(key if key in sidecars else name, []).append(name)
        expected = self._expected_encoding(kinds["text"])
        for name in kinds["text"]:
            yield from self._told(partial(self._text, name, expected), name)
        for key, names in groups.items():
            yield from Pictured(
                self.tree,
                self._named,
                names,
                beside=sidecars.get(key, []),
                places=self._places,
                expected=expected,
            )
        for key in sidecars.keys() - groups.keys():  # their pictures belong to a table's row
            for name in sidecars[key]:
                if format_of(name) == "text":
                    yield from self._told(partial(self._text, name, expected), name)
                else:
                    yield from self._told(partial(self._table, name), name)

    def _expected_encoding(self, names: list[str]) -> str:
        """The encoding that the texts of this folder are surely in, where it is one."""
        found: Counter[str] = Counter()
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
        blob = unzipped(self.tree.blob(name), self.options.max_unpacked)
        return TextFile(
            blob,
            self._named,
            Pictures(self.tree, blob.folder),
            facts=self._places.of(name),
            expected=expected,
        )


def _table_name(blob: Blob) -> str:
    """A table's name for its ids: its path, or its folder's where it is called metadata."""
    path = PurePosixPath(blob.name).with_suffix("")
    return str(path.parent if path.name == "metadata" and blob.folder else path)
