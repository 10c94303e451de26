"""Illustrations drawn with Pillow: a picture is a pure function of the facts it shows."""

import io

from PIL import Image

from tuwen.sample.draw.canvas import Canvas
from tuwen.sample.draw.scenes import compose
from tuwen.sample.page import Drawing

_NOT_A_PICTURE = b"<!doctype html><title>404</title><p>The picture was not found.</p>\n"


def draw(drawing: Drawing) -> bytes:
    """The bytes of a picture file, with what befalls it done to them."""
    if drawing.harm == "unreadable":
        return _NOT_A_PICTURE
    image = picture(drawing)
    if drawing.harm == "wrong_extension":
        return _encoded(image, ".png" if drawing.name.endswith(".jpg") else ".jpg")
    if drawing.harm == "recoloured":
        image = image.point([min(255, int(level * 0.94 + 12)) for level in range(256)] * 3)
    if drawing.harm == "cropped":
        width, height = image.size
        image = image.crop((3, 2, width - 2, height - 3)).resize((width, height))
    data = _encoded(image, drawing.name[-4:], quality=58 if drawing.harm else 84)
    return data[: len(data) * 3 // 5] if drawing.harm == "truncated" else data


def picture(drawing: Drawing) -> Image.Image:
    """The drawn scene, some 320 × 240, RGB."""
    facts = drawing.facts
    seed = (facts.rolls[-2] << 40) + (facts.rolls[-3] << 8) + drawing.view
    canvas = Canvas(seed)
    compose(canvas, facts.topic.key, facts.n_things, facts.colour, facts.thing.key, facts.sky)
    return canvas.finished()


def _encoded(image: Image.Image, suffix: str, quality: int = 84) -> bytes:
    out = io.BytesIO()
    if suffix == ".png":
        image.save(out, "PNG", compress_level=4)
    else:
        image.save(out, "JPEG", quality=quality)
    return out.getvalue()
