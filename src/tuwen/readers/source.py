"""The way in: a path → a reading of it, whatever it is."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tuwen.core.errors import NotFound, Refused, TuwenError, UsageError
from tuwen.core.records import Reader, Record, Reject
from tuwen.readers.archive import open_archive
from tuwen.readers.blobs import file_blob, shown, unzipped
from tuwen.readers.folder import Folder
from tuwen.readers.formats import TABLE_FORMATS, TABLES, format_of, format_of_bytes
from tuwen.readers.options import ReadOptions
from tuwen.readers.pictured import Pictured, stem
from tuwen.readers.pictures import Pictures
from tuwen.readers.texts import TextFile
from tuwen.readers.tree import FolderTree


class Reading(Reader):
    """A source that can be described, and iterated as often as needed."""

    def __init__(self, path: Path, reader: Reader) -> None:
        """`reader` reads what `path` holds."""
        self.path, self._reader = path, reader

    def describe(self) -> dict[str, Any]:
        """Format, encoding with alternatives, columns, roles, first rows."""
        return {"path": shown(str(self.path)), **self._reader.describe()}

    def __iter__(self) -> Iterator[Record | Reject]:
        """Every row exactly once, as a record or as a reject.

        A source that breaks after some rows ends with a reject; one that gives none raises.
        """
        given = False
        try:
            for row in self._reader:
                given = True
                yield row
        except TuwenError as error:
            if not given:
                raise
            yield Reject(shown(self.path.name), 0, error.key, error.values)


def open_source(path: str | os.PathLike[str], options: ReadOptions | None = None) -> Reading:
    """A reading of a folder, a table, an archive, a text or a picture.

    Raises NotFound where nothing is there, Refused for what is no regular file, UsageError for a
    format that is not read. A bad row never raises; it comes as a Reject.
    """
    options = options or ReadOptions()
    where = Path(path)
    try:
        is_folder, is_file, exists = where.is_dir(), where.is_file(), os.path.lexists(where)
    except (OSError, ValueError) as error:
        raise NotFound("no_source", path=str(path)) from error
    if is_folder:
        tree = FolderTree(where, options.follow_links)
        return Reading(where, Folder(tree, options, where.resolve().name))
    if not exists:
        raise NotFound("no_source", path=str(path))
    if not is_file:
        raise Refused("source_not_a_file", path=str(path))
    return Reading(where, _file_reader(where, options))


def _file_reader(path: Path, options: ReadOptions) -> Reader:
    packed = file_blob(path)
    tree = FolderTree(path.parent, options.follow_links)
    kind = format_of(path.name)
    if kind == "archive":
        return Folder(open_archive(path, options), options, path.name)
    if kind == "picture":
        beside = [name for end in (".txt", ".json") if tree.has(name := stem(path.name) + end)]
        return Pictured(tree, options, [path.name], beside=beside)
    blob = unzipped(packed, options.max_unpacked)
    kind = kind or format_of_bytes(blob)
    if kind == "text":
        return TextFile(blob, options, Pictures(tree))
    if kind not in TABLE_FORMATS:
        raise UsageError("format_unknown", path=path.name)
    reader: Reader = TABLES[kind](blob, options, Pictures(tree))
    return reader
