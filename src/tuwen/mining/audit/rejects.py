"""Records and pictures that were refused when they were read: unreadable, truncated."""

from collections.abc import Iterator

from tuwen.core.records import Reject
from tuwen.mining.audit.material import Material
from tuwen.mining.audit.rows import Row, said

_CUT = ("truncat", "unclosed", "cut_short", "incomplete", "ends_early")


def rejected(material: Material) -> Iterator[Row]:
    """One row for each refused record, with the reader's own reason as evidence."""
    for reject in material.rejects():
        cut = any(word in reject.reason for word in _CUT)
        where = f"{reject.file}:{reject.line}" if reject.line else reject.file
        yield Row(
            item="",
            field=where,
            kind="truncated" if cut else "unreadable",
            severity="error",
            confidence=1.0,
            evidence=said(reject.reason, **_values(reject)),
            fix=said("audit_fix_truncated" if cut else "audit_fix_unreadable", file=reject.file),
        )


def _values(reject: Reject) -> dict[str, object]:
    return {"file": reject.file, "line": reject.line, **reject.values}
