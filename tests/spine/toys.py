"""Toy items on which each kind of pipeline can be seen to learn in seconds."""

import io
import random

import numpy as np
from PIL import Image

from tuwen.core.items import ImageRef, Item
from tuwen.core.pictures import Album

TOPICS = {"sport": "球赛跑队goal", "food": "饭菜汤锅soup"}
COLOURS = {"sport": (220, 40, 30), "food": (30, 60, 220)}
ALBUM = Album()


def texts(n: int, seed: int = 0) -> list[Item]:
    """Short texts of mixed letters whose topic shows in some of them."""
    draw = random.Random(seed)
    return [_text(draw, f"t{seed}-{i}") for i in range(n)]


def _text(draw: random.Random, id: str) -> Item:
    topic = draw.choice(sorted(TOPICS))
    letters = TOPICS[topic] + "的一是不了 "
    text = "".join(draw.choice(letters) for _ in range(draw.randrange(6, 14)))
    return Item(id=id, fields={"text": text}, targets={"label": topic})


def tagged(n: int, seed: int = 0) -> list[Item]:
    """Texts in which what follows 在 (and only that) is a place of two characters."""
    draw = random.Random(seed)
    items = []
    for i in range(n):
        text, tags = "", []
        for _ in range(draw.randrange(2, 5)):
            others = "".join(draw.choice("我他看书喝茶北") for _ in range(draw.randrange(4)))
            text += others + "在" + draw.choice(["北京", "南京", "看书"])
            tags += ["O"] * (len(others) + 1) + ["B", "I"]
        items.append(Item(id=f"g{seed}-{i}", fields={"text": text}, targets={"tags": tags}))
    return items


def echoes(n: int, seed: int = 0) -> list[Item]:
    """A text of three letters, and a tone that decides whether it is to be written large."""
    draw = random.Random(seed)
    items = []
    for i in range(n):
        word, tone = "".join(draw.choice("abcd") for _ in range(2)), draw.choice("+-")
        fields = {"source": word, "tone": tone, "text": word.upper() if tone == "+" else word}
        items.append(Item(id=f"e{seed}-{i}", fields=fields))
    return items


def pictured(n: int, seed: int = 0) -> list[Item]:
    """A text and a picture of the same topic; every fourth item lacks one of the two."""
    draw = random.Random(seed)
    items = []
    for i, item in enumerate(texts(n, seed)):
        picture = ImageRef(ALBUM.add(_png(COLOURS[item.targets["label"]], draw)), "p.png")
        fields = {} if i % 8 == 3 else item.fields
        images = () if i % 8 == 7 else (picture,)
        items.append(Item(id=item.id, fields=fields, images=images, targets=item.targets))
    return items


NAMES = {"红": (220, 30, 30), "绿": (30, 200, 40), "蓝": (30, 40, 220), "黄": (230, 220, 30)}


def pairs(n: int, seed: int = 0) -> list[Item]:
    """A text that names a colour, and a picture in it; the colour is also the target."""
    draw = random.Random(seed)
    items = []
    for i in range(n):
        name = draw.choice(sorted(NAMES))
        text = draw.choice("一两三") + draw.choice("张只条") + name + draw.choice("花车布")
        picture = ImageRef(ALBUM.add(_png(NAMES[name], draw)), "p.png")
        fields, targets = {"text": text}, {"label": name}
        items.append(Item(id=f"p{seed}-{i}", fields=fields, images=(picture,), targets=targets))
    return items


def _png(colour: tuple[int, int, int], draw: random.Random, side: int = 8) -> bytes:
    noise = np.random.default_rng(draw.randrange(2**32)).integers(-25, 26, (side, side, 3))
    array = np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(array).save(out, "PNG")
    return out.getvalue()
