"""Cut an item into child items: sentences, passages, windows, crops.

A child knows its parent and where in it it stands, and belongs to its parent's group: a summary is
a choice of sentences, an answer one of passages, a face a crop, each a head over children.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from tuwen.core.items import Item

Unit = Literal["sentence", "passage", "window", "crop"]
_KEY = "unit"  # where a child's meta says what it is


class Place(NamedTuple):
    """Where a child stands in its parent.

    `field` with `start` and `end` (code points, half-open) for texts; `image` (which picture) with
    `box` (x0, y0, x1, y1 in pixels) for crops.
    """

    parent: str
    unit: str
    field: str = ""
    start: int = 0
    end: int = 0
    image: int = 0
    box: tuple[float, ...] = ()


def cut(item: Item, field: str, spans: Iterable[tuple[int, int]], unit: Unit) -> Iterator[Item]:
    """A child for each span of `item.fields[field]`, in order; raises ValueError outside the text.

    The child has one field of the same name, `group` its parent's id, and no targets.
    """
    text, parent = item.fields[field], item.named()
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"({start}, {end}) lies outside a text of {len(text)} characters")
        yield _child(
            parent,
            Place(parent.id, unit, field, start, end),
            f"{field}:{start}-{end}",
            fields={field: text[start:end]},
            languages={k: v for k, v in parent.languages.items() if k == field},
        )


def crop(item: Item, image: int, boxes: Iterable[Sequence[float]]) -> Iterator[Item]:
    """A child for each box (x0, y0, x1, y1 in pixels) of the picture `item.images[image]`.

    The child refers to the whole picture; its `origin.box` says which part is meant. Raises
    ValueError for an empty box.
    """
    parent = item.named()
    for box in boxes:
        x0, y0, x1, y1 = (float(each) for each in box)
        if not (0 <= x0 < x1 and 0 <= y0 < y1):
            raise ValueError(f"{tuple(box)} is no box: x0 < x1 and y0 < y1, none negative")
        child = _child(
            parent,
            Place(parent.id, "crop", image=image, box=(x0, y0, x1, y1)),
            f"image{image}:{x0:g},{y0:g},{x1:g},{y1:g}",
            images=(parent.images[image],),
        )
        yield replace(child, origin=parent.origin._replace(box=(x0, y0, x1, y1)))


def _child(parent: Item, place: Place, tail: str, **parts: Any) -> Item:
    return Item(
        id=f"{parent.id}#{tail}",
        group=parent.id,
        split=parent.split,
        time=parent.time,
        meta={_KEY: {k: v for k, v in place._asdict().items() if v not in ("", (), 0)}},
        origin=parent.origin,
        **parts,
    )


def place_of(child: Item) -> Place | None:
    """Where a child stands in its parent; None for an item that was not cut from another."""
    said = child.meta.get(_KEY)
    return Place(**{**said, "box": tuple(said.get("box", ()))}) if said else None


def windows(length: int, size: int, step: int) -> list[tuple[int, int]]:
    """Spans of `size` code points every `step`, covering `length`; the last may be shorter."""
    if size < 1 or not 1 <= step <= size:
        raise ValueError(f"a window of {size} every {step} leaves gaps or never ends")
    starts = range(0, max(length - size + step, 1), step) if length else ()
    return [(start, min(start + size, length)) for start in starts]


def passages(sentences: Sequence[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """Neighbouring sentence spans joined while a passage stays within `most` code points.

    A sentence longer than that stands alone, uncut.
    """
    joined: list[tuple[int, int]] = []
    for start, end in sentences:
        if joined and end - joined[-1][0] <= most:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def by_parent(children: Iterable[Item]) -> dict[str, list[Item]]:
    """Children grouped by parent id, in the order met."""
    groups: dict[str, list[Item]] = {}
    for child in children:
        groups.setdefault(child.group, []).append(child)
    return groups
