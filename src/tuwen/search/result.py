"""What a search gives: hits with their reasons, and where noise begins; and how lists are fused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

RRF = 10  # Cormack, Clarke and Büttcher (2009) took 60, for lists that are equally good


@dataclass(frozen=True, slots=True)
class Hit:
    """An item found. `why`: "words" that matched, "text" and "picture" cosines, "bits" that differ."""

    id: str
    score: float
    why: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first. Those that score `cutoff` or less are no better than chance.

    `mode` names the ways that found something: "words", "text", "picture", joined by "+".
    """

    hits: list[Hit]
    cutoff: float
    mode: str


@dataclass(slots=True)
class Ranked:
    """One way of searching: rows best first, a figure for each, and the figure of noise."""

    name: str
    rows: np.ndarray
    figures: np.ndarray
    noise: float
    weight: float = 1.0


@dataclass(slots=True)
class Fused:
    """A row with its score over all lists, the figures of each, and whether any is beyond noise."""

    row: int
    score: float = 0.0
    figures: dict[str, float] = field(default_factory=dict)
    signal: bool = False


def fuse(lists: Sequence[Ranked]) -> list[Fused]:
    """Reciprocal rank fusion: weight / (RRF + rank), summed over the lists; best first."""
    found: dict[int, Fused] = {}
    for each in lists:
        pairs = zip(each.rows.tolist(), each.figures.tolist(), strict=True)
        for rank, (row, figure) in enumerate(pairs, 1):
            one = found.setdefault(row, Fused(row))
            one.score += each.weight / (RRF + rank)
            one.figures[each.name] = figure
            one.signal |= figure > each.noise
    return sorted(found.values(), key=lambda one: (-one.score, one.row))
