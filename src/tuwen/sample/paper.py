"""Write the paper: a folder of stories with pictures, a pure function of (n, seed)."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tuwen.core import files
from tuwen.core.errors import UsageError
from tuwen.core.progress import NoProgress, Progress
from tuwen.sample.grammar import grammar
from tuwen.sample.letters import letters
from tuwen.sample.page import Page
from tuwen.sample.pages import blocks_of_pages
from tuwen.sample.planted import Planted
from tuwen.sample.truth import SampleTruth

README = """\
《灯笼渡周报》 The Lanternford Weekly

This newspaper is made up. The town, its people, its news and its pictures were written and drawn
by a program (tuwen sample); any likeness to real places or persons is chance. Some items carry
planted defects; what they are is known and lies in the hidden file .truth.json.

这份报纸纯属虚构。小镇、人物、新闻和图片都由程序(tuwen sample)写成、画成，与真实的人和地方
如有雷同，纯属巧合。其中一些条目故意带有缺陷，真值在隐藏文件 .truth.json 中。

items.jsonl   one story a line / 每行一条
pictures/     its illustrations / 插图
letters/      letters to the editor, if any / 读者来信(如有)
"""
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write(
    folder: str | os.PathLike[str],
    n: int = 500,
    *,
    seed: int = 0,
    pictures: bool = True,
    defects: bool = True,
    progress: Progress | None = None,
) -> SampleTruth:
    """Write a made-up bilingual town paper of `n` items into `folder`, and return its truth.

    `folder` gets items.jsonl, README.txt, pictures/ (unless `pictures` is False) and, with
    `defects`, a few defects of every kind an audit finds. The same (n, seed) gives the same
    bytes. Memory does not grow with `n`. Raises UsageError for n < 1.
    """
    if n < 1:
        raise UsageError("setting_type", name="n", value=repr(n), expected=">= 1")
    root = Path(folder)
    root.mkdir(parents=True, exist_ok=True)
    done: list[Planted] = []
    with (
        (progress or NoProgress()).stage("stage_sample", total=n) as bar,
        files.replacing(root / "items.jsonl") as rows,
    ):
        for block in blocks_of_pages(n, seed, pictures, defects):
            rows.write("".join([_ENCODE(one.row) + "\n" for one, _ in block]).encode())
            done += [what for _, what in block if what is not None]
            if pictures:
                _draw(root, [one for one, _ in block], bar)
            else:
                bar.advance(len(block))
    if defects:
        done += letters(root, n, seed)
    files.write_bytes(root / "README.txt", README.encode())
    truth = SampleTruth(
        folder=root, n=n, seed=seed, pictures=pictures, topics=_topics(), defects=tuple(done)
    )
    truth.save()
    return truth


def _draw(root: Path, block: list[Page], bar: Any) -> None:
    """The pictures of a block; each file appears whole, and the folder is synced once a block."""
    from tuwen.sample.draw import draw

    def drawn() -> Iterator[tuple[Path, bytes]]:
        for one in block:
            for each in one.drawings:
                path = root / each.name
                path.parent.mkdir(parents=True, exist_ok=True)
                yield path, draw(each)
            bar.advance(1)

    files.write_many(drawn())


def _topics() -> dict[str, Any]:
    """The known topics: section, months of their season, and what they count."""
    return {
        topic.key: {
            "section": topic.section,
            "months": list(topic.months),
            "keywords": {
                "zh": [thing.zh for thing in topic.things],
                "en": [thing.en for thing in topic.things],
            },
        }
        for topic in grammar().topics
    }
