"""Records and pictures that were refused when they were read: unreadable, truncated, encoding in doubt."""

from collections.abc import Iterator

from tuwen.core.records import Reject
from tuwen.mining.audit.material import Material
from tuwen.mining.audit.rows import Row, said

_CUT = ("truncat", "unclosed", "cut_short", "incomplete", "ends_early")
_FIX = {
    "encoding_doubt": "audit_fix_encoding",
    "truncated": "audit_fix_truncated",
    "unreadable": "audit_fix_unreadable",
}


def rejected(material: Material) -> Iterator[Row]:
    """One row for each refused record or picture, with the reader's own reason as evidence."""
    for reject, item, picture in material.refused():
        kind = _kind(reject.reason)
        where = f"{reject.file}:{reject.line}" if reject.line else reject.file
        yield Row(
            item=item,
            field=picture or where,
            kind=kind,
            severity="error",
            confidence=1.0,
            evidence=said(reject.reason, **_values(reject)),
            fix=said(_FIX[kind], file=picture or reject.file),
        )


def _kind(reason: str) -> str:
    if "encoding" in reason:
        return "encoding_doubt"
    return "truncated" if any(word in reason for word in _CUT) else "unreadable"


def _values(reject: Reject) -> dict[str, object]:
    return {"file": reject.file, "line": reject.line, **reject.values}
