"""Things people use: stalls, boats, kites, books, engines, lanterns. On (x, y), `s` tall."""

from math import cos, pi, sin

from tuwen.sample.draw.canvas import INK, PALETTE, WOOD, Canvas, Colour
from tuwen.sample.draw.people import person

_FRUIT: dict[str, Colour] = {
    "persimmon": (236, 110, 40), "apple": (206, 48, 52), "pumpkin": (224, 136, 44),
    "orange": (246, 160, 44), "radish": (244, 240, 236),
}  # fmt: skip
_BAKED: dict[str, Colour] = {
    "bun": (250, 244, 230), "dumpling": (240, 226, 196), "loaf": (192, 126, 66),
    "pancake": (226, 178, 100), "mooncake": (170, 100, 48),
}  # fmt: skip


def stall(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A market stall: striped awning, counter, fruit heaped on it."""
    w = s * 0.9
    for side in (-1, 1):
        c.box(x + side * w * 0.44, y, s * 0.05, s, WOOD)
    c.box(x, y, w, s * 0.36, c.near((168, 124, 84), 18))
    fruit = _FRUIT[thing]
    for row in range(3):
        for place in range(7 - row):
            at = x + (place - (6 - row) / 2) * w * 0.12
            c.disc(at, y - s * (0.39 + row * 0.075), s * 0.055, c.near(fruit, 14))
    pale = (252, 250, 244) if colour != PALETTE["white"] else (206, 210, 216)
    for stripe in range(6):
        left = x - w * 0.6 + stripe * w * 0.2
        hue = colour if stripe % 2 == 0 else pale
        c.shape(
            [
                (left + w * 0.06, y - s * 1.12),
                (left + w * 0.22, y - s * 1.12),
                (left + w * 0.2, y - s * 0.86),
                (left, y - s * 0.86),
            ],
            hue,
        )
        c.disc(left + w * 0.1, y - s * 0.86, w * 0.1, hue, 0.5)


def steamer(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A stack of steamers, what was baked on top, and its steam."""
    layers = c.dice.randrange(2, 5)
    h = s * 0.8 / layers
    for layer in range(layers):
        top = y - layer * h
        c.box(x, top, s * 0.6, h * 0.94, c.near((206, 168, 108), 10), h * 0.2)
        c.box(x, top - h * 0.3, s * 0.6, h * 0.34, colour)
    for place in range(3):
        c.disc(x + (place - 1) * s * 0.17, y - s * 0.84, s * 0.1, _BAKED[thing], 0.75)
    for wisp in range(3):
        left = x + (wisp - 1) * s * 0.16
        points = [(left + s * 0.05 * sin(k * 1.6), y - s * (0.98 + k * 0.09)) for k in range(4)]
        c.line(points, (238, 238, 236), s * 0.04)


def boat(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A dragon boat, rowing boat, raft or sailing boat with its crew."""
    w = s * (1.5 if thing == "dragonboat" else 1.1)
    crew = {"dragonboat": 4, "raft": 1, "rowboat": 2, "sailboat": 0}[thing]
    for place in range(crew):
        person(
            c,
            x + (place - (crew - 1) / 2) * w * 0.18,
            y - s * 0.06,
            s * 0.5,
            c.near((236, 226, 200), 20),
        )
    if thing == "raft":
        for log in range(4):
            c.box(x, y - s * 0.06 * log, w, s * 0.055, c.near(colour, 12), s * 0.02)
    else:
        hull = [
            (x - w * 0.5, y - s * 0.26),
            (x + w * 0.5, y - s * 0.26),
            (x + w * 0.36, y),
            (x - w * 0.36, y),
        ]
        c.shape(hull, colour)
        c.line([hull[0], hull[1]], INK, s * 0.03)
    if thing == "sailboat":
        c.line([(x, y - s * 0.2), (x, y - s * 1.3)], WOOD, s * 0.05)
        c.shape(
            [
                (x + s * 0.04, y - s * 1.28),
                (x + s * 0.5, y - s * 0.4),
                (x + s * 0.04, y - s * 0.36),
            ],
            (248, 246, 238),
        )
        c.shape(
            [
                (x - s * 0.04, y - s * 1.15),
                (x - s * 0.38, y - s * 0.4),
                (x - s * 0.04, y - s * 0.4),
            ],
            colour,
        )
    if thing == "dragonboat":
        neck = x + w * 0.5
        c.line([(neck - s * 0.08, y - s * 0.2), (neck + s * 0.08, y - s * 0.62)], colour, s * 0.12)
        c.disc(neck + s * 0.14, y - s * 0.64, s * 0.12, colour)
        c.disc(neck + s * 0.16, y - s * 0.68, s * 0.03, (255, 240, 120))
    c.disc(x, y + s * 0.03, w * 0.5, (214, 230, 238), 0.05)


def flyer(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A kite with its tail, a paper glider, or a pinwheel on its stick."""
    if thing == "glider":
        c.shape(
            [(x - s * 0.5, y), (x + s * 0.5, y - s * 0.18), (x - s * 0.1, y + s * 0.14)], colour
        )
        c.shape(
            [(x - s * 0.3, y - s * 0.22), (x + s * 0.5, y - s * 0.18), (x - s * 0.2, y)],
            c.near((250, 250, 250), 6),
        )
        return
    if thing == "windmill":
        c.line([(x, y), (x, y + s * 0.9)], WOOD, s * 0.05)
        turn = c.between(0, pi / 2)
        for blade in range(4):
            a = turn + blade * pi / 2
            tip = (x + s * 0.42 * cos(a), y + s * 0.42 * sin(a))
            side = (x + s * 0.3 * cos(a + 0.8), y + s * 0.3 * sin(a + 0.8))
            c.shape([(x, y), tip, side], colour)
        c.disc(x, y, s * 0.06, INK)
        return
    lean = c.between(-0.2, 0.2) * s
    c.shape(
        [(x + lean, y - s * 0.55), (x + s * 0.36, y), (x - lean, y + s * 0.55), (x - s * 0.36, y)],
        colour,
    )
    c.line([(x + lean, y - s * 0.55), (x - lean, y + s * 0.55)], (250, 250, 246), s * 0.04)
    c.line([(x - s * 0.36, y), (x + s * 0.36, y)], (250, 250, 246), s * 0.04)
    tail = [(x - lean + s * 0.1 * sin(k * 1.7), y + s * (0.55 + k * 0.16)) for k in range(5)]
    c.line(tail, INK, s * 0.03)


def books(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A stack of books on the table, a globe or a pen beside it."""
    n_books = c.dice.randrange(4, 8)
    h = s * 0.9 / n_books
    for place in range(n_books):
        at = x + c.between(-0.06, 0.06) * s
        c.box(at, y - place * h, s * c.between(0.56, 0.74), h * 0.92, c.near(colour, 26))
        c.box(at, y - place * h - h * 0.3, s * 0.5, h * 0.2, (252, 250, 242))
    if thing == "globe":
        c.disc(x, y - s * 1.1, s * 0.22, (70, 136, 190))
        c.disc(x - s * 0.05, y - s * 1.13, s * 0.1, (90, 160, 90), 0.7)
    elif thing == "notebook":
        c.line(
            [(x - s * 0.2, y - s * 0.94), (x + s * 0.3, y - s * 1.16)], PALETTE["yellow"], s * 0.06
        )


def engine(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A fire engine, pump wagon or ladder truck."""
    w = s * 1.5
    c.box(x, y - s * 0.16, w, s * 0.48, colour, s * 0.06)
    c.box(x + w * 0.36, y - s * 0.3, w * 0.28, s * 0.62, colour, s * 0.06)
    c.box(x + w * 0.38, y - s * 0.62, w * 0.16, s * 0.2, (196, 224, 240))
    c.box(x, y - s * 0.34, w, s * 0.07, (252, 250, 244))
    c.box(x + w * 0.36, y - s * 0.92, s * 0.14, s * 0.1, (64, 140, 240))
    for side in (-0.32, 0.3):
        c.disc(x + side * w, y - s * 0.14, s * 0.17, INK)
        c.disc(x + side * w, y - s * 0.14, s * 0.07, (200, 200, 200))
    if thing == "ladder":
        c.line([(x + w * 0.2, y - s * 0.66), (x - w * 0.6, y - s * 1.3)], (214, 214, 210), s * 0.1)
    elif thing == "pump":
        c.disc(x - w * 0.2, y - s * 0.66, s * 0.22, (180, 182, 186))
    else:
        c.line(
            [(x - w * 0.44, y - s * 0.7), (x + w * 0.16, y - s * 0.7)], (214, 214, 210), s * 0.08
        )


def lantern(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A hanging lantern: round, a fish, or a rabbit."""
    c.line([(x, 0), (x, y - s * 0.4)], INK, 2)
    halo = tuple((part + 255) // 2 for part in colour)
    c.disc(x, y, s * 0.4, halo)
    if thing == "fishlamp":
        c.disc(x, y, s * 0.36, colour, 0.62)
        c.shape(
            [(x - s * 0.26, y), (x - s * 0.58, y - s * 0.22), (x - s * 0.58, y + s * 0.22)], colour
        )
        c.disc(x + s * 0.2, y - s * 0.05, s * 0.05, INK)
    elif thing == "rabbitlamp":
        for side in (-1, 1):
            c.disc(x + side * s * 0.14, y - s * 0.42, s * 0.09, colour, 2.4)
        c.disc(x, y, s * 0.32, colour, 0.9)
        for side in (-1, 1):
            c.disc(x + side * s * 0.12, y - s * 0.05, s * 0.04, (200, 40, 60))
    else:
        c.disc(x, y, s * 0.34, colour, 0.86)
        for ring in (-0.5, 0, 0.5):
            r = s * 0.34 * (1 - abs(ring) * 0.3)
            c.pen.arc(
                (x - r * 0.5, y - s * 0.29, x + r * 0.5, y + s * 0.29), 0, 360, fill=halo, width=2
            )
        for end in (-0.3, 0.36):
            c.box(x, y + s * end, s * 0.24, s * 0.07, (226, 180, 80))
    c.line([(x, y + s * 0.34), (x, y + s * 0.66)], (230, 180, 70), s * 0.05)


def on_the_field(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A haystack under a cloth, a tractor, or a barrow."""
    straw = c.near((222, 186, 92), 16)
    if thing == "haystack":
        c.shape(
            [
                (x - s * 0.5, y),
                (x - s * 0.3, y - s * 0.6),
                (x, y - s),
                (x + s * 0.3, y - s * 0.6),
                (x + s * 0.5, y),
            ],
            straw,
        )
        c.shape([(x - s * 0.3, y - s * 0.6), (x, y - s * 1.04), (x + s * 0.3, y - s * 0.6)], colour)
    elif thing == "tractor":
        c.box(x + s * 0.2, y - s * 0.22, s * 0.7, s * 0.36, colour, s * 0.05)
        c.box(x - s * 0.2, y - s * 0.3, s * 0.44, s * 0.66, colour, s * 0.05)
        c.box(x - s * 0.2, y - s * 0.58, s * 0.3, s * 0.26, (206, 228, 238))
        c.disc(x - s * 0.22, y - s * 0.26, s * 0.28, INK)
        c.disc(x + s * 0.4, y - s * 0.16, s * 0.17, INK)
    else:
        c.shape(
            [
                (x - s * 0.5, y - s * 0.5),
                (x + s * 0.4, y - s * 0.5),
                (x + s * 0.24, y - s * 0.14),
                (x - s * 0.3, y - s * 0.14),
            ],
            colour,
        )
        c.disc(x, y - s * 0.52, s * 0.36, straw, 0.5)
        c.disc(x + s * 0.1, y - s * 0.1, s * 0.14, INK)
        c.line([(x - s * 0.5, y - s * 0.46), (x - s * 0.84, y - s * 0.6)], WOOD, s * 0.06)
