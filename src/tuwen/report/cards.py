"""Items as they stand in several sections: a card, a line, a strip of pictures."""

from collections.abc import Iterable

from tuwen.core.items import Item
from tuwen.report.markup import Html, join, plain, run, tag
from tuwen.report.material import Material


def line(material: Material, item: Item, limit: int = 90) -> Html:
    """Picture, title, then when and where."""
    day = (item.time.iso or item.time.raw)[:10] if item.time else ""
    facts = [part for part in (day, item.place) if part]
    return join(
        material.thumbnail(item),
        tag(
            "div",
            run(material.title(item, limit), name="p", cls="item-title"),
            tag("p", " · ".join(map(plain, facts)), cls="item-facts") if facts else None,
            cls="item-words",
        ),
    )


def lines(material: Material, items: Iterable[Item], limit: int = 90) -> Html:
    """Items one below the other."""
    return tag("ul", [tag("li", line(material, item, limit)) for item in items], cls="items")


def strip(material: Material, items: Iterable[Item], most: int) -> Html | None:
    """The first pictures of items side by side; None where there are none."""
    found: list[Html] = []
    for item in items:
        if len(found) == most:
            break
        if picture := material.thumbnail(item):
            found.append(tag("li", picture, title=material.title(item)))
    return tag("ul", found, cls="strip") if found else None
