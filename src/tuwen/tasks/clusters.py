"""Clusters: texts that are alike, put together.

clusters = Clusters(20).fit(texts)
clusters.labels_[:3], clusters.clusters_[0]["name"]
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, final

import numpy as np

from tuwen.core.errors import UsageError
from tuwen.core.items import Item
from tuwen.core.parts import Part
from tuwen.core.suggest import closest
from tuwen.heads.clusters import ClusterHead, ClustersConfig
from tuwen.heads.mixture import Mixture, MixtureConfig
from tuwen.steps.project import Project, ProjectConfig
from tuwen.tasks.groups import Grouping, at_least_one
from tuwen.tasks.inputs import Source

METHODS = ("mixture", "kmeans")


@final
class Clusters(Grouping):
    """`method` "mixture": spherical k-means on a latent semantic space, refined as a mixture of
    word distributions; "kmeans": the k-means alone. The first found the known classes better or
    as well on every development set (docs/log.md).

    `n_clusters` at most. Learns from `sample` texts at most. After `fit`: `clusters_` (largest
    first with "mixture"), `npmi_`, `n_clusters_`.
    """

    task = "clusters"
    end = "cluster"

    def __init__(
        self,
        n_clusters: int = 20,
        *,
        method: Literal["mixture", "kmeans"] = "mixture",
        n_words: int = 10,
        size: int = 100,
        sample: int | None = 50_000,
        user_dictionary: tuple[str, ...] = (),
        random_state: Any = 0,
    ) -> None:
        """Only stores."""
        self.n_clusters = n_clusters
        self.method = method
        self.n_words = n_words
        self.size = size
        self.sample = sample
        self.user_dictionary = user_dictionary
        self.random_state = random_state

    def _head(self, seed: int) -> tuple[str, Sequence[Part]]:
        n = at_least_one("n_clusters", self.n_clusters)
        if self.method == "mixture":
            mixture = MixtureConfig(n_components=n, size=self.size, seed=seed)
            return "binary", [Mixture(mixture)]
        if self.method == "kmeans":
            config = ProjectConfig(size=self.size, seed=seed)
            return "tfidf", [Project(config), ClusterHead(ClustersConfig(n_clusters=n, seed=seed))]
        near = closest(self.method, METHODS)
        raise UsageError("unknown_name", role="method", name=self.method, near=near)

    def _counting(self, items: Sequence[Item]) -> Mapping[str, Any]:
        return {"user_dictionary": self.user_dictionary}

    def _restore(self, learned: Mapping[str, Any]) -> None:
        self.clusters_ = list(learned["groups"])
        self.npmi_ = learned["npmi"]
        self.n_clusters_ = len(self.clusters_)

    @property
    def _n_groups(self) -> int:
        return int(self._end.n_themes if self.method == "mixture" else len(self._end.centres))

    def transform(self, X: Any) -> np.ndarray:  # noqa: N803
        """(N, n_clusters_) float32: shares ("mixture"), or squared distances to the centres."""
        self._fitted()
        measure = self._end.probabilities if self.method == "mixture" else self._end.distances
        rows = [measure(self._reach(latent)) for latent in self._counts_of(Source(X))]
        return np.concatenate([np.zeros((0, self._n_groups)), *rows]).astype(np.float32)
