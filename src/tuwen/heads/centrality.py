"""centrality: how much the other rows of a batch vouch for a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.latent import Latent, Latents, LatentSpec, expect
from tuwen.core.parts import Head, State
from tuwen.heads.classes import dense


@dataclass(frozen=True, kw_only=True)
class CentralityConfig(Config):
    """Cosines below `threshold` do not count; `damping` is the share that follows the links."""

    threshold: float = 0.1
    damping: float = 0.85
    steps: int = 50


@final
class Centrality(Head):
    """sparse or vector → a score a row, summing to 1 over the batch.

    PageRank over the graph of cosines (Erkan and Radev 2004, continuous LexRank). The rows are the
    units (sentences, words) of one parent; nothing is learned.
    """

    name = "centrality/1"
    learns = "nothing"

    def __init__(self, config: CentralityConfig = CentralityConfig()) -> None:
        """Store the config."""
        self.config = config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """One score a row."""
        expect(self.name, given, "sparse", "vector")
        return LatentSpec(kind="vector", size=1)

    def fit(self, latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Nothing to learn."""

    def answer(self, latent: Latent) -> list[float]:
        """The stationary distribution over the rows."""
        links = _cosines(latent.values)
        n = len(links)
        if n == 0:
            return []
        links[links < self.config.threshold] = 0
        np.fill_diagonal(links, 0)
        out = links.sum(1, keepdims=True)
        moves = np.divide(links, out, out=np.full_like(links, 1 / n), where=out > 0)
        score = np.full(n, 1 / n)
        for _ in range(self.config.steps):
            score = (1 - self.config.damping) / n + self.config.damping * score @ moves
        return score.tolist()

    def state(self) -> State:
        """Nothing was learned."""
        return State()

    def restore(self, state: State) -> None:
        """Nothing to take back."""


def _cosines(values: Any) -> np.ndarray:
    products = dense(values @ values.T).astype(np.float64)
    lengths = np.sqrt(np.maximum(np.diag(products), 1e-24))
    return products / np.outer(lengths, lengths)
