"""pool: one vector for a sequence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.latent import Latent, Latents, LatentSpec, expect
from tuwen.core.parts import Flows, State, Step


@dataclass(frozen=True, kw_only=True)
class PoolConfig(Config):
    """`how`: the mean over the real positions, or the largest value at each of them."""

    how: Literal["mean", "max"] = "mean"


@final
class Pool(Flows, Step):
    """sequence (N, T, D) → vector (N, D); padded positions never count, an empty row gives zeros."""

    name = "pool/1"
    learns = "nothing"

    def __init__(self, config: PoolConfig = PoolConfig()) -> None:
        """Store the config."""
        self.config = config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A vector of the same size."""
        return LatentSpec(kind="vector", size=expect(self.name, given, "sequence").size)

    def fit(self, *latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Nothing to learn."""

    def apply(self, *latents: Latent) -> Latent:
        """Arrays in, arrays out."""
        (latent,) = latents
        x_NTD = latent.values
        mask_NT1 = (
            np.ones((*x_NTD.shape[:2], 1), bool) if latent.mask is None else latent.mask[:, :, None]
        )
        if self.config.how == "mean":
            pooled_ND = (x_NTD * mask_NT1).sum(1) / np.maximum(mask_NT1.sum(1), 1)
        else:
            best_ND = np.where(mask_NT1, x_NTD, -np.inf).max(1, initial=-np.inf)
            pooled_ND = np.where(mask_NT1.any(1), best_ND, 0)
        return self._vector(latent, pooled_ND.astype(x_NTD.dtype))

    def flow(self, *latents: Latent) -> Latent:
        """The same on tensors, where gradients pass."""
        (latent,) = latents
        x_NTD = latent.values
        if latent.mask is None:
            how = x_NTD.mean(1) if self.config.how == "mean" else x_NTD.amax(1)
            return self._vector(latent, how)
        mask_NT1 = latent.mask[:, :, None]
        if self.config.how == "mean":
            return self._vector(latent, (x_NTD * mask_NT1).sum(1) / mask_NT1.sum(1).clamp(min=1))
        best_ND = x_NTD.masked_fill(~mask_NT1, float("-inf")).amax(1)
        return self._vector(latent, best_ND.masked_fill(~mask_NT1.any(1), 0.0))

    def _vector(self, latent: Latent, values: Any) -> Latent:
        return Latent(values=values, spec=self.spec(latent.spec), present=latent.present)

    def state(self) -> State:
        """Nothing was learned."""
        return State()

    def restore(self, state: State) -> None:
        """Nothing to take back."""
