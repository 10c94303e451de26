"""ELBO: the evidence lower bound (Kingma & Welling 2014, arXiv:1312.6114)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, final

from tuwen.core.config import Config
from tuwen.core.parts import Objective


@dataclass(frozen=True, kw_only=True)
class ElboConfig(Config):
    """`beta` weighs the penalty. Only 1 is a bound on the likelihood; any other is a beta-VAE."""

    beta: float = 1.0


@final
class Elbo(Objective):
    """Minimises -(log p(x|z) - beta · weight · KL), z drawn once a row.

    `weight` is 1 unless a schedule (`fit.callbacks.Anneal`) moves it on its way there.
    """

    name = "elbo/1"
    config: ElboConfig

    def __init__(self, config: ElboConfig = ElboConfig()) -> None:
        """Store the config."""
        self.config = config

    def losses(self, run: Any, batch: Any) -> Iterator[tuple[Any, Sequence[Any]]]:
        """One loss, in nats a row."""
        forward = run.forward(batch)
        bound = run.log_prob(forward, batch)
        charged = self.config.beta * self.weight * forward.penalty
        yield -replace(bound, values=bound.values - charged).mean(), run.parameters()
