"""Readers: file → items, one format per file."""

from importlib import import_module
from typing import Any

_PUBLIC = {
    "ReadOptions": "tuwen.readers.options",
    "Reading": "tuwen.readers.source",
    "open_source": "tuwen.readers.source",
    "TABLES": "tuwen.readers.formats",
}

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'tuwen.readers' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
