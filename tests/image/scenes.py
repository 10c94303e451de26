"""Small pictures made from numbers."""

import io
from typing import Any

import numpy as np
from PIL import Image, ImageDraw


def photo(seed: int, width: int = 96, height: int = 80) -> np.ndarray:
    """A smooth colourful field with some noise, like a photo: uint8 (H, W, 3)."""
    rng = np.random.default_rng(seed)
    grid = rng.integers(0, 255, (5, 6, 3), np.uint8)
    smooth = np.asarray(Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC))
    return np.clip(smooth + rng.normal(0, 4, smooth.shape), 0, 255).astype(np.uint8)


SHAPES = ("disc", "square", "triangle", "cross")
COLOURS = {
    "red": (220, 40, 40), "green": (40, 170, 60), "blue": (40, 70, 220), "yellow": (240, 200, 40),
    "purple": (140, 50, 180), "orange": (240, 130, 30), "black": (20, 20, 20),
    "pink": (250, 140, 190), "brown": (130, 80, 40), "cyan": (40, 190, 200),
    "grey": (130, 130, 130), "olive": (120, 130, 30),
}  # fmt: skip


def drawing(shape: str, colour: str, seed: int = 0, side: int = 64) -> np.ndarray:
    """A shape on white, a little moved and scaled: uint8 (side, side, 3)."""
    rng = np.random.default_rng(seed)
    canvas = Image.new("RGB", (side, side), "white")
    draw = ImageDraw.Draw(canvas)
    r = side * rng.uniform(0.25, 0.38)
    x, y = side / 2 + rng.uniform(-4, 4, 2)
    box, fill = (x - r, y - r, x + r, y + r), COLOURS[colour]
    if shape == "disc":
        draw.ellipse(box, fill=fill)
    elif shape == "square":
        draw.rectangle(box, fill=fill)
    elif shape == "triangle":
        draw.polygon([(x, y - r), (x - r, y + r), (x + r, y + r)], fill=fill)
    else:
        draw.rectangle((x - r / 3, y - r, x + r / 3, y + r), fill=fill)
        draw.rectangle((x - r, y - r / 3, x + r, y + r / 3), fill=fill)
    return np.asarray(canvas)


def encoded(picture: np.ndarray | Image.Image, format: str = "PNG", **options: Any) -> bytes:
    """The bytes of a picture."""
    out = io.BytesIO()
    whole = Image.fromarray(picture) if isinstance(picture, np.ndarray) else picture
    whole.save(out, format, **options)
    return out.getvalue()
