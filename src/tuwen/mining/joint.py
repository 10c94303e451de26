"""joint: texts and pictures in one space, learned from the collection's own pairs.

The space is measured on held-out pairs first. Where that shows a signal, every text and picture gets
its vector in the spaces "joint-text" and "joint-image", and the model stands in `derived("joint")`, so
that a query of either kind can be put there.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Any, final

import numpy as np

from tuwen.core.items import Item
from tuwen.mining.context import Context
from tuwen.mining.stage import Stage
from tuwen.steps.align import MIN_GROUPS
from tuwen.store.vectors import spaces

SPACE = "joint"
TEXTS, PICTURES = "joint-text", "joint-image"
MOST_PAIRS = 10_000
MOST_TEXTS = 100_000  # items without a picture that are put into the space, too
READ = 512


@final
class JointStage(Stage):
    """A `Matcher` over the items that have both a text and a picture."""

    name = "joint"
    gives = ("n_pairs", "n_test", "pool", "recall", "chance", "verdict", "space")

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """About 400 pictures a second, and some seconds for the algebra."""
        return 0.0 if not n_pictures else 5 + min(n_pictures, MOST_PAIRS) / 250 + n_pictures / 600

    def run(self, context: Context) -> dict[str, Any] | None:
        """Recall beside chance; a reason where there is nothing to learn from; None without pairs."""
        from tuwen.tasks.matcher import Matcher
        from tuwen.tasks.matching import paired_items

        ids = _pairs(context)
        if not ids:
            return None
        chosen = _chosen(ids, min(MOST_PAIRS, context.plan.sample), context.seed)
        pairs = paired_items(list(context.collection.items(chosen)), None, context.seed)
        if pairs.n_groups < 2 * MIN_GROUPS:
            reason = {"key": "joint_few_pairs", "n": pairs.n_groups, "least": 2 * MIN_GROUPS}
            return {"n_pairs": len(ids), "skipped": reason}
        matcher = Matcher(sample=MOST_PAIRS, random_state=context.seed)
        matcher.learn_pairs(pairs, context.collection)
        found = {"n_pairs": len(ids), **matcher.held_out_, "cutoff": matcher.cutoff_, "space": ""}
        _forget(context)
        if found["verdict"] == "signal":
            digest = matcher.save(context.collection.derived(SPACE))
            n_texts, n_pictures = _store(context, matcher)
            found |= {"space": SPACE, "model": digest}
            matcher.forget_pictures()
            found |= {"n_texts": n_texts, "n_pictures": n_pictures}
        return found


def _forget(context: Context) -> None:
    """Drop what an earlier run put into the spaces."""
    for space, size in spaces(context.collection).items():
        if space in (TEXTS, PICTURES):
            context.collection.vectors(space, size).clear()


def _pairs(context: Context) -> list[str]:
    """Ids of the items with both sides."""
    if not context.collection.picture_table()["sha256"]:
        return []
    return [item.id for item in context.collection.items() if item.images and item.text().strip()]


def _chosen(ids: Sequence[str], most: int, seed: int) -> list[str]:
    if len(ids) <= most:
        return list(ids)
    rows = np.random.default_rng(seed).choice(len(ids), most, replace=False)
    return [ids[row] for row in np.sort(rows)]


def _store(context: Context, matcher: Any) -> tuple[int, int]:
    """Vectors of all pictures, and of texts: of all pairs, and of other items up to a limit."""
    counts = [0, 0]
    size = matcher.size_
    with (
        context.collection.vectors(TEXTS, size) as texts,
        context.collection.vectors(PICTURES, size) as pictures,
    ):
        stream, spare = iter(context.collection.items()), MOST_TEXTS
        while chunk := list(islice(stream, READ)):
            illustrated = [item for item in chunk if item.images]
            plain = [item for item in chunk if not item.images and item.text().strip()][:spare]
            spare -= len(plain)
            written = plain + [item for item in illustrated if item.text().strip()]
            _append(texts, written, matcher.encode_texts(written))
            _append(pictures, illustrated, matcher.encode_items(illustrated, context.collection))
            counts[0], counts[1] = counts[0] + len(written), counts[1] + len(illustrated)
    return counts[0], counts[1]


def _append(space: Any, items: Sequence[Item], values: np.ndarray) -> None:
    if items:
        space.append([item.id for item in items], values)
