"""xlsx workbooks, row by row; every sheet that holds rows is read."""

import struct
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

from tuwen.core.errors import DamagedData, LimitReached, TuwenError
from tuwen.core.records import Record, Reject
from tuwen.readers.archive import check_ratio
from tuwen.readers.blobs import BROKEN, seekable
from tuwen.readers.dialect import is_header, unique_names
from tuwen.readers.options import MAX_COLUMNS, SAMPLE_ROWS
from tuwen.readers.rows import RowMaker
from tuwen.readers.table import TableReader

# What openpyxl raises on a workbook that is damaged or none.
_BROKEN = (
    *BROKEN, ParseError, struct.error, OSError, KeyError, IndexError, ValueError, TypeError,
    AttributeError, OverflowError, AssertionError,
)  # fmt: skip


class XlsxTable(TableReader):
    """`.xlsx`; `line` is the row in its sheet. Further sheets need the same columns, or be empty."""

    format = "xlsx"

    def facts(self) -> dict[str, Any]:
        """The sheets read."""
        return {"sheets": list(dict.fromkeys(sheet for sheet, _, _, _ in self._cells(2)))}

    def sample(self) -> Sequence[Mapping[str, Any]]:
        """The first rows of every sheet."""
        return [
            dict(zip(columns, cells, strict=False))
            for _, columns, _, cells in self._cells(SAMPLE_ROWS)
        ][:SAMPLE_ROWS]

    def rows(self, maker: RowMaker) -> Iterator[Record | Reject]:
        """Every row but the headers, once; blank rows are none."""
        for _, columns, number, cells in self._cells(None):
            beyond = [f"column_{place + 1}" for place in range(len(columns), len(cells))]
            yield maker.make(maker.fixed([*columns, *beyond]), cells, number, "")

    def _cells(self, most: int | None) -> Iterator[tuple[str, tuple[str, ...], int, list[Any]]]:
        """Sheet, its columns, row number and values; at most `most` rows a sheet."""
        from openpyxl import load_workbook

        with self.blob.open() as stream:
            try:
                source = seekable(self.blob, stream)
                check_ratio(source, self.blob.name, self.options.max_unpacked)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # styles and extensions it does not know
                    book = load_workbook(source, read_only=True, data_only=True)
                for sheet in book.worksheets:
                    yield from self._sheet(sheet, most)
            except TuwenError:
                raise
            except _BROKEN as error:
                raise DamagedData(
                    "damaged_source", path=self.blob.name, why=str(error)[:200]
                ) from error

    def _sheet(
        self, sheet: Any, most: int | None
    ) -> Iterator[tuple[str, tuple[str, ...], int, list[Any]]]:
        columns: tuple[str, ...] = ()
        given = 0
        for number, values in enumerate(_quiet(sheet.iter_rows(values_only=True)), 1):
            cells = [_plain(value) for value in values]
            if all(cell in (None, "") for cell in cells):
                continue
            if not columns:
                if len(cells) > MAX_COLUMNS:
                    raise LimitReached(
                        "too_many_columns", path=self.blob.name, n=len(cells), most=MAX_COLUMNS
                    )
                names = ["" if cell is None else str(cell) for cell in cells]
                told = self.options.header
                if is_header(names, []) if told is None else told:
                    columns = unique_names(names)
                    continue
                columns = unique_names([""] * len(cells))
            while len(cells) > len(columns) and cells[-1] in (None, ""):
                cells.pop()
            yield sheet.title, columns, number, cells + [None] * (len(columns) - len(cells))
            given += 1
            if most is not None and given >= most:
                return


def _quiet(rows: Iterator[Any]) -> Iterator[Any]:
    """`rows`, without openpyxl's warnings (of dates that are none, and the like)."""
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            some = list(islice(rows, 1000))
        if not some:
            return
        yield from some


def _plain(value: Any) -> Any:
    """A cell as text reads it: dates in ISO form, whole numbers without a point."""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value
