"""`add`: short texts and small pictures, as records a second."""

import tempfile
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.common import figure, median_seconds
from tuwen.core.items import Item, Origin
from tuwen.core.records import Picture, Record
from tuwen.store import Collection, verify

TEXTS = 200_000
PICTURES = 1500


def texts(n: int) -> list[Record]:
    """Short texts in two languages, without pictures, as a reader gives them."""
    words = (
        "河边 市集 开张 火车 晚点 屋顶 小猫 market river train late roof cat opens early".split()
    )
    chance = np.random.default_rng(0)
    picks = chance.integers(0, len(words), (n, 10))
    return [
        Record(
            Item(
                id=f"r{i}",
                fields={"text": " ".join(words[k] for k in row)},
                targets={"label": str(row[0] % 3)},
                origin=Origin("reviews.csv", i + 2),
            )
        )
        for i, row in enumerate(picks.tolist())
    ]


def pictures(folder: Path, n: int) -> Iterator[Record]:
    """Drawn pictures of 96 px, each different, as files."""
    chance = np.random.default_rng(1)
    for i in range(n):
        image = Image.new("RGB", (96, 96), tuple(chance.integers(0, 256, 3).tolist()))
        draw = ImageDraw.Draw(image)
        for _ in range(6):
            box = np.sort(chance.integers(0, 96, (2, 2)), axis=0).ravel().tolist()
            draw.ellipse(box, fill=tuple(chance.integers(0, 256, 3).tolist()))
        path = folder / f"{i}.jpg"
        out = BytesIO()
        image.save(out, "JPEG", quality=85)
        path.write_bytes(out.getvalue())
        yield Record(Item(id=f"p{i}"), (Picture(path.name, path=path),))


def rate(records: list[Record], times: int = 3) -> float:
    """Records a second, from `create` to the end of `close`; the median of some runs."""

    def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            with Collection.create(Path(folder) / "c.tuwen") as collection:
                assert collection.add(records).accepted == len(records)

    return len(records) / median_seconds(run, times)


def main() -> None:
    """Print the figures."""
    rows = texts(TEXTS)
    speed = rate(rows)
    figure(
        "`add`: short texts a second", round(speed), at_least="20,000", reach="50,000",
        met=speed >= 20_000, protocol=f"{TEXTS:,} records of ten words, create to close, median of 3",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        shown = list(pictures(Path(folder), PICTURES))
        speed = rate(shown)
    figure(
        "`add`: pictures of 96 px a second", round(speed), at_least="150", reach="400",
        met=speed >= 150, protocol=f"{PICTURES:,} JPEG files, create to close, median of 3",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.tuwen"
        with Collection.create(path) as collection:
            collection.add(rows)
        start = time.perf_counter()
        assert verify(path).ok
        speed = TEXTS / (time.perf_counter() - start)
    figure("`verify`: short texts a second", round(speed), protocol="once, the same records")


if __name__ == "__main__":
    main()
