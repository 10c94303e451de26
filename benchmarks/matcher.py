"""Texts and pictures in one space: emoji across drawing styles, grocery photos and descriptions.

Emoji: trained on two styles (noto, twemoji) of four fifths of the emoji, text = English name and
keywords; tested on a third style (fluent3d), and on the fifth of the emoji kept out. Grocery: trained
on the training photos, each with the description of its class. All settings come from held-out
training pairs; the tested style and photos are used once a run, for the figures alone; every setting was chosen on development splits.
"""

import io
import tarfile
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks.common import DATA, figure, rows
from tuwen.metrics.ranking import chance_recall_at, first_ranks, mrr, recall_at
from tuwen.tasks.matcher import Matcher

PEER = "ridge CCA of TF-IDF with HOG and colour"
# What the peer reaches on the same rows: R@1, and for seen emoji the nearest training drawing's.
SEEN = {"text to picture": (0.157, 0.44), "picture to text": (0.144, 0.46)}
UNSEEN = {"text to picture": (0.120, None), "picture to text": (0.123, None)}
UNSEEN_NOTO = {"text to picture": (0.251, None), "picture to text": (0.232, None)}
UNSEEN_NOTO_NO_FLAGS = {"text to picture": (0.284, None), "picture to text": (0.265, None)}
GROCERY = {"text to picture": (0.469, None), "picture to text": (0.348, None)}

Bars = dict[str, tuple[float, float | None]]


def tell(name: str, scores: np.ndarray, right: np.ndarray, bars: Bars) -> None:
    """Recall@1, 5, 10 and MRR both ways; `scores` and `right` are (texts, pictures)."""
    ways = {"text to picture": (scores, right), "picture to text": (scores.T, right.T)}
    for way, (given, relevant) in ways.items():
        asked = relevant.any(1)
        given, relevant = given[asked], relevant[asked]
        ranks = first_ranks(given, relevant)
        pool, n_right = relevant.shape[1], relevant.sum(1)
        least, reach = bars[way]
        value = round(recall_at(ranks, 1), 4)
        figure(
            f"{name}, {way}, R@1",
            value,
            at_least=least,
            reach=reach,
            met=value >= least,
            protocol=f"{len(ranks)} queries, pool {pool}; chance {chance_recall_at(n_right, pool, 1):.4f}; "
            f"at least: {PEER}" + ("; reach: its nearest training drawing" if reach else ""),
            recall_5=round(recall_at(ranks, 5), 4),
            recall_10=round(recall_at(ranks, 10), 4),
            mrr=round(mrr(ranks), 4),
        )


def emoji() -> None:
    """Seen emoji in an unseen style, and unseen emoji."""
    facts = {row["key"]: row for row in rows("emoji", "metadata.jsonl.gz")}
    keys = sorted(facts)
    unseen = set(np.random.default_rng(0).permutation(keys)[: len(keys) // 5].tolist())
    said = {
        key: " ".join([row["names"].get("en", ""), *row["keywords"].get("en", [])])
        for key, row in facts.items()
    }
    styles = {style: _style(style) for style in ("noto", "twemoji", "fluent3d")}
    train = [
        (said[key], picture)
        for style in ("noto", "twemoji")
        for key, picture in styles[style]
        if key not in unseen
    ]
    matcher = Matcher().fit([text for text, _ in train], [picture for _, picture in train])

    def flags(key: str) -> bool:
        return facts[key]["group"] == "Flags"

    tests: list[tuple[str, str, Callable[[str], bool], Bars]] = [
        ("emoji, seen, unseen style", "fluent3d", lambda k: k not in unseen, SEEN),
        ("emoji, unseen, unseen style", "fluent3d", lambda k: k in unseen, UNSEEN),
        ("emoji, unseen, seen style", "noto", lambda k: k in unseen, UNSEEN_NOTO),
        ("emoji, unseen, seen style, no flags", "noto", lambda k: k in unseen and not flags(k), UNSEEN_NOTO_NO_FLAGS),
    ]  # fmt: skip
    for name, style, wanted, bars in tests:
        asked = [(said[key], picture) for key, picture in styles[style] if wanted(key)]
        scores = matcher.match([text for text, _ in asked], [picture for _, picture in asked])
        tell(name, scores, np.eye(len(asked), dtype=bool), bars)


def _style(style: str) -> list[tuple[str, np.ndarray]]:
    box = np.load(DATA / "emoji" / f"{style}_64.npz")
    return [(str(key), picture) for key, picture in zip(box["key"], box["rgb"], strict=True)]


def grocery() -> None:
    """Photos of 81 products and the description of each."""
    classes = {row["class_id"]: row for row in rows("imagetext_grocery", "classes.jsonl.gz")}
    ids = sorted(classes)
    photos = dict(_photos())
    items: list[dict[str, Any]] = list(rows("imagetext_grocery", "images.jsonl.gz"))
    train = [row for row in items if row["split"] == "train"]
    test = [row for row in items if row["split"] == "test"]
    matcher = Matcher().fit(
        [classes[row["class_id"]]["description"] for row in train],
        [photos[row["file"]] for row in train],
    )
    scores = matcher.match(
        [classes[i]["description"] for i in ids], [photos[row["file"]] for row in test]
    )
    labels = np.array([ids.index(row["class_id"]) for row in test])
    tell(
        "grocery, class description and photo",
        scores,
        np.arange(len(ids))[:, None] == labels,
        GROCERY,
    )


def _photos() -> Iterator[tuple[str, bytes]]:
    with tarfile.open(DATA / "imagetext_grocery" / "images.tar") as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            if file is not None:
                yield member.name.removeprefix("./"), io.BytesIO(file.read()).getvalue()


def main() -> None:
    """Print the figures."""
    emoji()
    grocery()


if __name__ == "__main__":
    main()
