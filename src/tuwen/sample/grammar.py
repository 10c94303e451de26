"""The grammar of the town paper: `words/*.txt` → sections, topics, templates that fill quickly."""

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from operator import itemgetter
from typing import Any

LANGUAGES = ("zh", "en")
_PART = re.compile(r"\{([^{}]*)\}")
# In English a slot that opens a sentence takes its capital form, named with a leading "^".
_OPENING = re.compile(r"(^|[.?!] )\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording: a %-format, and what picks its values from a mapping of slots."""

    text: str
    pick: Callable[[Mapping[str, str]], Any]

    def fill(self, slots: Mapping[str, str]) -> str:
        """The sentence with its slots filled."""
        return self.text % self.pick(slots)


Template = tuple[Variant, ...]  # the wordings of one sentence


@dataclass(frozen=True, slots=True)
class Thing:
    """What a story counts and its picture shows: key, Chinese noun and measure, English plural."""

    key: str
    zh: str
    measure: str
    en: str


@dataclass(slots=True)
class Topic:
    """One kind of story: its section, its months, its things, its sentences by language and role.

    With `only` it happens in its months alone, else mostly.
    """

    key: str
    section: str
    months: tuple[int, ...]
    only: bool
    places: list[tuple[str, str]]
    orgs: list[tuple[str, str]]
    things: list[Thing] = field(default_factory=list)
    texts: dict[str, dict[str, list[Template]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grammar:
    """All topics, the sentences that fit any of them, quotes, and names (Chinese, English)."""

    topics: tuple[Topic, ...]
    rare: Topic
    common: Mapping[str, Mapping[str, list[Template]]]
    quotes: Mapping[str, list[str]]
    surnames: list[tuple[str, str]]
    given: list[tuple[str, str]]


SECTIONS = (
    "market", "river", "sport", "school", "safety", "stage", "fields", "weather", "works", "nature",
)  # fmt: skip
RARE_SECTION = "notices"


@cache
def grammar() -> Grammar:
    """The grammar, read once."""
    topics = [topic for name in SECTIONS for topic in _topics(_lines(name))]
    common: dict[str, dict[str, list[Template]]] = {}
    quotes: dict[str, list[str]] = {lang: [] for lang in LANGUAGES}
    for lang, role, text in (line.split(" ", 2) for line in _lines("common")):
        if role == "q":
            quotes[lang].append(text[0].upper() + text[1:])
        else:
            common.setdefault(lang, {}).setdefault(role, []).append(template(text, lang))
    people = [line.split(" ") for line in _lines("people")]
    return Grammar(
        topics=tuple(topics),
        rare=_topics(_lines(RARE_SECTION))[0],
        common=common,
        quotes=quotes,
        surnames=[(zh, en) for kind, zh, en in people if kind == "surname"],
        given=[(zh, en) for kind, zh, en in people if kind == "given"],
    )


def template(text: str, lang: str) -> Template:
    """Every wording of `text`: {slot} stays open, {this|that} is tried each way."""
    if lang == "en":
        text = _OPENING.sub(r"\1{^\2}", text)
    pieces = _PART.split(text)  # texts at even places, what stood in braces at odd ones
    choices = [
        piece.split("|") if place % 2 and "|" in piece else [f"{{{piece}}}" if place % 2 else piece]
        for place, piece in enumerate(pieces)
    ]
    return tuple(_variant("".join(words)) for words in itertools.product(*choices))


def _variant(text: str) -> Variant:
    names = _PART.findall(text)
    form = _PART.sub("%s", text.replace("%", "%%"))
    return Variant(form, itemgetter(*names) if names else _nothing)


def _nothing(_: Mapping[str, str]) -> tuple[()]:
    return ()


def _lines(name: str) -> list[str]:
    file = resources.files("tuwen.sample").joinpath("words", f"{name}.txt")
    return [line for line in file.read_text("utf-8").splitlines() if line]


def _topics(lines: list[str]) -> list[Topic]:
    """The topics of one section's file."""
    places: list[tuple[str, str]] = []
    orgs: list[tuple[str, str]] = []
    topics: list[Topic] = []
    section = ""
    for line in lines:
        word, rest = line.split(" ", 1)
        if word == "section":
            section = rest
        elif word in ("place", "org"):
            zh, en = rest.split("|")
            (places if word == "place" else orgs).append((zh, en))
        elif word == "topic":
            key, *months = rest.split(" ")
            only = months[:1] == ["only"]
            season = tuple(map(int, months[1:] if only else months))
            topics.append(Topic(key, section, season, only, places, orgs))
        elif word == "thing":
            topics[-1].things.append(_thing(rest))
        else:
            role, text = rest.split(" ", 1)
            roles = topics[-1].texts.setdefault(word, {})
            roles.setdefault(role, []).append(template(text, word))
    return topics


def _thing(line: str) -> Thing:
    key, zh, en = line.split(" ", 2)
    noun, _, measure = zh.partition("/")
    return Thing(key, noun, measure, en)
