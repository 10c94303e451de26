"""How a delimited text is written: what stands between columns, quotes, line ends, a header."""

import enum
import re
from collections import Counter
from dataclasses import dataclass

from tuwen.readers.role_names import is_known_name
from tuwen.readers.times import parse_time

_DELIMITERS = ("\t", ",", ";", "|")


class Trouble(enum.Enum):
    """Why a line is no row by itself."""

    OPEN = "reject_unclosed_quote"
    AFTER = "reject_after_quote"


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a file keeps to. `first_line` is the line of the header or of the first row."""

    delimiter: str
    quotes: bool
    newline: str
    header: bool
    columns: tuple[str, ...]
    raw_header: list[str]
    first_line: int = 1


def split_row(line: str, delimiter: str) -> list[str] | Trouble:
    """The cells of one line with quotes: doubled inside, the cell wholly enclosed (RFC 4180)."""
    cells: list[str] = []
    place, size = 0, len(line)
    while True:
        if line.startswith('"', place):
            end = line.find('"', place + 1)
            doubled = False
            while end >= 0 and line.startswith('"', end + 1):
                doubled = True
                end = line.find('"', end + 2)
            if end < 0:
                return Trouble.OPEN
            cell = line[place + 1 : end]
            cells.append(cell.replace('""', '"') if doubled else cell)
            place = end + 1
            if place == size:
                return cells
            if line[place] != delimiter:
                return Trouble.AFTER
            place += 1
        else:
            end = line.find(delimiter, place)
            if end < 0:
                cells.append(line[place:])
                return cells
            cells.append(line[place:end])
            place = end + 1


def sniff(text: str, whole: bool, header: bool | None = None) -> Dialect:
    """The dialect of a file that begins with `text` (`whole`: and also ends with it)."""
    newline = "\n" if "\n" in text or "\r" not in text else "\r"
    lines = [line.removesuffix("\r") for line in text.split(newline)]
    if not whole and len(lines) > 1:
        lines.pop()
    first = 1
    told = re.fullmatch(r"sep=(.)", lines[0])
    if told:
        lines, first = lines[1:], 2
    blank = next((i for i, line in enumerate(lines) if line.strip()), 0)
    lines, first = lines[blank:], first + blank
    delimiter = told[1] if told else _delimiter(lines)
    quotes = _quoted(lines, delimiter)
    rows = [row for row in _rows(lines, delimiter, quotes) if row != [""]]
    top = rows[0] if rows else [""]
    has_header = is_header(top, rows[1:]) if header is None else header
    return Dialect(
        delimiter=delimiter,
        quotes=quotes,
        newline=newline,
        header=has_header,
        columns=unique_names(top if has_header else [""] * len(top)),
        raw_header=top if has_header else [],
        first_line=first,
    )


def _rows(lines: list[str], delimiter: str, quotes: bool) -> list[list[str]]:
    """Rows of the sample, leniently: what is not whole is left out."""
    found: list[list[str]] = []
    held = ""
    for line in lines:
        whole = f"{held}\n{line}" if held else line
        if not quotes or '"' not in whole:
            found.append(whole.split(delimiter))
            held = ""
            continue
        cells = split_row(whole, delimiter)
        if cells is Trouble.OPEN and len(whole) < 100_000:
            held = whole
            continue
        held = ""
        if not isinstance(cells, Trouble):
            found.append(cells)
    return found[:1000]


def _delimiter(lines: list[str]) -> str:
    """The mark that gives most rows one common number of columns, more than one."""
    best, best_score = ",", 0.0
    for mark in _DELIMITERS:
        rows = [row for row in _rows(lines[:400], mark, True) if row != [""]]
        if not rows:
            continue
        width, count = Counter(map(len, rows)).most_common(1)[0]
        top = len(rows[0])
        if width == 1:
            continue
        score = count / len(rows) * (1.0 if top == width else 0.7) + min(width, 20) / 1000
        if score > best_score + 1e-9:
            best, best_score = mark, score
    return best


def _quoted(lines: list[str], delimiter: str) -> bool:
    """Whether quotes enclose cells here; in some tab-separated files they are plain text."""
    if delimiter != "\t":
        return True
    opened = closed = 0
    for line in lines[:2000]:
        for cell in line.split(delimiter):
            if cell.startswith('"'):
                opened += 1
                closed += len(cell) > 1 and cell.endswith('"')
    return opened == 0 or closed >= 0.8 * opened


def is_header(top: list[str], rest: list[list[str]]) -> bool:
    """Whether a first row names the columns of the rows below it, rather than being one."""
    if any(is_known_name(cell) for cell in top):
        return True
    if not all(cell.strip() for cell in top[1:]) or len(set(top)) < len(top):
        return False
    return all(_like_a_name(cell) for cell in top) and _differs(top, rest)


def _like_a_name(cell: str) -> bool:
    cell = cell.strip()
    if len(cell) > 40 or re.search(r"[。！？，；!?]|https?:|[.,;]\s", cell):
        return False
    return not re.fullmatch(r"[-+]?[\d.,]+%?", cell) and not parse_time(cell).iso


def _differs(top: list[str], rest: list[list[str]]) -> bool:
    """Whether the first row does not look like the ones below it."""
    if not rest:
        return True
    for place, name in enumerate(top):
        values = [row[place] for row in rest if len(row) == len(top)]
        if name in values:
            return False
    return True


def unique_names(names: list[str]) -> tuple[str, ...]:
    """Names made unique: an empty one becomes column_3, one that stands twice text_2."""
    taken: set[str] = set()
    columns = []
    for place, name in enumerate(names, 1):
        base = name.strip() or f"column_{place}"
        unique, again = base, 2
        while unique in taken:
            unique, again = f"{base}_{again}", again + 1
        taken.add(unique)
        columns.append(unique)
    return tuple(columns)
