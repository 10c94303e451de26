"""One item of the paper: its row of `items.jsonl`, its pictures, and what is known about it."""

from dataclasses import dataclass
from typing import Any

from tuwen.sample.facts import Facts
from tuwen.sample.telling import tell

_PNG = 9  # one picture in so many is a PNG, the others are JPEG


@dataclass(slots=True)
class Drawing:
    """A picture to be drawn: its name, the facts it shows, which view of them, what befalls it."""

    name: str
    facts: Facts
    view: int = 0
    harm: str = ""  # "" or a key of `harm.HARMS`


@dataclass(slots=True)
class Page:
    """An item that may still be changed: row, drawings, facts."""

    facts: Facts
    row: dict[str, Any]
    drawings: list[Drawing]


def page(facts: Facts, pictures: bool) -> Page:
    """The clean page of a story."""
    story = tell(facts)
    name = item_id(facts.number)
    drawings = [
        Drawing(picture_name(facts, view), facts, view)
        for view in range(facts.n_pictures if pictures else 0)
    ]
    side = 1 if facts.language == "en" else 0
    row = {
        "id": name,
        "title": story.title,
        "summary": story.summary,
        "text": story.text,
        "language": facts.language,
        "time": facts.day.isoformat(),
        "place": facts.place[side].removeprefix("the "),
        "people": [facts.who[side], facts.helper[side]],
        "section": facts.topic.section,
        "split": facts.split,
        "images": [each.name for each in drawings],
        "made_up": True,
    }
    return Page(facts, row, drawings)


def item_id(index: int) -> str:
    """The id of the story `index`."""
    return f"lf-{index:07d}"


def picture_name(facts: Facts, view: int) -> str:
    """Where the picture of a story lies, relative to the paper's folder."""
    suffix = "png" if facts.rolls[-1] % _PNG == 0 else "jpg"
    letter = "b" if view else ""
    return f"pictures/{facts.number // 1000:04d}/{item_id(facts.number)}{letter}.{suffix}"


def known(page: Page) -> dict[str, Any]:
    """The truth of a page: topic, what its picture shows, and every name with its span.

    Spans are code points, half-open, in the named field as written.
    """
    facts = page.facts
    return {
        "id": page.row["id"],
        "topic": facts.topic.key,
        "section": facts.topic.section,
        "thing": facts.thing.key,
        "count": facts.n_things,
        "colour": facts.colour,
        "sky": facts.sky,
        "entities": _entities(page),
    }


def _entities(page: Page) -> list[tuple[str, int, int, str]]:
    facts, found = page.facts, []
    sides = {"zh": (0,), "en": (1,), "zh-en": (0, 1)}[facts.language]
    names = [
        (pair[side].removeprefix("the "), kind)
        for side in sides
        for pair, kind in (
            (facts.who, "person"),
            (facts.helper, "person"),
            (facts.place, "place"),
            (facts.org, "organisation"),
        )
    ]
    for field in ("title", "text"):
        text = page.row[field]
        for name, kind in names:
            start = text.find(name)
            while start >= 0:
                end = start + len(name)
                found.append((field, start, end, kind))
                start = text.find(name, end)
    return found
