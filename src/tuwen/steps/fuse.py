"""fuse: several branches into one vector; a missing side has no say, rather than saying zero.

Each side is projected to one size and weighted by a gate, a softmax over the sides that are there
(gated fusion, Arevalo et al. 2017, arXiv:1702.01992). With one side missing the other has weight 1.
Shapes: B batch, S sides, D size.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

from tuwen.core.config import Config
from tuwen.core.errors import Misfit
from tuwen.core.latent import Latent, LatentSpec, expect
from tuwen.nn.learned import LearnedStep


@dataclass(frozen=True, kw_only=True)
class FuseConfig(Config):
    """`size` of the fused vector."""

    size: int = 64


@final
class Fuse(LearnedStep):
    """vectors → vector; a row is missing only where every side is."""

    name = "fuse/1"
    config: FuseConfig

    def __init__(self, config: FuseConfig = FuseConfig()) -> None:
        """Store the config."""
        self.config = config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A vector of `size`."""
        if len(given) < 2:
            raise Misfit("fuse_needs_sides", part=self.name, n=len(given))
        for each in given:
            expect(self.name, [each], "vector", "sparse")
        return LatentSpec(kind="vector", size=self.config.size)

    def measure(self, given: Sequence[LatentSpec], truths: Sequence[Any]) -> Mapping[str, Any]:
        """The size of each side."""
        return {"sizes": [spec.size for spec in given]}

    def build(self, sizes: Mapping[str, Any]) -> Any:
        """Per side a projection and a gate."""
        from torch import nn

        size = self.config.size
        return nn.ModuleDict(
            {
                "project": nn.ModuleList([nn.Linear(each, size) for each in sizes["sizes"]]),
                "gate": nn.ModuleList([nn.Linear(each, 1) for each in sizes["sizes"]]),
            }
        )

    def gates(self, *latents: Latent) -> Any:
        """(B, S) weights of the sides as a tensor; 0 for a missing one, rows summing to 1."""
        import torch

        gate = self.module()["gate"]
        logits = [layer(each.values) for layer, each in zip(gate, latents, strict=True)]
        logits_BS = torch.cat(logits, -1)
        there_BS = torch.stack([_there(each) for each in latents], -1)
        # The least number instead of -inf: a row without any side must not become NaN.
        least = torch.finfo(logits_BS.dtype).min
        return logits_BS.masked_fill(~there_BS, least).softmax(-1) * there_BS

    def flow(self, *latents: Latent) -> Latent:
        """The gated sum of the projected sides (B, D)."""
        import torch

        layers = self.module()["project"]
        sides = [layer(each.values) for layer, each in zip(layers, latents, strict=True)]
        sides_BSD = torch.stack(sides, 1).tanh()
        values_BD = (sides_BSD * self.gates(*latents)[..., None]).sum(1)
        present_B = torch.stack([_there(each) for each in latents], -1).any(-1)
        spec = self.spec(*(each.spec for each in latents))
        return Latent(values=values_BD, spec=spec, present=present_B)


def _there(latent: Latent) -> Any:
    import torch

    everywhere = torch.ones(len(latent), dtype=torch.bool)
    return everywhere if latent.present is None else latent.present
