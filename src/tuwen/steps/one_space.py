"""one_space: says that all branches lie in one space, and brings their vectors to length 1 there.

It learns nothing; it stands where an objective (contrastive) has made the encoders agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, final

from tuwen.core.config import Config
from tuwen.core.errors import Misfit
from tuwen.core.latent import Latent, Latents, LatentSpec, expect
from tuwen.core.parts import Aligner, Flows, State, Step


@dataclass(frozen=True, kw_only=True)
class OneSpaceConfig(Config):
    """`size` every branch must have; a branch of another size is refused."""

    size: int = 64


@final
class OneSpace(Aligner):
    """vectors → the same vectors at length 1, per branch."""

    name = "one_space/1"
    learns = "nothing"
    config: OneSpaceConfig

    def __init__(self, config: OneSpaceConfig = OneSpaceConfig()) -> None:
        """Store the config."""
        self.config = config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """What one side gives."""
        return self.side(0).spec(*given)

    def fit(self, *latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Nothing is learned."""

    def side(self, index: int) -> Step:
        """The same for every branch."""
        return UnitLength(self.config)

    def state(self) -> State:
        """Nothing is kept."""
        return State()

    def restore(self, state: State) -> None:
        """Nothing was kept."""


@final
class UnitLength(Flows, Step):
    """One side of `one_space`."""

    name = "one_space/1"
    learns = "nothing"
    config: OneSpaceConfig

    def __init__(self, config: OneSpaceConfig) -> None:
        """Store the config."""
        self.config = config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A vector of the agreed size."""
        found = expect(self.name, given, "vector")
        if found.size not in (0, self.config.size):
            raise Misfit("one_space_size", part=self.name, size=found.size, wanted=self.config.size)
        return LatentSpec(kind="vector", size=self.config.size)

    def fit(self, *latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Nothing is learned."""

    def apply(self, *latents: Latent) -> Latent:
        """Vectors of length 1 (a vector of zeros stays)."""
        (given,) = latents
        # Works on arrays and tensors alike.
        squares = (given.values**2).sum(-1)[:, None]
        values = given.values / (squares + 1e-12) ** 0.5
        return replace(given, values=values, spec=self.spec(given.spec))

    flow = apply

    def state(self) -> State:
        """Nothing is kept."""
        return State()

    def restore(self, state: State) -> None:
        """Nothing was kept."""
