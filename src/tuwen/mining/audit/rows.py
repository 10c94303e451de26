"""What an audit gives: rows of item, field, kind, evidence and proposed fix."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tuwen.core.messages import render

Severity = Literal["error", "warning", "note"]
Said = dict[str, Any]  # {"key": message key, "values": {...}}, rendered where it is shown

KINDS = (
    "unreadable",
    "truncated",
    "wrong_extension",
    "mojibake",
    "encoding_doubt",
    "empty",
    "duplicate_exact",
    "duplicate_near",
    "picture_duplicate",
    "leak",
    "imbalance",
    "label",
    "mismatch",
    "personal",
)
SHOWN = 500  # rows that findings carry; the files hold all


def said(key: str, /, **values: Any) -> Said:
    """A message to be rendered where it is shown."""
    return {"key": key, "values": values}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One defect: where it is, how sure we are (0, 1), what shows it, what to do about it.

    `item` is an item id, or "" for what concerns a file or the whole; `field` a text field, a
    target, a picture's name or a file.
    """

    item: str
    field: str
    kind: str
    severity: Severity
    confidence: float
    evidence: Said
    fix: Said

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "item": self.item,
            "field": self.field,
            "kind": self.kind,
            "severity": self.severity,
            "confidence": round(self.confidence, 4),
            "evidence": self.evidence,
            "fix": self.fix,
        }

    def told(self, lang: str) -> dict[str, Any]:
        """As `to_json`, with evidence and fix as sentences in `lang`."""
        return {
            **self.to_json(),
            "evidence": render(self.evidence["key"], lang, **self.evidence["values"]),
            "fix": render(self.fix["key"], lang, **self.fix["values"]),
        }


@dataclass(frozen=True, kw_only=True)
class AuditReport:
    """All rows, worst first; counts by kind; what was looked at, and what could not be judged.

    `counts` holds every defect found, also of kinds whose rows were cut at `max_rows`. `notes` are
    messages about the whole: no signal for labels, sampled, and the like. `seconds` by check.
    """

    rows: tuple[Row, ...]
    counts: Mapping[str, int]
    n_items: int
    notes: tuple[Said, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        """Defects found."""
        return sum(self.counts.values())

    def of(self, kind: str) -> list[Row]:
        """The rows of one kind."""
        return [row for row in self.rows if row.kind == kind]

    def to_json(self, limit: int | None = SHOWN) -> dict[str, Any]:
        """Counts, notes and the first `limit` rows (None: all) as plain JSON values."""
        return {
            "n_items": self.n_items,
            "n_rows": self.n_rows,
            "counts": dict(self.counts),
            "notes": list(self.notes),
            "rows": [row.to_json() for row in balanced(self.rows, limit)],
            "seconds": {name: round(value, 3) for name, value in self.seconds.items()},
        }

    def write(self, path: Path | str, lang: str = "en", *, spreadsheet: bool = False) -> Path:
        """All rows as .csv or .json by the name's ending; raises UsageError for another."""
        from tuwen.mining.audit.export import write

        return write(self, Path(path), lang, spreadsheet=spreadsheet)


def balanced(rows: Iterable[Row], limit: int | None) -> list[Row]:
    """The first rows, no kind crowding out another: up to limit / kinds of each come first."""
    rows = list(rows)
    if limit is None or len(rows) <= limit:
        return rows
    share = max(1, limit // max(1, len({row.kind for row in rows})))
    seen: Counter[str] = Counter()
    first: list[Row] = []
    rest: list[Row] = []
    for row in rows:
        seen[row.kind] += 1
        (first if seen[row.kind] <= share else rest).append(row)
    chosen = {id(row) for row in (first + rest)[:limit]}
    return [row for row in rows if id(row) in chosen]
