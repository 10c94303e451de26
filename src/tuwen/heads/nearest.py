"""nearest: the most similar of the rows it was given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.errors import NotFitted
from tuwen.core.latent import Latent, Latents, LatentSpec, expect
from tuwen.core.parts import Head, State
from tuwen.core.stream import stacked


@dataclass(frozen=True, kw_only=True)
class NearestConfig(Config):
    """`k` neighbours are answered."""

    k: int = 10


@final
class Nearest(Head):
    """vector → the names of the k rows with the largest cosine, best first, with the cosines."""

    name = "nearest/1"

    def __init__(self, config: NearestConfig = NearestConfig()) -> None:
        """Store the config."""
        self.config = config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A vector of cosines, one per row kept."""
        expect(self.name, given, "vector")
        return LatentSpec(kind="vector", size=len(getattr(self, "names", ())))

    def truths(self, items: Sequence[Any], name: str) -> Sequence[Any]:
        """Each row is named by its item's id."""
        return [item.id for item in items]

    def fit(self, latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Keep the rows, named by `targets` (JSON scalars), or by their numbers."""
        rows = unit(np.asarray(stacked(latents), np.float32))
        self.names = list(range(len(rows)) if targets is None else targets)
        self.rows = rows

    def answer(self, latent: Latent) -> list[list[tuple[Any, float]]]:
        """Up to `k` (name, cosine) a row; equal cosines in the order kept."""
        if not hasattr(self, "rows"):
            raise NotFitted("not_fitted", part=self.name)
        cosines = unit(np.asarray(latent.values, np.float32)) @ self.rows.T
        best = top(cosines, self.config.k)
        return [
            [(self.names[i], float(row[i])) for i in places]
            for row, places in zip(cosines, best, strict=True)
        ]

    def state(self) -> State:
        """Names; rows (N, D) float32 of length 1."""
        if not hasattr(self, "rows"):
            raise NotFitted("not_fitted", part=self.name)
        return State({"names": self.names}, {"rows": self.rows})

    def restore(self, state: State) -> None:
        """Take back names and rows."""
        self.names, self.rows = list(state.facts["names"]), state.tensors["rows"]


def unit(x: np.ndarray) -> np.ndarray:
    """Rows scaled to length 1; zero rows stay zero."""
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


def top(scores: np.ndarray, k: int) -> np.ndarray:
    """(N, min(k, M)) columns of the largest scores, best first, ties in column order."""
    k = min(k, scores.shape[1])
    if k == scores.shape[1]:
        return np.argsort(-scores, axis=1, kind="stable")
    chosen = np.sort(np.argpartition(-scores, k - 1, axis=1)[:, :k], axis=1)
    order = np.argsort(-np.take_along_axis(scores, chosen, 1), axis=1, kind="stable")
    return np.take_along_axis(chosen, order, 1)
