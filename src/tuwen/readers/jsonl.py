"""JSON Lines: one object a line; one bad line is one reject."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tuwen.core.records import Record, Reject
from tuwen.readers.encoding import Guess, codec_of, decided, guess
from tuwen.readers.lines import BadLine, batches
from tuwen.readers.options import SAMPLE_BYTES, SAMPLE_ROWS
from tuwen.readers.rows import RowMaker, storable
from tuwen.readers.table import TableReader

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class BadJson(ValueError):
    """A text that is no JSON we take, with its message key."""


def parse(text: str) -> Any:
    """A JSON value without NaN, infinities or a key standing twice; raises BadJson."""
    text = text.strip(" \t\r\n")
    try:
        value, end = _SCAN(text, 0)
    except BadJson:
        raise
    except RecursionError as error:
        raise BadJson("reject_json_depth") from error
    except (ValueError, StopIteration) as error:  # also an integer of too many digits for Python
        raise BadJson("reject_json") from error
    if end != len(text):
        raise BadJson("reject_json")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise BadJson("reject_json_key_twice")
    return value


def _constant(name: str) -> Any:
    raise BadJson("reject_json_nan")


def _float(text: str) -> float:
    value = float(text)
    if value - value != 0.0:
        raise BadJson("reject_json_nan")
    return value


_SCAN = json.JSONDecoder(
    object_pairs_hook=_unique, parse_constant=_constant, parse_float=_float
).scan_once  # type: ignore[attr-defined]  # decode() without its two searches for blanks


def record_of(maker: RowMaker, text: str, line: int) -> Record | Reject:
    """One JSON text that should be an object → its record."""
    try:
        row = parse(text)
    except BadJson as bad:
        return maker.reject(str(bad), line, text)
    if type(row) is not dict:
        return maker.reject("reject_json_no_object", line, text)
    if _SURROGATE.search(text) and not storable(row):
        return maker.reject("reject_surrogate", line, text)
    return maker.from_mapping(row, line, text)


class JsonLines(TableReader):
    """`.jsonl` and `.ndjson`."""

    format = "jsonl"

    def sample(self) -> list[Mapping[str, Any]]:
        """The first objects that can be read."""
        head = self.blob.head(SAMPLE_BYTES)
        lines = head.decode(codec_of(self.encoding(head)), "ignore").splitlines()
        rows: list[Mapping[str, Any]] = []
        for line in lines[: SAMPLE_ROWS + 1] if len(head) < SAMPLE_BYTES else lines[:-1]:
            try:
                row = parse(line.removeprefix("\ufeff"))
            except BadJson:
                continue
            if isinstance(row, dict):
                rows.append(row)
        return rows[:SAMPLE_ROWS]

    def rows(self, maker: RowMaker) -> Iterator[Record | Reject]:
        """Every line that is not blank, once."""
        for first, lines in batches(self.blob, self.encoding(), self.options.max_record):
            for number, line in enumerate(lines, first):
                if isinstance(line, BadLine):
                    yield maker.reject(line.reason, number, line.first_bytes)
                elif line and not line.isspace():
                    yield record_of(maker, line, number)

    def guess(self) -> Guess:
        """The encoding."""
        return guess(self.blob, self.options)

    def encoding(self, head: bytes | None = None) -> str:
        """The encoding told or detected."""
        return decided(self.blob, self.options, head)
