"""A JSON file: an array of objects, objects one after another, or one object that holds rows."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from tuwen.core.records import Record, Reject
from tuwen.readers.blobs import Readable
from tuwen.readers.encoding import Guess, codec_of, decided, guess
from tuwen.readers.json_cut import members
from tuwen.readers.jsonl import BadJson, JsonLines, parse, record_of
from tuwen.readers.lines import Transcoder
from tuwen.readers.options import SAMPLE_BYTES, SAMPLE_ROWS
from tuwen.readers.rows import RowMaker
from tuwen.readers.table import TableReader

# Keys under which services put their rows.
_WRAPPERS = (
    "data",
    "items",
    "rows",
    "records",
    "results",
    "articles",
    "docs",
    "documents",
    "posts",
)


class JsonFile(TableReader):
    """`.json`: members stream, each at most `max_record` bytes; `line` counts them.

    A file that holds a single object is read whole: its rows are under one of its keys, or its
    keys are the rows' ids, or the columns' names (as pandas writes); else it is one row itself.
    """

    format = "json"

    def guess(self) -> Guess:
        """The encoding."""
        return guess(self.blob, self.options)

    def sample(self) -> Sequence[Mapping[str, Any]]:
        """The first objects that can be read."""
        if (lines := self._as_lines()) is not None:
            return lines.sample()
        found = []
        for text, too_long in islice(self._texts(), SAMPLE_ROWS):
            try:
                row = None if too_long else parse(text)
            except BadJson:
                continue
            if isinstance(row, dict):
                found.append(row)
        inner = _inner(found[0]) if len(found) == 1 else None
        return found if inner is None else inner[:SAMPLE_ROWS]

    def rows(self, maker: RowMaker) -> Iterator[Record | Reject]:
        """Every member once."""
        if (lines := self._as_lines()) is not None:
            yield from lines.rows(maker)
            return
        texts = self._texts()
        ahead = list(islice(texts, 2))
        inner = self._only(ahead)
        if inner is not None:
            for number, row in enumerate(inner, 1):
                yield maker.from_mapping(row, number, "")
            return
        for number, (text, too_long) in enumerate(chain(ahead, texts), 1):
            if too_long:
                yield maker.reject("reject_too_long", number, text)
            else:
                yield record_of(maker, text, number)

    def _only(self, ahead: list[tuple[str, bool]]) -> list[dict[str, Any]] | None:
        """The rows inside a file's single object, if it is one that holds rows."""
        if len(ahead) != 1 or ahead[0][1]:
            return None
        try:
            return _inner(parse(ahead[0][0]))
        except BadJson:
            return None

    def _texts(self) -> Iterator[tuple[str, bool]]:
        """Every member as text, and whether it is too long (then only its beginning)."""
        encoding = decided(self.blob, self.options)
        wide = encoding.startswith(("utf-16", "utf-32"))
        codec = "utf-8" if wide else codec_of(encoding)
        with self.blob.open() as stream:
            source: Readable = Transcoder(stream, encoding) if wide else stream
            for member in members(source, self.options.max_record, self.blob.name):
                yield member.data.decode(codec, "surrogateescape"), member.too_long

    def _as_lines(self) -> JsonLines | None:
        """The same file as JSON Lines, where every line is an object: a bad one costs only itself."""
        head = self.blob.head(SAMPLE_BYTES)
        lines = [line for line in head.split(b"\n", 3) if line.strip()]
        if len(lines) < 2 or not lines[0].lstrip(b"\xef\xbb\xbf").startswith(b"{"):
            return None
        try:
            whole = isinstance(parse(lines[0].decode("utf-8-sig")), dict)
        except (BadJson, UnicodeDecodeError):
            return None
        return JsonLines(self.blob, self.options, self.pictures) if whole else None


def _inner(value: Any) -> list[dict[str, Any]] | None:
    """The rows that a single object holds; None where it is a row itself."""
    if not isinstance(value, dict):
        return None
    lists = {k: v for k, v in value.items() if _is_rows(v)}
    if lists:
        for key in (*_WRAPPERS, *lists):
            if key in lists and (key in _WRAPPERS or len(lists) == 1 and len(value) <= 5):
                return lists[key]
        return None
    if value and all(isinstance(each, dict) and each for each in value.values()):
        if all(key.isdigit() for each in value.values() for key in each):
            keys = list(dict.fromkeys(key for each in value.values() for key in each))
            return [{name: each.get(key) for name, each in value.items()} for key in keys]
        if len(value) > 1:
            return [{"id": key, **each} for key, each in value.items()]
    return None


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)
