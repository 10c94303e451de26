"""What stands in a place: trees, lamps, houses, what was found. On (x, y), `s` tall."""

from tuwen.sample.draw.canvas import INK, WOOD, Canvas, Colour


def tree(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A tree in bloom; a tea bush stays low."""
    low = thing == "tea"
    crown = y - s * (0.3 if low else 0.7)
    if not low:
        c.line([(x, y), (x + c.between(-0.05, 0.05) * s, crown)], WOOD, s * 0.1)
    for _ in range(6):
        at = x + c.between(-0.24, 0.24) * s, crown + c.between(-0.2, 0.2) * s
        c.disc(*at, s * 0.22, c.near((92, 146, 84), 20))
    dots = {"peach": 34, "plum": 26, "tea": 14, "pear": 42}[thing]
    for _ in range(dots):
        at = x + c.between(-0.42, 0.42) * s, crown + c.between(-0.36, 0.36) * s
        c.disc(*at, s * 0.055, c.near(colour, 18))


def lamp(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A street lamp, signal lamp or beacon, burning."""
    c.line([(x, y), (x, y - s)], (62, 66, 72), s * 0.06)
    head = y - s * 1.02
    glow = tuple((part + 510) // 3 for part in colour)
    c.disc(x, head, s * 0.24, glow)
    if thing == "beacon":
        c.box(x, y, s * 0.5, s * 0.3, (150, 62, 52))
        c.shape(
            [
                (x - s * 0.14, head + s * 0.12),
                (x, head - s * 0.26),
                (x + s * 0.14, head + s * 0.12),
            ],
            colour,
        )
    elif thing == "signal":
        c.box(x, head + s * 0.2, s * 0.24, s * 0.4, INK, s * 0.04)
        c.disc(x, head, s * 0.1, colour)
    else:
        c.disc(x, head, s * 0.14, colour)
        c.shape(
            [(x - s * 0.18, head - s * 0.1), (x, head - s * 0.26), (x + s * 0.18, head - s * 0.1)],
            (62, 66, 72),
        )


def house(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A house, a long workshop, or a tower, with its roof."""
    w, h = {"house": (0.8, 0.6), "workshop": (1.15, 0.45), "tower": (0.46, 1.15)}[thing]
    c.box(x, y, w * s, h * s, c.near((230, 218, 198), 16))
    eaves, top = y - h * s, y - h * s - s * (0.46 if thing == "tower" else 0.34)
    c.shape([(x - w * s * 0.62, eaves), (x, top), (x + w * s * 0.62, eaves)], colour)
    c.box(x, y, s * 0.17, s * 0.3, c.near((110, 76, 54), 12))
    for side in (-1, 1):
        c.box(x + side * w * s * 0.3, y - h * s * 0.45, s * 0.13, s * 0.15, (250, 226, 150))


def found(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A key, a parcel or a glove on the desk."""
    if thing == "key":
        c.disc(x - s * 0.25, y - s * 0.3, s * 0.2, colour)
        c.disc(x - s * 0.25, y - s * 0.3, s * 0.09, (158, 114, 78))
        c.line([(x - s * 0.06, y - s * 0.3), (x + s * 0.5, y - s * 0.3)], colour, s * 0.1)
        c.box(x + s * 0.4, y - s * 0.06, s * 0.08, s * 0.2, colour)
    elif thing == "parcel":
        c.box(x, y, s * 0.8, s * 0.6, colour)
        c.box(x, y, s * 0.1, s * 0.6, (240, 226, 190))
        c.box(x, y - s * 0.26, s * 0.8, s * 0.1, (240, 226, 190))
    else:
        c.box(x, y, s * 0.42, s * 0.5, colour, s * 0.08)
        for finger in range(4):
            c.box(
                x + (finger - 1.5) * s * 0.11,
                y - s * 0.4,
                s * 0.09,
                s * c.between(0.3, 0.44),
                colour,
                s * 0.04,
            )
        c.line([(x + s * 0.2, y - s * 0.24), (x + s * 0.38, y - s * 0.44)], colour, s * 0.11)
