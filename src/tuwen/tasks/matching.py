"""Pairs of text and picture: which belong together, and how well a space tells them, beside chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from tuwen.core.items import Item
from tuwen.metrics.proportion import above_chance, wilson
from tuwen.metrics.ranking import chance_recall_at, first_ranks, mrr, recall_at
from tuwen.steps.pairs import held_out, linked, sides

DEPTHS = (1, 5, 10)
MOST_TESTED = 500
MIN_TESTED = 20  # groups
DOUBT = 0.01  # probability under chance from which on there is no signal


@dataclass(frozen=True, slots=True)
class Pairs:
    """Items with both sides; ids of their texts and pictures, and the groups they make."""

    items: list[Item]
    texts: np.ndarray
    pictures: np.ndarray
    groups: np.ndarray

    @classmethod
    def of(cls, items: Sequence[Item]) -> Self:
        """Pairs of items that all have both sides."""
        texts = _numbered([item.text().strip() for item in items])
        pictures = _numbered([item.images[0].sha256 for item in items])
        return cls(list(items), texts, pictures, linked(texts, pictures))

    @property
    def n_groups(self) -> int:
        """Groups that share neither text nor picture with one another."""
        return len(np.unique(self.groups))

    def held_out(self, seed: int) -> np.ndarray:
        """(N,) bool: groups with a tenth of the pairs, at most 500 (more where groups are few)."""
        share = min(0.1, MOST_TESTED / max(len(self.items), 1))
        share = max(share, min(0.3, MIN_TESTED / max(self.n_groups, 1)))
        return held_out(self.groups, np.random.default_rng(seed), share)

    def some(self, keep: np.ndarray) -> list[Item]:
        """The items where `keep` (N,) is true."""
        return [item for item, kept in zip(self.items, keep, strict=True) if kept]

    def sides(self) -> tuple[list[Item], list[Item], np.ndarray]:
        """An item for each different text (t,), one for each picture (p,), and what goes together.

        The last is (t, p) bool. Each text and each picture is asked for once, and stands in the
        pool once.
        """
        texts, pictures, right = sides(self.texts, self.pictures)
        first = {number: i for i, number in reversed([*enumerate(self.texts.tolist())])}
        shown = {number: i for i, number in reversed([*enumerate(self.pictures.tolist())])}
        return (
            [self.items[first[number]] for number in texts.tolist()],
            [self.items[shown[number]] for number in pictures.tolist()],
            right,
        )


def paired_items(items: Sequence[Item], sample: int | None, seed: int) -> Pairs:
    """The items with both sides; at most `sample`, chosen by digest whatever their order."""
    both = [item for item in items if item.images and item.text().strip()]
    if sample is not None and len(both) > sample:
        keyed = sorted(both, key=lambda item: item.digest)
        chosen = np.random.default_rng(seed).choice(len(keyed), sample, replace=False)
        both = [keyed[i] for i in np.sort(chosen)]
    return Pairs.of(both)


def _numbered(keys: Sequence[str]) -> np.ndarray:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)


def judged(scores: np.ndarray, right: np.ndarray) -> dict[str, Any]:
    """Recall@1, 5, 10 and MRR both ways with 95 % intervals, exact chance, and the verdict.

    `scores` and `right` are (texts, pictures). The verdict is "signal" where recall@10 (recall@1
    in pools of 20 or fewer) is above chance, p < 0.01, in at least one direction and not below it
    in the other; else "no signal". `chance` is the larger of the two directions'.
    """
    ways = {"text_to_image": (scores, right), "image_to_text": (scores.T, right.T)}
    told: dict[str, Any] = {"n_test": int(right.sum()), "pool": max(right.shape)}
    for name in ("recall", "intervals", "mrr", "queries", "pools", "chance_by_way"):
        told[name] = {}
    doubts = []
    for way, (given, relevant) in ways.items():
        ranks, (n, pool) = first_ranks(given, relevant), relevant.shape
        hits = {k: recall_at(ranks, k) for k in DEPTHS}
        luck = {k: chance_recall_at(relevant.sum(1), pool, k) for k in DEPTHS}
        told["recall"][way] = {str(k): round(v, 4) for k, v in hits.items()}
        told["intervals"][way] = {
            str(k): [round(end, 4) for end in wilson(v * n, n)] for k, v in hits.items()
        }
        told["chance_by_way"][way] = {str(k): round(v, 4) for k, v in luck.items()}
        told["mrr"][way], told["queries"][way], told["pools"][way] = round(mrr(ranks), 4), n, pool
        depth = 10 if pool > 20 else 1
        doubts.append(above_chance(round(hits[depth] * n), n, luck[depth]))
    by_way = told["chance_by_way"].values()
    told["chance"] = {str(k): max(each[str(k)] for each in by_way) for k in DEPTHS}
    signal = min(doubts) < DOUBT and max(doubts) < 0.5
    told["verdict"] = "signal" if signal else "no signal"
    return told


def cut_off(scores: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """The cosine below which the best hit more likely means "nothing here", and how well that goes.

    Best hits that are right are set against the best hits of all queries with their answers taken
    out of the pool; the cut-off makes the two kinds of mistake smallest together. `kept` is the
    share of the former that pass it, `refused` of the latter that do not, on these same queries.
    Where no best hit is right, everything is refused.
    """
    good, without = [], []
    for given, relevant in ((scores, right), (scores.T, right.T)):
        best = given.argmax(1)[:, None]
        hit = np.take_along_axis(relevant, best, 1)[:, 0]
        good.append(np.take_along_axis(given, best, 1)[hit, 0])
        without.append(np.where(relevant, -1.0, given).max(1))
    found, absent = (np.sort(np.concatenate(each).astype(float)) for each in (good, without))
    if not len(found):
        return {"cutoff": 1.0, "kept": 0.0, "refused": 1.0}
    edges = np.unique(np.concatenate([found, absent]))
    kept = 1 - np.searchsorted(found, edges) / len(found)
    refused = np.searchsorted(absent, edges) / len(absent)
    i = int((kept + refused).argmax())
    # Rounded down, so that the hit that set the cut-off passes it.
    cutoff = float(np.floor(edges[i] * 1e4) / 1e4)
    return {
        "cutoff": cutoff,
        "kept": round(float(kept[i]), 4),
        "refused": round(float(refused[i]), 4),
    }
