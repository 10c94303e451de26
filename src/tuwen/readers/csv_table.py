"""CSV and TSV, read strictly: a quote that never closes, or a ragged row, is told, not swallowed."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from tuwen.core.errors import LimitReached
from tuwen.core.records import Record, Reject
from tuwen.readers.blobs import Blob
from tuwen.readers.dialect import Dialect, Trouble, sniff, split_row
from tuwen.readers.encoding import Guess, decided, guess
from tuwen.readers.lines import BadLine, Line, batches
from tuwen.readers.options import MAX_COLUMNS, SAMPLE_BYTES, SAMPLE_ROWS, ReadOptions
from tuwen.readers.pictures import Pictures
from tuwen.readers.rows import RowMaker
from tuwen.readers.table import TableReader

Row = tuple[int, list[str]]
Refusal = tuple[int, str, str | bytes]  # line, reason, how it began


class CsvTable(TableReader):
    """`.csv` and `.tsv` (also `.tab`, and `;` or `|` between the columns)."""

    format = "csv"

    def __init__(
        self, blob: Blob, options: ReadOptions, pictures: Pictures, *, id_prefix: str = ""
    ) -> None:
        super().__init__(blob, options, pictures, id_prefix=id_prefix)
        self._known: tuple[str, Dialect] | None = None

    def _facts(self) -> tuple[str, Dialect]:
        if self._known is None:
            head = self.blob.head(SAMPLE_BYTES)
            encoding = decided(self.blob, self.options, head)
            text = head.decode(encoding, "ignore").removeprefix("\ufeff")
            dialect = sniff(text, len(head) < SAMPLE_BYTES, self.options.header)
            if len(dialect.columns) > MAX_COLUMNS:
                raise LimitReached(
                    "too_many_columns",
                    path=self.blob.name,
                    n=len(dialect.columns),
                    most=MAX_COLUMNS,
                )
            self._known = encoding, dialect
        return self._known

    def facts(self) -> dict[str, Any]:
        """The dialect."""
        _, dialect = self._facts()
        return {
            "delimiter": dialect.delimiter,
            "quotes": dialect.quotes,
            "header": dialect.header,
        }

    def guess(self) -> Guess:
        """The encoding."""
        return guess(self.blob, self.options)

    def columns(self, sample: Any) -> list[str]:
        """The header's names, or made ones."""
        return list(self._facts()[1].columns)

    def sample(self) -> list[Mapping[str, Any]]:
        """The first whole rows."""
        dialect = self._facts()[1]
        rows: list[Mapping[str, Any]] = []
        for row in self._cells(dialect):
            if len(rows) >= SAMPLE_ROWS:
                break
            if isinstance(row[1], list):
                rows.append(dict(zip(dialect.columns, row[1], strict=True)))
        return rows

    def rows(self, maker: RowMaker) -> Iterator[Record | Reject]:
        """Every row but the header, once."""
        dialect = self._facts()[1]
        plan = maker.fixed(dialect.columns)
        for row in self._cells(dialect):
            if len(row) == 2:
                number, cells = row
                yield maker.make(plan, cells, number, "")
            else:
                number, reason, raw = row
                yield maker.reject(reason, number, raw)

    def _cells(self, dialect: Dialect) -> Iterator[Row | Refusal]:
        encoding = self._facts()[0]
        width, header = len(dialect.columns), list(dialect.columns) if dialect.header else None
        first = dialect.first_line
        for number, cells, raw in _logical(self._lines(encoding, dialect), dialect, self.options):
            if number < first:
                continue
            if isinstance(cells, str):
                yield number, cells, raw
            elif len(cells) == width:
                if header is not None and cells == dialect.raw_header:
                    if number > first:
                        yield number, "reject_header_again", raw
                else:
                    yield number, cells
            elif cells == [""]:
                continue  # a blank line is no row
            elif len(cells) > width and not any(cells[width:]):
                yield number, cells[:width]  # only empty cells too many
            else:
                yield number, "reject_ragged", raw

    def _lines(self, encoding: str, dialect: Dialect) -> Iterator[tuple[int, Line]]:
        for first, lines in batches(self.blob, encoding, self.options.max_record, dialect.newline):
            yield from enumerate(lines, first)


def _logical(
    lines: Iterator[tuple[int, Line]], dialect: Dialect, options: ReadOptions
) -> Iterator[tuple[int, list[str] | str, str | bytes]]:
    """Lines → (line, cells or a reason, how it began); quoted cells may hold line ends."""
    delimiter, quotes = dialect.delimiter, dialect.quotes
    back: deque[tuple[int, Line]] = deque()
    while True:
        number, line = back.popleft() if back else next(lines, (0, None))
        if line is None:
            return
        if isinstance(line, BadLine):
            yield number, line.reason, line.first_bytes
            continue
        if line.endswith("\r"):
            line = line[:-1]
        if line.startswith("\ufeff"):
            line = line[1:]  # files joined end to end leave their marks inside
        if not quotes or '"' not in line:
            yield number, line.split(delimiter), line
            continue
        cells = split_row(line, delimiter)
        if cells is Trouble.OPEN:
            cells = _joined(line, lines, back, dialect, options)
        if isinstance(cells, Trouble):
            yield number, cells.value, line
        else:
            yield number, cells, line


def _joined(
    line: str,
    lines: Iterator[tuple[int, Line]],
    back: deque[tuple[int, Line]],
    dialect: Dialect,
    options: ReadOptions,
) -> list[str] | Trouble:
    """The cells of a row whose quoted cell goes on over following lines.

    Where it never closes, or closes in the middle of a cell, the lines taken are given back,
    so that only the line with the stray quote is lost.
    """
    taken: list[tuple[int, Line]] = []
    parts, size, n_quotes = [line], len(line), line.count('"')
    while size <= options.max_record:
        number, more = back.popleft() if back else next(lines, (0, None))
        if more is None:
            break
        taken.append((number, more))
        if isinstance(more, BadLine):
            break
        parts.append(more)
        size += len(more) + 1
        if '"' not in more:
            continue
        n_quotes += more.count('"')
        if n_quotes % 2 == 0:
            whole = dialect.newline.join(parts).removesuffix("\r")
            cells = split_row(whole, dialect.delimiter)
            if not isinstance(cells, Trouble) and _plausible(cells, dialect):
                return cells
            if cells is not Trouble.OPEN:
                break
    back.extendleft(reversed(taken))
    return Trouble.OPEN


def _plausible(cells: list[str], dialect: Dialect) -> bool:
    return not dialect.columns or len(cells) == len(dialect.columns)
