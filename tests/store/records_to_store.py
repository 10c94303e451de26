"""Records to try a collection on."""

from io import BytesIO

from PIL import Image

from tuwen.core.items import Item, Origin
from tuwen.core.records import Picture, Record

WORDS = "河边市集开张了 the market by the river 猫在屋顶晒太阳 a cat on the roof 火车晚点 late train".split()


def text(n: int) -> str:
    return " ".join(WORDS[(n * k + k) % len(WORDS)] for k in range(1, 7)) + f" {n}"


def png(n: int, size: int = 24) -> bytes:
    out = BytesIO()
    image = Image.new("RGB", (size, size), (n * 40 % 256, n * 90 % 256, 120))
    image.paste((255, 255, 255), (n % size, 0, size, (n * 7) % size + 1))
    image.save(out, "PNG")
    return out.getvalue()


def record(n: int, pictures: int = 0) -> Record:
    item = Item(
        id=f"n{n}", fields={"title": f"标题 {n}", "text": text(n)}, origin=Origin("a.csv", n)
    )
    shown = tuple(Picture(f"{n}-{k}.png", data=png(n * 10 + k)) for k in range(pictures))
    return Record(item, shown)
