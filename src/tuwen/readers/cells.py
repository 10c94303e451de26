"""Cells that hold classes, or several values."""

import json
from typing import Any


def classes_of(value: Any) -> list[str]:
    """Several classes in one value: a list, a JSON list in a string, or one with separators."""
    if isinstance(value, str):
        value = listed(value)
    elif not isinstance(value, (list, tuple)):
        value = [value]
    return [class_of(each) for each in value if each not in (None, "")]


def listed(text: str) -> list[Any]:
    """The parts of a cell that holds several values: JSON list, or ; | ； 、 , ， separated."""
    if text.startswith("[") and text.endswith("]"):
        try:
            parts = json.loads(text)
        except (ValueError, RecursionError):
            parts = None
        if isinstance(parts, list):
            return parts
    for mark in (";", "；", "|", "、", "，", ","):
        if mark in text:
            return [part.strip() for part in text.split(mark) if part.strip()]
    return [text]


def class_of(value: Any) -> str:
    """A class as text, the same from every format: 1, 1.0 and "1" are one."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
