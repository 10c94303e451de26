"""An audit as a file: CSV for a spreadsheet or a person, JSON for a program."""

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuwen.core import files
from tuwen.core.errors import UsageError

if TYPE_CHECKING:
    from tuwen.mining.audit.rows import AuditReport

COLUMNS = ("item", "field", "kind", "severity", "confidence", "evidence", "fix")
_FORMULA = tuple("=+-@\t\r")


def write(report: "AuditReport", path: Path, lang: str, *, spreadsheet: bool = False) -> Path:
    """Write every row to `path` (.csv or .json); `spreadsheet` disarms formulas with a quote.

    CSV holds sentences in `lang`; JSON holds keys with values.
    """
    suffix = path.suffix.lower()
    if suffix == ".json":
        files.write_json(path, report.to_json(limit=None))
    elif suffix == ".csv":
        files.write_bytes(path, _csv(report, lang, spreadsheet))
    else:
        raise UsageError("audit_format", path=str(path))
    return path


def _csv(report: "AuditReport", lang: str, spreadsheet: bool) -> bytes:
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for row in report.rows:
        told = row.told(lang)
        table.writerow([_cell(told[name], spreadsheet) for name in COLUMNS])
    return ("\ufeff" + out.getvalue()).encode("utf-8")  # the mark tells spreadsheets it is UTF-8


def _cell(value: Any, spreadsheet: bool) -> str:
    text = str(value)
    return f"'{text}" if spreadsheet and text.startswith(_FORMULA) else text
