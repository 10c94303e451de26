"""tree: one decision tree, kept as plain arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.latent import Latent, Latents
from tuwen.core.parts import State
from tuwen.core.stream import stacked
from tuwen.heads.classes import ClassHead, label_codes


@dataclass(frozen=True, kw_only=True)
class TreeConfig(Config):
    """`max_depth` 0 means no limit; `min_leaf` is the fewest rows in a leaf."""

    max_depth: int = 12
    min_leaf: int = 5


@dataclass(frozen=True)
class TreeArrays:
    """Nodes of one or more binary trees, one below the other; a leaf is its own child.

    `roots` (T,), `left`, `right`, `feature` (M,) int32, `threshold` (M,) float64, `value` (M, C).
    """

    roots: np.ndarray
    left: np.ndarray
    right: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    value: np.ndarray

    @classmethod
    def of(cls, trees: Sequence[Any]) -> "TreeArrays":
        """From scikit-learn's `tree_` objects."""
        columns: dict[str, list[np.ndarray]] = {name: [] for name in cls.__dataclass_fields__}
        start = 0
        for tree in trees:
            own = np.arange(tree.node_count)
            leaf = tree.children_left < 0
            columns["roots"].append(np.array([start]))
            columns["left"].append(np.where(leaf, own, tree.children_left) + start)
            columns["right"].append(np.where(leaf, own, tree.children_right) + start)
            columns["feature"].append(np.where(leaf, 0, tree.feature))
            columns["threshold"].append(np.where(leaf, 0.0, tree.threshold))
            columns["value"].append(tree.value[:, 0, :])
            start += tree.node_count
        joined = {name: np.concatenate(parts) for name, parts in columns.items()}
        whole = {n: joined[n].astype(np.int32) for n in ("roots", "left", "right", "feature")}
        return cls(**{**joined, **whole})

    def leaves(self, x: Any) -> np.ndarray:
        """(N, T) the leaf each row of `x` (N, D), array or CSR, falls into."""
        used, columns = np.unique(self.feature, return_inverse=True)
        part = x[:, used]
        # scikit-learn compares single-precision features with double-precision thresholds.
        values = np.asarray(part.todense() if hasattr(part, "todense") else part, np.float32)
        at = np.tile(self.roots, (len(values), 1))
        rows = np.arange(len(values))[:, None]
        while True:
            goes_left = values[rows, columns[at]] <= self.threshold[at]
            below = np.where(goes_left, self.left[at], self.right[at])
            if (below == at).all():
                return at
            at = below

    def tensors(self) -> dict[str, np.ndarray]:
        """The arrays by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


class TreeHead(ClassHead):
    """A head that answers by trees kept as arrays."""

    trees: TreeArrays

    def state(self) -> State:
        """Labels, and the nodes as arrays."""
        self.fitted()
        return State({"labels": self.labels}, self.trees.tensors())

    def restore(self, state: State) -> None:
        """Take back labels and nodes."""
        self.labels = list(state.facts["labels"])
        self.trees = TreeArrays(**state.tensors)


@final
class Tree(TreeHead):
    """sparse or vector → class, by yes-or-no questions (Breiman et al. 1984)."""

    name = "tree/1"

    def __init__(self, config: TreeConfig = TreeConfig()) -> None:
        """Store the config."""
        self.config = config

    def fit(self, latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Learn; raises UsageError for fewer than two classes."""
        from sklearn.tree import DecisionTreeClassifier

        self.labels, codes = label_codes(targets, self.name)
        model = DecisionTreeClassifier(
            max_depth=self.config.max_depth or None,
            min_samples_leaf=self.config.min_leaf,
            random_state=0,
        ).fit(stacked(latents), codes)
        self.trees = TreeArrays.of([model.tree_])

    def scores(self, latent: Latent) -> np.ndarray:
        """(N, C) shares of the classes in the leaf."""
        return self.probabilities(latent)

    def probabilities(self, latent: Latent) -> np.ndarray:
        """(N, C) shares of the classes in the leaf; rows sum to 1."""
        self.fitted()
        value = self.trees.value[self.trees.leaves(latent.values)[:, 0]]
        return value / value.sum(1, keepdims=True)
