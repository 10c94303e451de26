"""Likelihood: minus the log-probability of the truth at every end, cross-entropy and CRF alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, final

from tuwen.core.config import Config
from tuwen.core.parts import Objective


@dataclass(frozen=True, kw_only=True)
class LikelihoodConfig(Config):
    """Nothing to choose."""


@final
class Likelihood(Objective):
    """Mean over the rows whose truth is known; penalties of the steps are left out."""

    name = "likelihood/1"
    config: LikelihoodConfig

    def __init__(self, config: LikelihoodConfig = LikelihoodConfig()) -> None:
        """Store the config."""
        self.config = config

    def losses(self, run: Any, batch: Any) -> Iterator[tuple[Any, Sequence[Any]]]:
        """One loss."""
        scored = run.log_prob(run.forward(batch), batch)
        yield -scored.mean(), run.parameters()
