"""Texts that people read: a key with values, rendered in Chinese or English."""

import json
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("en", "zh")


@cache
def table(lang: str) -> dict[str, str]:
    """All messages of `lang`, key → template with `{named}` values."""
    return json.loads(resources.files(__name__).joinpath(f"{lang}.json").read_text("utf-8"))


def render(key: str, lang: str, **values: Any) -> str:
    """The message `key` in `lang`; control characters in values are shown escaped."""
    return table(lang)[key].format(**{name: inert(value) for name, value in values.items()})


def inert(value: Any) -> Any:
    """A value that cannot steer a terminal: control and bidi characters become escapes."""
    if not isinstance(value, str):
        return value if isinstance(value, (int, float)) else inert(str(value))
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in value)
