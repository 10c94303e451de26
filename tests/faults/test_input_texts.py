"""I9, the reading side: whatever stands in a text is kept as it is, and none of it acts."""

import json
from pathlib import Path

import pytest

from tuwen.core.messages import render
from tuwen.core.records import Record, Reject
from tuwen.readers import ReadOptions, open_source

TRAPS = {
    "NUL": "a\0b",
    "bidi override": "a\u202etxt.exe\u202c",
    "zero width": "a\u200bb\u200cc\u2060d\ufeffe",
    "combining flood": "e" + "\u0301" * 5000,
    "emoji joined": "👩‍👩‍👧‍👦🏳️‍🌈",
    "private use": "\ue000\U000f0000",
    "terminal escape": "\x1b]0;owned\x07\x1b[2J\x9b31m",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "formula": "=HYPERLINK(\"http://x\",\"y\")",
    "line separators": "a\u2028b\u2029c\x85d\x0b\x0ce",
    "noncharacters": "\ufdd0\uffff",
    "astral": "𠀀𪚥",
    "format braces": "{0} {x!r} %s %(a)s ${x}",
}  # fmt: skip
PLAIN = "一段普通的文字，后面跟着："  # enough to know the encoding by


@pytest.mark.parametrize("kind", TRAPS)
def test_kept_in_every_format(kind: str, tmp_path: Path) -> None:
    text = PLAIN + TRAPS[kind]
    doubled = text.replace('"', '""')
    (tmp_path / "a.csv").write_bytes(f'id,text\n1,"{doubled}"\n'.encode())
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": text}) + "\n", "utf-8")
    (tmp_path / "c.json").write_text(json.dumps([{"text": text}], ensure_ascii=False), "utf-8")
    for name in ("a.csv", "b.jsonl", "c.json"):
        found = list(open_source(tmp_path / name))
        assert [each.item.fields["text"] for each in found] == [text], name


@pytest.mark.parametrize("kind", TRAPS)
def test_kept_in_a_text_file_and_as_a_label(kind: str, tmp_path: Path) -> None:
    text = PLAIN + TRAPS[kind]
    (tmp_path / "x.txt").write_bytes(text.encode())
    [found] = open_source(tmp_path / "x.txt")
    assert isinstance(found, Record) and found.item.fields["text"] == text
    (tmp_path / "y.jsonl").write_text(json.dumps({"text": "x", "label": text}), "utf-8")
    assert next(iter(open_source(tmp_path / "y.jsonl"))).item.targets == {"label": text}


@pytest.mark.parametrize("kind", TRAPS)
def test_inert_where_it_is_told(kind: str, tmp_path: Path) -> None:
    """A reject's message shows what it names without acting on the terminal."""
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"text": "x", "image": f"../{TRAPS[kind]}.png"}) + "\n", "utf-8")
    [found] = open_source(path, ReadOptions(roles={"image": "image"}))
    assert isinstance(found, Reject)
    for lang in ("en", "zh"):
        told = render(found.reason, lang, **found.values)
        assert told.isprintable()
