"""Scenes: for each topic a backdrop, a ground, and what stands where."""

from collections.abc import Callable
from dataclasses import dataclass

from tuwen.sample.draw import people, places, things
from tuwen.sample.draw.canvas import PALETTE, WOOD, Canvas, Colour

Draw = Callable[[Canvas, float, float, float, Colour, str], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """What the picture of a topic is made of.

    `layout` is "row" (side by side), "scatter" (over the ground, the near ones larger) or "air".
    `extra` draws what is there once, before the things that are counted.
    """

    draw: Draw
    ground: str
    behind: tuple[str, ...]
    layout: str = "scatter"
    size: float = 120
    extra: Callable[[Canvas, Colour, int], None] | None = None


def _goal(c: Canvas, colour: Colour, count: int) -> None:
    x, y = c.width * c.between(0.06, 0.2), c.horizon + c.between(20, 60)
    w, h = c.between(110, 170), c.between(90, 130)
    for step in range(9):
        c.line([(x + w * step / 8, y - h), (x + w * step / 8, y)], (226, 232, 226), 1)
        c.line([(x, y - h * step / 8), (x + w, y - h * step / 8)], (226, 232, 226), 1)
    c.line([(x, y), (x, y - h), (x + w, y - h), (x + w, y)], (252, 252, 252), 6)


def _curtain(c: Canvas, colour: Colour, count: int) -> None:
    c.pen.rectangle((0, 0, c.width, c.horizon), fill=c.near((86, 64, 58), 12))
    folds = c.dice.randrange(9, 16)
    open_from, open_to = c.between(0.2, 0.34), c.between(0.66, 0.8)
    for fold in range(folds):
        left = c.width * fold / folds
        if open_from < (fold + 0.5) / folds < open_to:
            continue
        hue = colour if fold % 2 else tuple(int(part * 0.82) for part in colour)
        c.pen.rectangle((left, 0, left + c.width / folds, c.horizon + 8), fill=hue)
    c.pen.rectangle((0, 0, c.width, c.between(22, 50)), fill=colour)


def _wall(c: Canvas, colour: Colour, count: int) -> None:
    top = c.horizon + c.between(30, 90)
    c.pen.rectangle((0, top, c.width, c.height), fill=c.near((190, 158, 132), 20))
    for row in range(int(top), c.height, 24):
        shift = 20 if (row // 24) % 2 else 0
        for x in range(-shift, c.width, 44):
            c.pen.rectangle((x, row, x + 42, row + 22), outline=(160, 128, 104))


def _bridge(c: Canvas, colour: Colour, count: int) -> None:
    deck = c.horizon + c.between(-46, 6)
    foot = c.horizon + c.between(60, 110)
    stone = c.near((188, 180, 168), 16)
    left, right = c.width * c.between(-0.02, 0.1), c.width * c.between(0.9, 1.02)
    span, rise = (right - left) / count, c.between(0, 70)
    steps = 24
    top = [
        (left + (right - left) * k / steps, deck - rise * (1 - (2 * k / steps - 1) ** 2))
        for k in range(steps + 1)
    ]
    c.shape([*top, (right, foot), (left, foot)], stone)
    water = c.near((86, 138, 166), 10)
    for arch in range(count):
        middle, w = left + span * (arch + 0.5), span * 0.74
        c.pen.pieslice(
            (middle - w / 2, deck + 24, middle + w / 2, foot * 2 - deck - 24), 180, 360, fill=water
        )
    rail = [(x, y - 26) for x, y in top]
    c.line(rail, colour, 9)
    for (x, y), (_, up) in zip(top, rail, strict=True):
        c.line([(x, y), (x, up)], colour, 5)


def _string_of_lights(c: Canvas, colour: Colour, count: int) -> None:
    y = c.between(10, 40)
    c.line([(0, y), (c.width / 2, y + c.between(10, 36)), (c.width, y)], (90, 70, 60), 3)


def _crane(c: Canvas, colour: Colour, count: int) -> None:
    x, top = c.width * c.between(0.1, 0.9), c.horizon * c.between(0.1, 0.3)
    c.line([(x, c.horizon + 20), (x, top)], (222, 170, 40), 9)
    reach = c.width * c.between(0.3, 0.5) * (1 if x < c.width / 2 else -1)
    c.line([(x - reach * 0.25, top), (x + reach, top)], (222, 170, 40), 7)
    hook = top + c.between(40, 130)
    c.line([(x + reach * 0.8, top), (x + reach * 0.8, hook)], (70, 70, 74), 2)
    c.box(x + reach * 0.8, hook + 12, 60, 12, WOOD)


def _table(c: Canvas, colour: Colour, count: int) -> None:
    c.pen.rectangle((0, 0, c.width, c.horizon), fill=c.near((224, 212, 190), 22))
    w, h = c.between(120, 200), c.horizon * c.between(0.4, 0.7)
    x, y = c.width * c.between(0.2, 0.8), c.horizon * 0.85
    sky = c.near((168, 204, 226), 20)
    c.box(x, y, w + 14, h + 14, (250, 248, 240))
    c.box(x, y - 7, w, h, sky)
    c.line([(x, y - 7), (x, y - 7 - h)], (250, 248, 240), 8)


def _nothing(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    return


SCENES: dict[str, Scene] = {
    "fair": Scene(things.stall, "stone", ("town",), "scatter", 130),
    "bakery": Scene(things.steamer, "floor", ("town",), "scatter", 120),
    "boats": Scene(things.boat, "water", ("hills", "woods"), "scatter", 84),
    "bridge": Scene(_nothing, "water", ("hills", "town"), "row", 60, _bridge),
    "football": Scene(people.player, "grass", ("woods",), "scatter", 110, _goal),
    "running": Scene(people.runner, "track", ("town", "hills"), "scatter", 116),
    "kites": Scene(things.flyer, "grass", ("hills", "woods"), "air", 84),
    "reading": Scene(things.books, "floor", (), "scatter", 100, _table),
    "fire": Scene(things.engine, "stone", ("town",), "scatter", 92),
    "cats": Scene(people.pet, "earth", ("town",), "wall", 92, _wall),
    "concert": Scene(people.musician, "floor", (), "scatter", 128, _curtain),
    "lanterns": Scene(things.lantern, "stone", ("town",), "air", 104, _string_of_lights),
    "harvest": Scene(things.on_the_field, "field", ("hills",), "scatter", 92),
    "orchard": Scene(places.tree, "grass", ("hills",), "scatter", 130),
    "snow": Scene(people.snowman, "snow", ("town", "hills"), "scatter", 120),
    "storm": Scene(people.under_cover, "stone", ("town",), "scatter", 116),
    "lamps": Scene(places.lamp, "stone", ("town",), "scatter", 140),
    "houses": Scene(places.house, "earth", ("hills",), "scatter", 112, _crane),
    "birds": Scene(people.bird, "water", ("hills", "woods"), "air", 100),
    "flowers": Scene(people.flower, "grass", ("woods", "hills"), "scatter", 104),
    "lost": Scene(places.found, "floor", (), "scatter", 100, _table),
}


def compose(c: Canvas, topic: str, count: int, colour: str, thing: str, sky: str) -> None:
    """Draw the whole scene on `c`."""
    scene = SCENES[topic]
    hue = c.near(PALETTE[colour], 10)
    c.sky(sky)
    for layer in scene.behind:
        if c.dice.random() < 0.8:
            {"hills": c.hills, "town": c.town, "woods": c.woods}[layer]()
    c.ground("snow" if sky == "snow" and scene.ground != "floor" else scene.ground)
    if scene.extra is not None:
        scene.extra(c, hue, count)
    for x, y, s in _places(c, scene, count):
        scene.draw(c, x, y, s, hue, thing)
    c.weather(sky if scene.ground != "floor" or topic == "bakery" else "")


def _places(c: Canvas, scene: Scene, count: int) -> list[tuple[float, float, float]]:
    """Where the counted things stand, the far ones first; each keeps a column of its own."""
    columns = list(range(count))
    c.dice.shuffle(columns)
    margin = c.width * 0.07
    step = (c.width - 2 * margin) / count
    size = scene.size * min(1.25, (4.6 / count) ** 0.5) * c.between(0.82, 1.14)
    found = []
    for column in columns:
        x = margin + (column + 0.5 + c.between(-0.28, 0.28)) * step
        depth = c.dice.random()
        if scene.layout == "air":
            y, scale = c.height * (0.16 + 0.46 * depth), 0.75 + 0.5 * c.dice.random()
        elif scene.layout == "wall":
            y, scale = c.horizon + 60.0, c.between(0.9, 1.1)
        else:
            floor = c.height - c.horizon
            y, scale = c.horizon + floor * (0.2 + 0.72 * depth), 0.7 + 0.6 * depth
        found.append((x, y, size * scale))
    return sorted(found, key=lambda place: place[1])
