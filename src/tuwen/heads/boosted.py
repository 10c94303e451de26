"""boosted: many small trees, each fitted to what those before it left over."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.latent import Latent, Latents
from tuwen.core.stream import stacked
from tuwen.heads.classes import label_codes
from tuwen.heads.tree import TreeArrays, TreeHead


@dataclass(frozen=True, kw_only=True)
class BoostedConfig(Config):
    """`rate` shrinks each tree; `features` is the share of features a split may look at."""

    n_trees: int = 100
    max_depth: int = 3
    rate: float = 0.1
    features: float = 0.3
    seed: int = 0


@final
class Boosted(TreeHead):
    """sparse or vector → class, by gradient boosting (Friedman 2001)."""

    name = "boosted/1"

    def __init__(self, config: BoostedConfig = BoostedConfig()) -> None:
        """Store the config."""
        self.config = config

    def fit(self, latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Learn; raises UsageError for fewer than two classes."""
        from sklearn.ensemble import GradientBoostingClassifier

        self.labels, codes = label_codes(targets, self.name)
        model = GradientBoostingClassifier(
            n_estimators=self.config.n_trees,
            max_depth=self.config.max_depth,
            learning_rate=self.config.rate,
            max_features=self.config.features,
            init="zero",
            random_state=self.config.seed,
        ).fit(stacked(latents), codes)
        self.trees = TreeArrays.of([each.tree_ for each in model.estimators_.ravel()])

    def scores(self, latent: Latent) -> np.ndarray:
        """(N, C) logits."""
        self.fitted()
        steps = self.trees.value[self.trees.leaves(latent.values), 0]
        columns = 1 if len(self.labels) == 2 else len(self.labels)
        logits = self.config.rate * steps.reshape(len(steps), -1, columns).sum(1)
        return np.hstack([np.zeros_like(logits), logits]) if columns == 1 else logits
