"""What the stages of one mining run share: the collection, the sample, and artefacts made once."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tuwen.core.config import Config
from tuwen.core.progress import NoProgress, Progress

if TYPE_CHECKING:
    from tuwen.store import Collection
    from tuwen.store.tokens import TokenStore


@dataclass(frozen=True, kw_only=True)
class MinePlan(Config):
    """What decides the findings, apart from the collection.

    `sample` items are learned from (topics, clusters, map); all items then stream through.
    `steps` bounds the iterations of everything iterative (0: each method's own).
    `points` items stand on the map.
    """

    sample: int = 20_000
    points: int = 20_000
    steps: int = 0
    seed: int = 0


@dataclass(kw_only=True)
class Context:
    """Given to every `Stage.run`. Findings of stages that ran before are in `findings`."""

    collection: "Collection"
    plan: MinePlan = field(default_factory=MinePlan)
    threads: int = 1
    progress: Progress = field(default_factory=NoProgress)

    @property
    def seed(self) -> int:
        """The seed everything random starts from."""
        return self.plan.seed

    def findings(self, stage: str) -> dict[str, Any] | None:
        """What an earlier stage found, or None."""
        return self.collection.findings(stage)

    @cached_property
    def tokens(self) -> "TokenStore":
        """The segmented form of every item, up to date."""
        return self.collection.tokens()

    @cached_property
    def sample(self) -> np.ndarray:
        """(n,) sorted rows of the token store that are learned from: all, or a seeded sample."""
        n = self.tokens.n_items
        if n <= self.plan.sample:
            return np.arange(n)
        chosen = np.random.default_rng(self.seed).choice(n, self.plan.sample, replace=False)
        return np.sort(chosen)
