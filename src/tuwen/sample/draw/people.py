"""Figures: people at play and at work, animals, snowmen. Each stands on (x, y), `s` tall."""

from math import cos, pi, sin

from tuwen.sample.draw.canvas import INK, PALETTE, SKIN, WOOD, Canvas, Colour


def person(c: Canvas, x: float, y: float, s: float, shirt: Colour, stride: float = 0.12) -> None:
    """Somebody in a shirt."""
    leg = c.near((70, 74, 96), 30)
    for side in (-1, 1):
        c.line([(x, y - s * 0.42), (x + side * s * stride, y)], leg, s * 0.1)
        hand = x + side * s * c.between(0.16, 0.3), y - s * c.between(0.4, 0.75)
        c.line([(x + side * s * 0.1, y - s * 0.7), hand], SKIN, s * 0.07)
    c.box(x, y - s * 0.38, s * 0.3, s * 0.42, shirt, s * 0.07)
    c.disc(x, y - s * 0.88, s * 0.12, c.near(SKIN, 22))
    c.pen.pieslice((x - s * 0.13, y - s * 1.02, x + s * 0.13, y - s * 0.76), 180, 360, fill=INK)


def player(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A footballer, with a ball at the feet now and then."""
    person(c, x, y, s, colour, c.between(0.1, 0.26))
    if c.dice.random() < 0.4:
        c.disc(x + s * 0.34, y - s * 0.07, s * 0.09, (250, 250, 250))


def runner(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A runner with a number on the vest; teams carry batons, walkers keep upright."""
    person(c, x, y, s, colour, 0.3 if thing != "walker" else 0.16)
    c.box(x, y - s * 0.5, s * 0.16, s * 0.13, (252, 252, 250))
    if thing == "relay":
        c.line(
            [(x + s * 0.2, y - s * 0.5), (x + s * 0.36, y - s * 0.62)], PALETTE["yellow"], s * 0.06
        )


def under_cover(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """Somebody under an umbrella; in a raincoat, or beside sandbags, where the story says so."""
    coat = PALETTE["yellow"] if thing == "raincoat" else c.near((92, 96, 108), 30)
    person(c, x, y, s * 0.8, coat)
    top = y - s * 1.05
    c.line([(x + s * 0.14, y - s * 0.4), (x + s * 0.14, top)], INK, s * 0.04)
    place = (x - s * 0.32, top - s * 0.1, x + s * 0.6, top + s * 0.6)
    c.pen.pieslice(place, 180, 360, fill=c.near(colour, 10))
    if thing == "sandbag":
        for bag in range(3):
            c.disc(x - s * 0.5 + bag * s * 0.26, y - s * 0.06, s * 0.16, (188, 164, 118), 0.6)


def musician(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A player in a gown, seated behind an instrument."""
    c.shape(
        [
            (x - s * 0.3, y),
            (x - s * 0.12, y - s * 0.66),
            (x + s * 0.12, y - s * 0.66),
            (x + s * 0.3, y),
        ],
        colour,
    )
    c.disc(x, y - s * 0.78, s * 0.13, SKIN)
    c.pen.pieslice((x - s * 0.14, y - s * 0.93, x + s * 0.14, y - s * 0.65), 180, 360, fill=INK)
    front = y - s * 0.26
    if thing == "drum":
        c.box(x, y, s * 0.5, s * 0.34, PALETTE["red"], s * 0.05)
        c.disc(x, y - s * 0.34, s * 0.25, (246, 230, 190), 0.3)
    elif thing == "flute":
        c.line(
            [(x - s * 0.04, y - s * 0.7), (x + s * 0.46, y - s * 0.62)], (214, 190, 110), s * 0.06
        )
    elif thing == "lute":
        c.disc(x + s * 0.05, front, s * 0.19, WOOD, 1.25)
        c.line([(x + s * 0.05, front), (x + s * 0.22, y - s * 0.86)], WOOD, s * 0.07)
    else:
        c.disc(x + s * 0.1, y - s * 0.14, s * 0.11, WOOD)
        c.line([(x + s * 0.1, y - s * 0.14), (x + s * 0.16, y - s * 0.82)], WOOD, s * 0.05)
        c.line([(x - s * 0.3, y - s * 0.3), (x + s * 0.34, y - s * 0.2)], (240, 236, 224), s * 0.03)


def pet(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A cat, dog or goat sitting, with a collar."""
    furs = {
        "cat": ((226, 160, 90), (120, 116, 118), (60, 56, 58)),
        "dog": ((150, 104, 66), (216, 186, 140)),
        "goat": ((236, 232, 222), (196, 186, 170)),
    }[thing]
    fur = c.near(c.dice.choice(furs), 14)
    c.disc(x, y - s * 0.3, s * 0.26, fur, 1.2)
    head = y - s * 0.74
    c.disc(x, head, s * 0.2, fur)
    for side in (-1, 1):
        ear = x + side * s * 0.13
        if thing == "cat":
            c.shape(
                [
                    (ear - s * 0.08, head - s * 0.12),
                    (ear, head - s * 0.32),
                    (ear + s * 0.08, head - s * 0.12),
                ],
                fur,
            )
        elif thing == "dog":
            c.disc(x + side * s * 0.2, head, s * 0.08, tuple(part // 2 for part in fur), 1.9)
        else:
            c.line(
                [(ear, head - s * 0.15), (ear + side * s * 0.1, head - s * 0.4)],
                (150, 130, 100),
                s * 0.05,
            )
        c.disc(x + side * s * 0.08, head - s * 0.03, s * 0.03, INK)
    c.line([(x + s * 0.2, y - s * 0.1), (x + s * 0.42, y - s * c.between(0.1, 0.5))], fur, s * 0.09)
    c.box(x, y - s * 0.5, s * 0.34, s * 0.09, colour, s * 0.03)


def snowman(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A snowman with a scarf; a sledge or a shovel beside it where the story says so."""
    white = c.near((250, 251, 253), 4)
    for height, r in ((0.25, 0.3), (0.64, 0.22), (0.93, 0.16)):
        c.disc(x, y - s * height, s * r, (206, 214, 226))
        c.disc(x - s * 0.02, y - s * (height + 0.015), s * r * 0.96, white)
    c.box(x, y - s * 0.75, s * 0.36, s * 0.1, colour, s * 0.04)
    c.box(x + s * 0.14, y - s * 0.52, s * 0.1, s * 0.26, colour)
    for side in (-1, 1):
        c.disc(x + side * s * 0.06, y - s * 0.97, s * 0.022, INK)
    c.shape([(x, y - s * 0.94), (x + s * 0.18, y - s * 0.9), (x, y - s * 0.89)], PALETTE["orange"])
    if thing == "sledge":
        c.line([(x + s * 0.3, y), (x + s * 0.85, y), (x + s * 0.95, y - s * 0.12)], WOOD, s * 0.06)
        c.box(x + s * 0.55, y - s * 0.1, s * 0.5, s * 0.06, WOOD)
    elif thing == "shovel":
        c.line([(x + s * 0.42, y), (x + s * 0.5, y - s * 0.8)], WOOD, s * 0.05)
        c.box(x + s * 0.42, y, s * 0.2, s * 0.22, (120, 128, 140))


def bird(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A bird on the wing, a ring on its leg."""
    body = {
        "heron": (244, 246, 246), "crane": (150, 156, 164), "duck": (112, 92, 66),
        "swallow": (42, 48, 74),
    }[thing]  # fmt: skip
    lift = c.between(0.15, 0.55)
    for side in (-1, 1):
        tip = (x + side * s * 0.62, y - s * lift)
        c.shape([(x - s * 0.1, y), tip, (x + s * 0.12, y + s * 0.05)], c.near(body, 12))
    c.disc(x, y, s * 0.2, body, 0.5)
    long_neck = thing in ("heron", "crane")
    head = (x + s * (0.4 if long_neck else 0.24), y - s * (0.2 if long_neck else 0.06))
    c.line([(x + s * 0.1, y), head], body, s * 0.08)
    c.disc(*head, s * 0.07, body)
    c.line([head, (head[0] + s * 0.18, head[1] + s * 0.02)], PALETTE["orange"], s * 0.05)
    foot = (x - s * 0.34, y + s * 0.16)
    c.line([(x - s * 0.1, y + s * 0.06), foot], INK, s * 0.04)
    c.disc(*foot, s * 0.09, colour)


def flower(c: Canvas, x: float, y: float, s: float, colour: Colour, thing: str) -> None:
    """A flower on its stem."""
    stem, top = c.near((70, 128, 66), 18), y - s * c.between(0.7, 0.9)
    c.line([(x, y), (x + c.between(-0.06, 0.06) * s, top)], stem, s * 0.06)
    c.disc(x + s * 0.14, y - s * 0.3, s * 0.15, stem, 0.4)
    petal = c.near(colour, 12)
    if thing == "tulip":
        c.disc(x, top, s * 0.17, petal, 1.2)
        for side in (-1, 0, 1):
            at = x + side * s * 0.11
            c.shape([(at - s * 0.07, top), (at, top - s * 0.3), (at + s * 0.07, top)], petal)
        return
    n_petals, r = {"daisy": (9, 0.1), "lotus": (6, 0.14), "sunflower": (12, 0.1)}[thing]
    reach = {"daisy": 0.19, "lotus": 0.17, "sunflower": 0.24}[thing]
    for place in range(n_petals):
        angle = 2 * pi * place / n_petals
        c.disc(x + s * reach * cos(angle), top + s * reach * sin(angle), s * r, petal)
    heart = (112, 74, 40) if thing == "sunflower" else (246, 210, 84)
    c.disc(x, top, s * reach * 0.7, heart)
