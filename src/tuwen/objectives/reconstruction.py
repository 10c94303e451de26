"""Reconstruction: the squared error of what a decoder makes, for pictures and other measured values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, final

from tuwen.core.config import Config
from tuwen.core.errors import Misfit
from tuwen.core.parts import Objective


@dataclass(frozen=True, kw_only=True)
class ReconstructionConfig(Config):
    """Nothing to choose."""


@final
class Reconstruction(Objective):
    """Mean squared error over the values of a row, then over rows.

    Codes are refused: word ids are categories, and a squared error of them means nothing; they are
    learned by likelihood.
    """

    name = "reconstruction/1"
    config: ReconstructionConfig

    def __init__(self, config: ReconstructionConfig = ReconstructionConfig()) -> None:
        """Store the config."""
        self.config = config

    def losses(self, run: Any, batch: Any) -> Iterator[tuple[Any, Sequence[Any]]]:
        """One loss."""
        error = 0.0
        for name, made in run.made(run.forward(batch)).items():
            truth = batch.truths[name]
            if truth.spec.kind == "codes":
                raise Misfit("codes_not_measured", end=name)
            rows = slice(None) if truth.present is None else truth.present
            error = error + (made.values[rows] - truth.values[rows]).square().mean()
        yield error, run.parameters()
