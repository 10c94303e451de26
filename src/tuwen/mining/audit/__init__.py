"""The audit: what is wrong with a collection, row by row."""

from importlib import import_module
from typing import Any

_PUBLIC = {
    "audit": "tuwen.mining.audit.run",
    "AuditReport": "tuwen.mining.audit.rows",
    "Row": "tuwen.mining.audit.rows",
    "KINDS": "tuwen.mining.audit.rows",
    "AuditStage": "tuwen.mining.audit.stage",
}


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'tuwen.mining.audit' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
