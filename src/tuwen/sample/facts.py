"""What happened: the facts of each story, drawn from (seed, index) alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import numpy as np

from tuwen.sample.grammar import Thing, Topic, grammar

BLOCK = 4096  # stories drawn at once; part of what a seed means, never change it
WIDTH = 32  # random numbers of one story
FIRST_DAY = date(2023, 1, 1)
DAYS = 731
BILINGUAL = 16  # one story in so many is in both languages
IN_SEASON = 9  # a day in a topic's months is so many times as likely as another
COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "white", "pink")
_SKIES = ("sunny", "sunny", "cloudy", "rain", "dusk", "mist", "night")
_WINTER = (*_SKIES, "snow", "snow")
_OF_TOPIC = {
    "snow": ("snow", "snow", "cloudy", "dusk"),
    "storm": ("rain",),
    "lanterns": ("dusk", "night", "night", "snow"),
    "lamps": ("dusk", "night", "night", "rain", "mist"),
    "flowers": ("sunny", "sunny", "cloudy", "rain", "mist"),
    "kites": ("sunny", "cloudy", "dusk"),
    "harvest": ("sunny", "sunny", "cloudy", "dusk", "mist"),
}
NO_PICTURE, TWO_PICTURES = 12, 25  # one story in so many


class Facts(NamedTuple):
    """One story before it is told: what, where, who, when, how many, in what colour and weather.

    `place`, `who`, `helper` and `org` are (Chinese, English); `rolls` are the random numbers left
    for the wording and for the drawing.
    """

    number: int
    topic: Topic
    language: str  # "zh", "en" or "zh-en"
    day: date
    place: tuple[str, str]
    org: tuple[str, str]
    who: tuple[str, str]
    helper: tuple[str, str]
    thing: Thing
    n_things: int
    many: int
    colour: str
    sky: str
    split: str
    n_pictures: int
    rolls: list[int]


def blocks(n: int, seed: int) -> Iterator[list[list[int]]]:
    """The random numbers of stories 0 … n - 1, a block at a time."""
    for first in range(0, n, BLOCK):
        yield _rolls(first // BLOCK, seed)[: n - first]


def _rolls(block: int, seed: int) -> list[list[int]]:
    """(BLOCK, WIDTH) numbers below 2**31, from the raw stream, whose bits no version changes."""
    raw = np.random.PCG64([seed, block]).random_raw(BLOCK * WIDTH) >> np.uint64(33)
    return raw.reshape(BLOCK, WIDTH).tolist()


def facts_at(index: int, seed: int) -> Facts:
    """The facts of one story, without those before it."""
    bits = np.random.PCG64([seed, index // BLOCK])
    bits.advance(index % BLOCK * WIDTH)
    rolls = (bits.random_raw(WIDTH) >> np.uint64(33)).tolist()
    return facts(index, rolls)


def facts(index: int, rolls: list[int]) -> Facts:
    """The facts that a row of random numbers stands for."""
    words, people = grammar(), _people()
    topic = words.topics[rolls[0] % len(words.topics)]
    turn = rolls[1] % (2 * BILINGUAL)
    day_number = _days(topic.months, topic.only)[rolls[2] % 4096]
    month = _MONTHS[day_number]
    skies = _OF_TOPIC.get(topic.key) or (_WINTER if month in (12, 1, 2) else _SKIES)
    return Facts(
        number=index,
        topic=topic,
        language="zh-en" if turn < 2 else "zh" if turn % 2 else "en",
        day=_DATES[day_number],
        place=topic.places[rolls[3] % len(topic.places)],
        org=topic.orgs[rolls[4] % len(topic.orgs)],
        who=people[rolls[5] % len(people)],
        helper=people[(rolls[5] + 1 + rolls[6] % 500) % len(people)],
        thing=topic.things[rolls[7] % len(topic.things)],
        n_things=2 + rolls[8] % 8,
        many=23 + rolls[9] % 970,
        colour=COLOURS[rolls[10] % len(COLOURS)],
        sky=skies[rolls[11] % len(skies)],
        split="test" if rolls[12] % 5 == 0 else "train",
        n_pictures=0 if rolls[13] % NO_PICTURE == 0 else 2 if rolls[13] % TWO_PICTURES == 1 else 1,
        rolls=rolls[14:],
    )


@cache
def _people() -> list[tuple[str, str]]:
    """Everybody in town, neighbours in the list bearing different surnames."""
    words = grammar()
    return [
        (sur[0] + given[0], f"{given[1]} {sur[1]}")
        for given in words.given
        for sur in words.surnames
    ]


@cache
def _days(months: tuple[int, ...], only: bool) -> list[int]:
    """4096 day numbers, spread as the topic's season wants them."""
    weights = np.array([IN_SEASON if m in months else 0 if only else 1 for m in _MONTHS], float)
    steps = (np.arange(4096) + 0.5) / 4096 * weights.sum()
    return np.searchsorted(np.cumsum(weights), steps).tolist()


_DATES = [FIRST_DAY + timedelta(days=day) for day in range(DAYS)]
_MONTHS = [day.month for day in _DATES]
