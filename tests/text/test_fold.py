"""Folding keeps length, agrees for index and query, and tells traditional forms."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuwen.text import fold

FOLDED = {
    "ＡＢＣ　１２３": "abc 123",
    "臺灣著名頭髮": "台湾著名头发",
    "乾隆皇帝，衣服乾了": "乾隆皇帝,衣服干了",
    "Don’t": "don't",
    "İstanbul": "istanbul",
    "ÀÉß": "àéß",
    "\u2f08口": "人口",
    "plain": "plain",
    "": "",
}


@pytest.mark.parametrize("text", FOLDED)
def test_fold(text: str) -> None:
    assert fold.fold(text) == FOLDED[text]


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_length_and_idempotence(text: str) -> None:
    once = fold.fold(text)
    assert len(once) == len(text)
    assert fold.fold(once) == once or fold.has_traditional(once)


def test_traditional_both_ways() -> None:
    assert fold.has_traditional("頭") and not fold.has_traditional("头 head")
    assert fold.to_traditional(["头发", "台湾"]) == ["頭髮", "臺灣"]
    assert fold.to_traditional([]) == []


def test_joined_texts_come_apart_again() -> None:
    texts = ["a", f"b{fold.SEPARATOR}c", ""]
    assert fold.joined(texts).split(fold.SEPARATOR) == ["a", "b c", ""]
    assert fold.joined([]) == ""
