"""Every sentence people read exists in both languages, with the same values, and is used."""

import re
import string
from pathlib import Path

import pytest

import tuwen
from tuwen.core.messages import LANGUAGES, inert, render, table

SOURCE = Path(tuwen.__file__).parent


def values(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_the_keys_are_the_same() -> None:
    assert set(table("en")) == set(table("zh"))


@pytest.mark.parametrize("key", sorted(table("en")))
def test_the_values_are_the_same(key: str) -> None:
    assert values(table("en")[key]) == values(table("zh")[key])
    assert table("en")[key].strip() and table("zh")[key].strip()


def test_every_raised_key_exists() -> None:
    errors = "UsageError|UnknownName|BadConfig|Misfit|NotFitted|MissingExtra|NotFound|DamagedData"
    pattern = re.compile(rf'(?:{errors}|Busy|LimitReached|Refused|BelowThreshold)\(\s*"(\w+)"')
    for path in SOURCE.rglob("*.py"):
        for key in pattern.findall(path.read_text("utf-8")):
            assert key in table("en"), f"{path.name} raises {key!r}, which no table holds"


def test_control_characters_are_shown_inert() -> None:
    assert inert("a\x1b[31m\u202eb") == "a\\x1b[31m\\u202eb"
    assert "\x1b" not in render("source_missing", "en", path="\x1b[2J")
    assert set(LANGUAGES) == {"en", "zh"}
