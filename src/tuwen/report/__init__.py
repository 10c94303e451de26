"""The report: findings of a collection as one page that needs nothing but a browser."""

from importlib import import_module
from typing import Any

_PUBLIC = {"write": "tuwen.report.page"}


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'tuwen.report' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
