"""What heads that choose one of several classes share: labels, and scores to probabilities."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np

from tuwen.core.errors import NotFitted, UsageError
from tuwen.core.latent import Latent, LatentSpec, expect
from tuwen.core.parts import Head


class ClassHead(Head):
    """A head whose answer is the best-scored of `labels` (JSON scalars, sorted)."""

    labels: list[Any]

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A vector of scores, one per class."""
        expect(self.name, given, "sparse", "vector")
        return LatentSpec(kind="vector", size=len(getattr(self, "labels", ())))

    @abstractmethod
    def scores(self, latent: Latent) -> np.ndarray:
        """(N, C) scores, larger is likelier, columns in the order of `labels`."""

    def probabilities(self, latent: Latent) -> np.ndarray:
        """(N, C) softmax of the scores; rows sum to 1."""
        return softmax(self.scores(latent))

    def answer(self, latent: Latent) -> list[Any]:
        """The best-scored label of each row."""
        return [self.labels[i] for i in self.scores(latent).argmax(1)]

    def fitted(self) -> None:
        """Raise NotFitted where nothing was learned."""
        if not hasattr(self, "labels"):
            raise NotFitted("not_fitted", part=self.name)


def label_codes(targets: Sequence[Any] | None, part: str) -> tuple[list[Any], np.ndarray]:
    """The sorted distinct targets, and (N,) codes; raises UsageError for fewer than two classes."""
    labels = sorted(set(targets or ()), key=lambda label: (type(label).__name__, label))
    if len(labels) < 2:
        raise UsageError("too_few_classes", part=part, n=len(labels))
    place = {label: i for i, label in enumerate(labels)}
    return labels, np.array([place[target] for target in targets or ()])


def softmax(scores: np.ndarray) -> np.ndarray:
    """(N, C) scores to probabilities."""
    grown = np.exp(scores - scores.max(1, keepdims=True))
    return grown / grown.sum(1, keepdims=True)


def dense(values: Any) -> np.ndarray:
    """A product with a sparse matrix as a plain array."""
    return np.asarray(values.todense() if hasattr(values, "todense") else values)
