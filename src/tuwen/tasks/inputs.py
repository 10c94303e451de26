"""What an estimator may be given: list, ndarray, Series, Arrow, path, Collection → items, in order."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tuwen.core.errors import UsageError
from tuwen.core.items import Item

_BLANK = Item()


class Source:
    """A re-iterable stream of items; nothing of it is kept in memory."""

    def __init__(self, given: Any) -> None:
        """Understand `given`; raises UsageError for what holds no texts, NotFound for no such path."""
        self._given = given
        if isinstance(given, (bytes, bytearray)) or (
            isinstance(given, str) and not os.path.exists(given)
        ):
            # A bare string is nearly always a text that was meant as a list of one.
            raise UsageError("input_bare_text", start=str(given)[:40])
        known = isinstance(given, (str, Path, Iterable)) or hasattr(given, "to_pylist")
        if not known and not _is_collection(given):
            raise UsageError("input_kind", kind=type(given).__name__)

    def __iter__(self) -> Iterator[Item]:
        given = self._given
        if isinstance(given, (str, Path)):
            return _read(given)
        if _is_collection(given):
            return iter(given.items())
        return (item_of(value, row) for row, value in enumerate(_values(given)))


def items_of(given: Any) -> list[Item]:
    """All items of `given`, in order: one a row, whatever the row holds."""
    if isinstance(given, Iterator):
        return [item_of(value, row) for row, value in enumerate(given)]
    return list(Source(given))


def item_of(value: Any, row: int = 0) -> Item:
    """One row as an item: a text, an item, fields by name, or nothing (None, NaN) as a blank item.

    Raises UsageError, naming the row, for a number or anything else that is no text.
    """
    if isinstance(value, str):
        return Item(fields={"text": value})
    if isinstance(value, Item):
        return value
    if value is None or value != value:  # NaN is how tables write a missing text
        return _BLANK
    if isinstance(value, Mapping):
        return Item(fields={str(k): v for k, v in value.items() if isinstance(v, str) and v})
    raise UsageError("input_row", row=row, kind=type(value).__name__)


def _values(given: Any) -> Iterable[Any]:
    """The rows of whatever holds them."""
    if isinstance(given, (list, tuple)):
        return given
    if hasattr(given, "to_pylist"):  # Arrow arrays, chunked arrays, tables
        rows: Sequence[Any] = given.to_pylist()
        return rows
    if hasattr(given, "to_dict") and hasattr(given, "columns"):  # a data frame
        records: Sequence[Any] = given.to_dict(orient="records")
        return records
    if hasattr(given, "tolist"):  # ndarray, Series
        listed: Sequence[Any] = given.tolist()
        if getattr(given, "ndim", 1) == 2 and all(len(row) == 1 for row in listed):
            return [row[0] for row in listed]
        return listed
    rows = given
    return rows


def _is_collection(given: Any) -> bool:
    return hasattr(given, "hash") and callable(getattr(given, "items", None))


def _read(path: str | Path) -> Iterator[Item]:
    """The items of a file or folder, pictures left out; rows that cannot be read raise nothing."""
    if str(path).endswith(".tuwen"):
        from tuwen.store import Collection

        with Collection.open(Path(path)) as collection:
            yield from collection.items()
        return
    from tuwen.core.records import Record
    from tuwen.readers import open_source

    for record in open_source(path):
        if isinstance(record, Record):
            yield record.item
