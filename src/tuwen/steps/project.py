"""project: the leading directions of a sparse or dense latent (latent semantic analysis)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.errors import NotFitted
from tuwen.core.latent import Latent, Latents, LatentSpec, expect
from tuwen.core.parts import State, Step
from tuwen.core.stream import stacked


@dataclass(frozen=True, kw_only=True)
class ProjectConfig(Config):
    """`size` directions at most; `normalise` scales rows to length 1; `n_iter` power iterations."""

    size: int = 128
    normalise: bool = True
    n_iter: int = 4
    seed: int = 0


@final
class Project(Step):
    """sparse or vector (N, D) → vector (N, size), by truncated SVD without centring.

    Randomised (Halko, Martinsson and Tropp 2011); signs fixed so that the largest entry of each
    direction is positive. Directions are in order of falling singular value.
    """

    name = "project/1"

    def __init__(self, config: ProjectConfig = ProjectConfig()) -> None:
        """Store the config."""
        self.config = config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A vector; of the size found, once fitted."""
        expect(self.name, given, "sparse", "vector")
        fitted = getattr(self, "components", None)
        size = self.config.size if fitted is None else len(fitted)
        return LatentSpec(kind="vector", size=size)

    def fit(self, *latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Find the directions from all rows of the stream, held in memory: give a sample of a large one."""
        from sklearn.utils.extmath import randomized_svd

        (stream,) = latents
        x = stacked(stream)
        size = max(1, min(self.config.size, min(x.shape) - 1))
        _, strengths, components = randomized_svd(
            x, size, n_iter=self.config.n_iter, random_state=self.config.seed
        )
        largest = np.abs(components).argmax(1)
        components *= np.sign(components[np.arange(size), largest])[:, None]
        self.components = np.ascontiguousarray(components, np.float32)
        self.strengths = np.asarray(strengths, np.float32)

    def apply(self, *latents: Latent) -> Latent:
        """(N, size) float32."""
        if not hasattr(self, "components"):
            raise NotFitted("not_fitted", part=self.name)
        (latent,) = latents
        values = np.asarray(latent.values @ self.components.T, np.float32)
        if self.config.normalise:
            values /= np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-12)
        return Latent(values=values, spec=self.spec(latent.spec), present=latent.present)

    def state(self) -> State:
        """components (size, D), strengths (size,): singular values."""
        if not hasattr(self, "components"):
            raise NotFitted("not_fitted", part=self.name)
        return State({}, {"components": self.components, "strengths": self.strengths})

    def restore(self, state: State) -> None:
        """Take back components and strengths."""
        self.components, self.strengths = state.tensors["components"], state.tensors["strengths"]
