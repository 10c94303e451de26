"""clusters: k-means."""

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
class ClustersConfig(Config):
    """`spherical` compares directions (rows scaled to length 1), as fits texts."""

    n_clusters: int = 8
    spherical: bool = True
    n_init: int = 3
    max_iter: int = 100
    seed: int = 0


@final
class ClusterHead(Head):
    """vector → the number of the nearest of k centres (Lloyd 1982; k-means++ starts)."""

    name = "clusters/1"

    def __init__(self, config: ClustersConfig = ClustersConfig()) -> None:
        """Store the config."""
        self.config = config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A vector of distances, one per centre."""
        expect(self.name, given, "vector")
        return LatentSpec(kind="vector", size=self.config.n_clusters)

    def truths(self, items: Sequence[Any], name: str) -> Sequence[Any]:
        """Clusters are found, not taught."""
        return [None] * len(items)

    def fit(self, latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Find the centres; fewer distinct rows than clusters give fewer centres."""
        from sklearn.cluster import KMeans

        x = self._scaled(np.asarray(stacked(latents), np.float32))
        n_distinct = len(np.unique(x[:5000], axis=0)) if len(x) <= 5000 else len(x)
        model = KMeans(
            n_clusters=max(1, min(self.config.n_clusters, n_distinct)),
            n_init=self.config.n_init,
            max_iter=self.config.max_iter,
            random_state=self.config.seed,
        ).fit(x)
        self.centres = np.ascontiguousarray(model.cluster_centers_, np.float32)

    def _scaled(self, x: np.ndarray) -> np.ndarray:
        if not self.config.spherical:
            return x
        return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)

    def distances(self, latent: Latent) -> np.ndarray:
        """(N, K) squared Euclidean distances to the centres."""
        if not hasattr(self, "centres"):
            raise NotFitted("not_fitted", part=self.name)
        x = self._scaled(np.asarray(latent.values, np.float32))
        squares = (x**2).sum(1)[:, None] + (self.centres**2).sum(1)
        return np.maximum(squares - 2 * x @ self.centres.T, 0)

    def answer(self, latent: Latent) -> list[int]:
        """The nearest centre of each row, from 0."""
        return self.distances(latent).argmin(1).tolist()

    def state(self) -> State:
        """centres (K, D) float32."""
        if not hasattr(self, "centres"):
            raise NotFitted("not_fitted", part=self.name)
        return State({}, {"centres": self.centres})

    def restore(self, state: State) -> None:
        """Take back the centres."""
        self.centres = state.tensors["centres"]
