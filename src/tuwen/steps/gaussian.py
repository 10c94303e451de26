"""gaussian: the VAE's sampling step, z = mu + sigma * eps with eps ~ N(0, I).

Kingma & Welling 2014, arXiv:1312.6114. Shapes: B batch, Z size of the code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.latent import Latent, LatentSpec, expect
from tuwen.nn.learned import LearnedStep


@dataclass(frozen=True, kw_only=True)
class GaussianConfig(Config):
    """`size` of the code."""

    size: int = 16


@final
class Gaussian(LearnedStep):
    """vector → code. Learning draws z; answering takes its mean mu."""

    name = "gaussian/1"
    config: GaussianConfig

    def __init__(self, config: GaussianConfig = GaussianConfig()) -> None:
        """Store the config."""
        self.config = config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A vector of `size`."""
        expect(self.name, given, "vector", "sparse")
        return LatentSpec(kind="vector", size=self.config.size)

    def measure(self, given: Sequence[LatentSpec], truths: Sequence[Any]) -> Mapping[str, Any]:
        """The size of what comes in."""
        return {"size": given[0].size}

    def build(self, sizes: Mapping[str, Any]) -> Any:
        """One linear layer to mu and log sigma."""
        from torch import nn

        return nn.Linear(sizes["size"], 2 * self.config.size)

    def posterior(self, given: Latent) -> tuple[Any, Any]:
        """mu (B, Z) and log sigma (B, Z) of q(z|x), as tensors."""
        mu_BZ, log_sigma_BZ = self.module()(given.values).chunk(2, -1)
        return mu_BZ, log_sigma_BZ.clamp(-8, 4)

    def flow(self, *latents: Latent) -> Latent:
        """z (B, Z): drawn while the module learns, mu otherwise."""
        import torch

        (given,) = latents
        z_BZ, log_sigma_BZ = self.posterior(given)
        if self.module().training:
            z_BZ = z_BZ + log_sigma_BZ.exp() * torch.randn_like(z_BZ)
        return Latent(values=z_BZ, spec=self.spec(given.spec), present=given.present)

    def penalty(self, *latents: Latent) -> Any:
        """(B,) KL(q(z|x) || N(0, I)) in nats."""
        mu_BZ, log_sigma_BZ = self.posterior(latents[0])
        return (mu_BZ**2 / 2 + (2 * log_sigma_BZ).exp() / 2 - log_sigma_BZ - 0.5).sum(-1)

    def prior(self, n: int, seed: int = 0) -> Latent:
        """`n` codes drawn from N(0, I): what a decoder makes something new of."""
        values = np.random.default_rng(seed).standard_normal((n, self.config.size))
        spec = LatentSpec(kind="vector", size=self.config.size)
        return Latent(values=values.astype(np.float32), spec=spec)
