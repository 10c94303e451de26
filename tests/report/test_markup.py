"""Text becomes markup in one way only."""

import pytest

from tuwen.report.graphics import PALETTE, sign, timeline
from tuwen.report.markup import Html, join, language_of, plain, run, tag
from tuwen.report.words import Words, number, percent


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#x27;"),
        ("a\nb\tc", "a b c"),
        ("\x1b[31m\u202e\0", "\\u001b[31m\\u202e\\u0000"),
        ("\ud800", "\\ud800"),
        ("👩‍🌾 é\u0301", "👩‍🌾 é\u0301"),
    ],
)
def test_text_is_escaped_and_steers_nothing(text: str, shown: str) -> None:
    assert tag("p", text) == f"<p>{shown}</p>"


def test_attributes_and_children() -> None:
    made = tag("a", "x", None, [1, Html("<i></i>")], cls='"', data_k=2, hidden=True, title=None)
    assert made == '<a class="&quot;" data-k="2" hidden>x1<i></i></a>'
    assert join(None, ["a", ["<"]]) == "a&lt;"


@pytest.mark.parametrize(
    ("text", "language"),
    [("河边市集", "zh"), ("the market 集", "en"), ("السوق", ""), ("", "zh"), ("рынок", "")],
)
def test_language_of_a_run(text: str, language: str) -> None:
    assert language_of(text) == (language if text else "")


def test_runs_are_cut_and_turned() -> None:
    assert run("abcdef", 3) == '<span lang="en">abc…</span>'
    assert 'dir="auto"' in run("السوق")
    assert plain("a  b\r\nc") == "a b c"


def test_numbers() -> None:
    assert [number(12345), number(0.12345), number(3.0), number(-1.5)] == [
        "12,345", "0.123", "3", "-1.5",
    ]  # fmt: skip
    assert [percent(0.0312), percent(0.5)] == ["3.1%", "50%"]


def test_signs_of_64_groups_differ() -> None:
    assert len({sign(place)[:2] for place in range(64)}) == 64
    assert len(set(PALETTE)) == 8


def test_long_timelines_are_joined() -> None:
    days = [{"period": f"d{day}", "n": 1} for day in range(731)]
    assert timeline(days).count("<li") <= 110


def test_sentences_carry_their_key_and_values() -> None:
    words = Words("en")
    said = words.say("report_more", n=1234)
    assert 'data-i18n="report_more"' in said and "and 1,234 more" in said
    assert words.both() == {"report_more": [words.text("report_more", n="{n}"), "另有 {n} 个"]}
