"""Contrastive: rows that belong together are nearer than all others (InfoNCE, arXiv:1807.03748;
symmetric over two sides as in arXiv:2103.00020)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, final

from tuwen.core.config import Config
from tuwen.core.errors import Misfit
from tuwen.core.parts import Objective


@dataclass(frozen=True, kw_only=True)
class ContrastiveConfig(Config):
    """`temperature` divides the cosines."""

    temperature: float = 0.1


@final
class Contrastive(Objective):
    """Two lanes of vectors in one space; rows with only one side are left out."""

    name = "contrastive/1"
    config: ContrastiveConfig

    def __init__(self, config: ContrastiveConfig = ContrastiveConfig()) -> None:
        """Store the config."""
        self.config = config

    def losses(self, run: Any, batch: Any) -> Iterator[tuple[Any, Sequence[Any]]]:
        """One loss: the mean cross-entropy of finding the partner, in both directions."""
        import torch
        from torch.nn import functional as F

        lanes = list(run.forward(batch).lanes.values())
        if len(lanes) != 2:
            raise Misfit("contrastive_lanes", n=len(lanes))
        both = torch.ones(batch.n, dtype=torch.bool)
        for lane in lanes:
            both = both if lane.present is None else both & lane.present
        left_BD, right_BD = (F.normalize(lane.values[both], dim=-1) for lane in lanes)
        cosines_BB = left_BD @ right_BD.T / self.config.temperature
        partner_B = torch.arange(len(cosines_BB))
        loss = F.cross_entropy(cosines_BB, partner_B, reduction="sum") + F.cross_entropy(
            cosines_BB.T, partner_B, reduction="sum"
        )
        yield loss / (2 * max(1, len(partner_B))), run.parameters()
