"""Adversarial: a critic tells what is real, the pipeline makes what it takes for real.

Two losses a batch, two optimisers in turn (Goodfellow et al. 2014, arXiv:1406.2661, the non-saturating
form). The critic belongs to the objective and is kept in checkpoints only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, final

from tuwen.core.config import Config
from tuwen.core.errors import Misfit
from tuwen.core.parts import Objective, State
from tuwen.nn.blocks import perceptron
from tuwen.nn.weights import put_back, weights_of


@dataclass(frozen=True, kw_only=True)
class AdversarialConfig(Config):
    """`hidden` is the width of the critic; `smoothing` is how far "real" lies below 1."""

    hidden: int = 64
    smoothing: float = 0.1


@final
class Adversarial(Objective):
    """The first decoder's output against the collated truth, row by row flattened."""

    name = "adversarial/1"
    config: AdversarialConfig

    def __init__(self, config: AdversarialConfig = AdversarialConfig()) -> None:
        """Store the config; the critic is made at the first batch."""
        self.config = config
        self._critic: Any = None

    def losses(self, run: Any, batch: Any) -> Iterator[tuple[Any, Sequence[Any]]]:
        """First the critic's loss, then the pipeline's."""
        ends = run.made(run.forward(batch))
        if len(ends) != 1:
            raise Misfit("adversarial_ends", n=len(ends))
        ((name, made),) = ends.items()
        truth = batch.truths[name]
        real_RX = (truth if truth.present is None else truth.select(truth.present)).values.flatten(
            1
        )
        fake_BX = made.values.flatten(1)
        critic = self._ready(fake_BX.shape[1])
        verdict = _towards(critic(real_RX), 1 - self.config.smoothing)
        yield verdict + _towards(critic(fake_BX.detach()), 0), list(critic.parameters())
        yield _towards(critic(fake_BX), 1), run.parameters()

    def state(self) -> State:
        """The critic's weights, and how wide its input is."""
        if self._critic is None:
            return State()
        return State({"size": self._critic[0].in_features}, weights_of(self._critic))

    def restore(self, state: State) -> None:
        """Make the critic again; its size is in the weights."""
        if state.tensors:
            self._critic = perceptron(state.facts["size"], self.config.hidden, 1)
            put_back(self._critic, state.tensors, self.name)

    def _ready(self, size: int) -> Any:
        if self._critic is None:
            self._critic = perceptron(size, self.config.hidden, 1)
        return self._critic


def _towards(logits_B1: Any, wanted: float) -> Any:
    """The cross-entropy of being told `wanted`, over rows (0 where there is none)."""
    import torch
    from torch.nn import functional as F

    wanted_B1 = torch.full_like(logits_B1, wanted)
    summed = F.binary_cross_entropy_with_logits(logits_B1, wanted_B1, reduction="sum")
    return summed / max(1, len(logits_B1))
