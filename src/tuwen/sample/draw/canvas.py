"""A sheet to draw on: sky, ground, hills and weather, in colours and shapes that dice decide."""

import random
from collections.abc import Sequence

from PIL import Image, ImageDraw

Colour = tuple[int, ...]  # red, green, blue
PALETTE: dict[str, Colour] = {
    "red": (204, 51, 46), "orange": (233, 130, 38), "yellow": (244, 203, 62),
    "green": (62, 143, 78), "blue": (43, 99, 178), "purple": (122, 72, 160),
    "white": (246, 246, 240), "pink": (240, 142, 172),
}  # fmt: skip
INK: Colour = (52, 46, 44)
SKIN: Colour = (232, 190, 152)
WOOD: Colour = (134, 94, 60)
_SKIES: dict[str, tuple[Colour, Colour]] = {
    "sunny": ((86, 164, 226), (206, 232, 246)),
    "cloudy": ((138, 150, 162), (200, 206, 210)),
    "rain": ((84, 98, 116), (150, 162, 174)),
    "dusk": ((92, 66, 120), (246, 152, 88)),
    "mist": ((196, 202, 204), (228, 230, 228)),
    "night": ((14, 20, 48), (48, 58, 104)),
    "snow": ((172, 184, 198), (222, 228, 234)),
}
_SIZES = ((640, 480), (640, 440), (600, 500), (680, 460))  # twice what is kept
_GROUND: dict[str, Colour] = {
    "grass": (116, 164, 84), "earth": (186, 152, 108), "water": (86, 138, 166),
    "stone": (176, 170, 160), "snow": (238, 242, 246), "field": (214, 184, 92),
    "floor": (158, 114, 78), "track": (196, 104, 76),
}  # fmt: skip


class Canvas:
    """A sheet of `width` × `height` with a horizon, and dice that belong to it alone."""

    def __init__(self, seed: int) -> None:
        """An empty sheet; everything on it follows from `seed`."""
        self.dice = random.Random(seed)
        self.width, self.height = self.dice.choice(_SIZES)
        self.horizon = int(self.height * self.between(0.38, 0.64))
        self.image = Image.new("RGB", (self.width, self.height))
        self.pen = ImageDraw.Draw(self.image)

    def between(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return low + (high - low) * self.dice.random()

    def near(self, colour: Colour, spread: int = 14) -> Colour:
        """`colour`, a little off."""
        red, green, blue = (
            max(0, min(255, part + int(self.between(-spread, spread)))) for part in colour
        )
        return red, green, blue

    def shade(self, colour: Colour, spread: int) -> Colour:
        """`colour`, a little lighter or darker."""
        step = int(self.between(-spread, spread))
        red, green, blue = (max(0, min(255, part + step)) for part in colour)
        return red, green, blue

    def box(self, x: float, y: float, w: float, h: float, colour: Colour, round: float = 0) -> None:
        """A box whose foot stands with its middle on (x, y)."""
        place = (x - w / 2, y - h, x + w / 2, y)
        if round and w > 2 * round and h > 2 * round:
            self.pen.rounded_rectangle(place, round, fill=colour)
        else:
            self.pen.rectangle(place, fill=colour)

    def disc(self, x: float, y: float, r: float, colour: Colour, flat: float = 1) -> None:
        """A disc around (x, y), flattened by `flat`."""
        self.pen.ellipse((x - r, y - r * flat, x + r, y + r * flat), fill=colour)

    def shape(self, points: Sequence[tuple[float, float]], colour: Colour) -> None:
        """A filled polygon."""
        self.pen.polygon(points, fill=colour)

    def line(self, points: Sequence[tuple[float, float]], colour: Colour, width: float) -> None:
        """A line through points."""
        self.pen.line(points, fill=colour, width=max(1, int(width)), joint="curve")

    def sky(self, kind: str) -> None:
        """The whole sheet as a sky, with sun, moon, stars or clouds."""
        top, bottom = (self.near(colour, 18) for colour in _SKIES[kind])
        strip = Image.new("RGB", (1, 2))
        strip.putdata([top, bottom])
        self.image.paste(
            strip.resize((self.width, self.height), Image.Resampling.BILINEAR, (0, 0.5, 1, 1.5))
        )
        x, y = self.between(0.08, 0.92) * self.width, self.between(0.1, 0.7) * self.horizon
        r = self.between(18, 44)
        if kind == "sunny":
            self.disc(x, y, r, (255, 240, 170))
        elif kind == "dusk":
            self.disc(x, self.horizon - r * self.between(-0.6, 0.8), r * 1.3, (255, 206, 120))
        elif kind == "night":
            self._stars(x, y, r, top)
        if kind in ("cloudy", "rain", "snow", "sunny"):
            n_clouds = self.dice.randrange(1, 4) if kind == "sunny" else self.dice.randrange(4, 9)
            for _ in range(n_clouds):
                self._cloud((250, 250, 252) if kind == "sunny" else self.shade(bottom, 24))

    def _stars(self, x: float, y: float, r: float, sky: Colour) -> None:
        for _ in range(self.dice.randrange(20, 60)):
            place = self.between(0, self.width), self.between(0, self.horizon)
            self.disc(*place, self.between(0.8, 2.2), (250, 246, 214))
        self.disc(x, y, r, (250, 244, 210))
        self.disc(x + r * 0.45, y - r * 0.2, r * 0.9, sky)

    def _cloud(self, colour: Colour) -> None:
        x, y = self.between(0, self.width), self.between(0, self.horizon * 0.8)
        r = self.between(16, 42)
        for _ in range(4):
            self.disc(
                x + self.between(-1.8, 1.8) * r, y + self.between(-0.3, 0.3) * r, r, colour, 0.6
            )

    def hills(self) -> None:
        """One to three ranges of hills against the sky."""
        for depth in range(self.dice.randrange(1, 4)):
            base = self.near((108 - 18 * depth, 134 - 14 * depth, 128 - 26 * depth), 24)
            y = self.horizon - self.between(10, 90) / (depth + 1)
            steps = self.dice.randrange(3, 8)
            edge = [
                (self.width * step / steps, y + self.between(-46, 30)) for step in range(steps + 1)
            ]
            floor = self.horizon + 4
            self.shape([(0, floor), *edge, (self.width, floor)], base)

    def town(self) -> None:
        """A row of far houses."""
        x = -self.between(0, 60)
        while x < self.width:
            w, h = self.between(40, 110), self.between(40, 150)
            wall = self.near((198, 178, 156), 34)
            self.box(x + w / 2, self.horizon + 4, w, h, wall)
            top = self.horizon + 4 - h
            roof = self.near((112, 84, 76), 30)
            self.shape(
                [(x - 6, top), (x + w / 2, top - self.between(12, 50)), (x + w + 6, top)], roof
            )
            for place in range(self.dice.randrange(1, 4)):
                self.box(x + w * (place + 1) / 4, top + h * 0.45, 9, 14, (248, 222, 140))
            x += w + self.between(0, 46)

    def woods(self) -> None:
        """A fringe of far trees."""
        for _ in range(self.dice.randrange(9, 22)):
            x, r = self.between(0, self.width), self.between(12, 40)
            self.disc(x, self.horizon - r * 0.6, r, self.near((70, 112, 74), 26))

    def ground(self, kind: str) -> None:
        """What everything stands on."""
        colour = self.near(self.shade(_GROUND[kind], 22), 9)
        self.pen.rectangle((0, self.horizon, self.width, self.height), fill=colour)
        shade = tuple(int(part * 0.9) for part in colour)
        for _ in range(self.dice.randrange(8, 26)):
            x, y = self.between(0, self.width), self.between(self.horizon, self.height)
            w = self.between(10, 90) * (0.4 + (y - self.horizon) / self.height)
            if kind in ("stone", "floor", "track"):
                self.line([(x - w, y), (x + w, y)], shade, 2)
            else:
                self.disc(x, y, w, shade, 0.08)

    def weather(self, kind: str) -> None:
        """What falls or hangs between the eye and the scene."""
        if kind == "rain":
            slant = self.between(-10, 10)
            for _ in range(self.dice.randrange(90, 170)):
                x, y = self.between(0, self.width), self.between(0, self.height)
                self.line([(x, y), (x + slant, y + 20)], (198, 212, 228), 2)
        elif kind == "snow":
            for _ in range(self.dice.randrange(110, 200)):
                place = self.between(0, self.width), self.between(0, self.height)
                self.disc(*place, self.between(1.5, 5), (255, 255, 255))
        elif kind in ("mist", "night", "dusk"):
            veil, share = {
                "mist": ((232, 234, 232), self.between(0.34, 0.5)),
                "night": ((18, 24, 58), self.between(0.22, 0.32)),
                "dusk": ((240, 140, 90), self.between(0.1, 0.18)),
            }[kind]
            cover = Image.new("RGB", self.image.size, veil)
            self.image = Image.blend(self.image, cover, share)
            self.pen = ImageDraw.Draw(self.image)

    def finished(self) -> Image.Image:
        """The picture at half the size drawn, edges smooth, facing either way."""
        small = self.image.reduce(2)
        if self.dice.random() < 0.5:
            small = small.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        return small
