"""CSV and TSV, read strictly: a quote that never closes, or a ragged row, is told, not swallowed."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from tuwen.core.errors import LimitReached
from tuwen.core.records import Record, Reject
from tuwen.readers.blobs import Blob
from tuwen.readers.dialect import Dialect, Trouble, sniff, split_row
from tuwen.readers.encoding import Guess, codec_of, decided, guess
from tuwen.readers.lines import BadLine, Line, batches
from tuwen.readers.options import MAX_COLUMNS, SAMPLE_BYTES, SAMPLE_ROWS, ReadOptions
from tuwen.readers.pictures import Pictures
from tuwen.readers.rows import RowMaker
from tuwen.readers.table import TableReader

_AHEAD, _AHEAD_ROWS = 40, 8  # lines and rows looked at where a quote can be read in two ways
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
            text = head.decode(codec_of(encoding), "ignore").removeprefix("\ufeff")
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
        for number, cells, raw in _Rows(
            self._lines(encoding, dialect), dialect, self.options.max_record
        ):
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


class _Rows:
    """Lines → rows: (line, cells or a reason, how it began). Quoted cells may hold line ends.

    Where a quoted cell never closes, or closes in the middle of a cell, the lines taken are given
    back, so that only the line with the stray quote is lost.
    """

    def __init__(
        self, lines: Iterator[tuple[int, Line]], dialect: Dialect, max_record: int
    ) -> None:
        self._lines, self._max = lines, max_record
        self._delimiter, self._newline = dialect.delimiter, dialect.newline
        self._quotes, self._width = dialect.quotes, len(dialect.columns)
        self._back: deque[tuple[int, Line]] = deque()

    def __iter__(self) -> Iterator[tuple[int, list[str] | str, str | bytes]]:
        delimiter, quotes = self._delimiter, self._quotes
        while (taken := self._next()) is not None:
            number, line = taken
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
                cells = self._joined(line)
            yield number, cells.value if isinstance(cells, Trouble) else cells, line

    def _next(self) -> tuple[int, Line] | None:
        return self._back.popleft() if self._back else next(self._lines, None)

    def _joined(self, line: str) -> list[str] | Trouble:
        """The cells of a row that goes on over following lines."""
        taken: list[tuple[int, Line]] = []
        parts, size, n_quotes = [line], len(line), line.count('"')
        while size <= self._max and (more := self._next()) is not None:
            taken.append(more)
            if isinstance(more[1], BadLine):
                break
            parts.append(more[1])
            size += len(more[1]) + 1
            n_quotes += more[1].count('"')
            if '"' not in more[1] or n_quotes % 2:
                continue
            cells = split_row(self._newline.join(parts).removesuffix("\r"), self._delimiter)
            if isinstance(cells, list) and self._plausible(cells, taken):
                return cells
            if cells is not Trouble.OPEN:
                break
        self._back.extendleft(reversed(taken))
        return Trouble.OPEN

    def _plausible(self, cells: list[str], taken: list[tuple[int, Line]]) -> bool:
        """Whether joined lines are a row.

        The closing quote of a cell that ends with a delimiter may as well be the opening quote of
        a later row's cell. Whichever reading leaves the following lines whole is right.
        """
        if len(cells) != self._width:
            return False
        newline, delimiter = self._newline, self._delimiter
        if not any(newline in cell and cell.endswith(delimiter) for cell in cells):
            return True
        ahead = [more for _ in range(_AHEAD) if (more := self._next()) is not None]
        self._back.extendleft(reversed(ahead))
        after = [line for _, line in ahead]
        as_one = self._n_bad(after)
        return as_one == 0 or as_one <= self._n_bad([line for _, line in taken] + after)

    def _n_bad(self, lines: list[Line]) -> int:
        """How many of the first rows of `lines` are no rows."""
        bad = place = 0
        for _ in range(_AHEAD_ROWS):
            if place >= len(lines):
                break
            whole, end = "", place
            cells: list[str] | Trouble = Trouble.OPEN
            while cells is Trouble.OPEN and end < len(lines):
                line = lines[end]
                whole += (self._newline if end > place else "") + (
                    line if isinstance(line, str) else ""
                )
                cells = split_row(whole.removesuffix("\r"), self._delimiter)
                end += 1
            if cells is Trouble.OPEN and len(lines) == _AHEAD:
                break  # it may close further on
            fine = isinstance(cells, list) and (len(cells) == self._width or cells == [""])
            bad += not fine
            place = end if fine else place + 1
        return bad
