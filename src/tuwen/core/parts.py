"""The five roles. Each is one small abstract class; every other class is final.

encoder: items → latent · step: latent(s) → latent · head: latent → answer ·
decoder: latent → items · objective: what learning minimises.

A part learns by *counting* (passes over a re-iterable stream, `learns = "counting"`), by
*gradient* (`learns = "gradient"`: it gives a torch `module()` to the one loop in `fit/`), or not at
all. Parts hold plain arrays: `state` is what is saved, and nothing saved is code.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np

from tuwen.core.config import Config
from tuwen.core.items import Item
from tuwen.core.latent import Latent, Latents, LatentSpec


@dataclass(frozen=True, slots=True)
class State:
    """What a fitted part is made of: small facts as JSON, and named numpy arrays."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    tensors: Mapping[str, np.ndarray] = field(default_factory=dict)


class Part(ABC):
    """A named, configured piece of a pipeline."""

    name: ClassVar[str]  # versioned, e.g. "text_counts/1"
    learns: ClassVar[Literal["nothing", "counting", "gradient"]] = "counting"
    config: Config

    @abstractmethod
    def spec(self, *given: LatentSpec) -> LatentSpec:
        """The spec that comes out for what goes in; raises Misfit where they cannot meet."""

    @abstractmethod
    def state(self) -> State:
        """What was learned; raises NotFitted before that."""

    @abstractmethod
    def restore(self, state: State) -> None:
        """Take back what `state` gave; raises DamagedData where it does not fit the config."""


class Encoder(Part):
    """items → latent."""

    modality: ClassVar[Literal["text", "image"]]

    @abstractmethod
    def prepare(self, items: Iterable[Item]) -> None:
        """Learn vocabulary and statistics in one or a few passes over a re-iterable stream."""

    @abstractmethod
    def encode(self, items: Sequence[Item]) -> Latent:
        """The latent of a batch, row by row; an item without this side has `present` false."""


class Step(Part):
    """latent(s) → latent."""

    @abstractmethod
    def fit(self, *latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Learn from one stream per input, rows aligned between them."""

    @abstractmethod
    def apply(self, *latents: Latent) -> Latent:
        """The latent of a batch."""


class Head(Part):
    """latent → answer."""

    @abstractmethod
    def fit(self, latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Learn from a stream; `targets` is aligned with its rows (None: unsupervised)."""

    @abstractmethod
    def answer(self, latent: Latent) -> Any:
        """One answer a row."""


class Decoder(Part):
    """latent → items."""

    @abstractmethod
    def decode(self, latent: Latent, condition: Latent | None = None, **options: Any) -> list[Item]:
        """One made item a row."""


class Objective(ABC):
    """What learning minimises, apart from networks and steps."""

    name: ClassVar[str]
    config: Config

    @abstractmethod
    def losses(self, run: Any, batch: Any) -> Iterator[tuple[Any, Any]]:
        """Yield (loss, parameters) once per optimiser step; resumed after each step."""
