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
from typing import Any, ClassVar, Literal, Self

import numpy as np

from tuwen.core.items import Item
from tuwen.core.latent import Latent, Latents, LatentSpec
from tuwen.core.stream import Chained, Selected, rows_of


@dataclass(frozen=True, slots=True)
class State:
    """What a fitted part is made of: small facts as JSON, and named numpy arrays."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    tensors: Mapping[str, np.ndarray] = field(default_factory=dict)


# What feeds a part in a pipeline: per application of it, one stream per input.
Feeds = Sequence[Sequence[Latents]]


class Part(ABC):
    """A named, configured piece of a pipeline."""

    name: ClassVar[str]  # versioned, e.g. "text_counts/1"
    learns: ClassVar[Literal["nothing", "counting", "gradient"]] = "counting"
    config: Any  # the Config class beside the part

    @classmethod
    def configured(cls, values: Mapping[str, Any]) -> Self:
        """An unfitted part from its config's JSON; every part builds from defaults as `cls()`."""
        return cls(type(cls().config).from_json(values))  # type: ignore[call-arg]

    @abstractmethod
    def spec(self, *given: LatentSpec) -> LatentSpec:
        """The spec that comes out for what goes in; raises Misfit where they cannot meet."""

    @abstractmethod
    def state(self) -> State:
        """What was learned; raises NotFitted before that."""

    @abstractmethod
    def restore(self, state: State) -> None:
        """Take back what `state` gave; raises DamagedData where it does not fit the config."""

    @abstractmethod
    def learn(self, feeds: Feeds, truths: Sequence[Any]) -> None:
        """How a part of this role learns in a pipeline; each role says it once."""

    def truths(self, items: Sequence[Item], name: str) -> Sequence[Any]:
        """What `learn` is given beside the feeds, for an end called `name`: here, the items."""
        return items


class Encoder(Part):
    """items → latent."""

    modality: ClassVar[Literal["text", "image", "any"]]

    @abstractmethod
    def prepare(self, items: Iterable[Item]) -> None:
        """Learn vocabulary and statistics in one or a few passes over a re-iterable stream."""

    @abstractmethod
    def encode(self, items: Sequence[Item]) -> Latent:
        """The latent of a batch, row by row; an item without this side has `present` false."""

    def __call__(self, items: Sequence[Item]) -> Latent:
        """What this part does in a pipeline: encode."""
        return self.encode(items)

    def learn(self, feeds: Feeds, truths: Sequence[Any]) -> None:
        """How this part learns in a pipeline: from the items alone."""
        self.prepare(truths)


class Step(Part):
    """latent(s) → latent. Steps of a branch or the trunk take one; a join takes one a branch."""

    @abstractmethod
    def fit(self, *latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Learn from one stream per input, rows aligned between them."""

    @abstractmethod
    def apply(self, *latents: Latent) -> Latent:
        """The latent of a batch."""

    def __call__(self, *latents: Latent) -> Latent:
        """What this part does in a pipeline: apply."""
        return self.apply(*latents)

    def learn(self, feeds: Feeds, truths: Sequence[Any]) -> None:
        """How this part learns in a pipeline: from all lanes it serves, one after another."""
        self.fit(*(Chained(column) for column in zip(*feeds, strict=True)))


class Aligner(Part):
    """A join that maps branches into one space: fitted on all, then applied to each on its own."""

    @abstractmethod
    def fit(self, *latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Learn from one stream per branch, rows aligned between them."""

    @abstractmethod
    def side(self, index: int) -> Step:
        """The step of the branch at `index`, sharing what was learned here."""

    def learn(self, feeds: Feeds, truths: Sequence[Any]) -> None:
        """How this part learns in a pipeline: from all branches side by side."""
        self.fit(*(stream for (stream,) in feeds))


class Head(Part):
    """latent → answer."""

    @abstractmethod
    def fit(self, latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Learn from a stream; `targets` is aligned with its rows (None: unsupervised)."""

    @abstractmethod
    def answer(self, latent: Latent) -> Any:
        """One answer a row."""

    def truths(self, items: Sequence[Item], name: str) -> Sequence[Any]:
        """What this head should answer: each item's target `name`, None where it has none."""
        return [item.targets.get(name) for item in items]

    def __call__(self, *latents: Latent) -> Sequence[Any]:
        """What this part does in a pipeline: answer."""
        return list(self.answer(*latents))

    def learn(self, feeds: Feeds, truths: Sequence[Any]) -> None:
        """How this part learns in a pipeline: from the rows that have this side and a target.

        Where no row has a target, it learns without any.
        """
        ((stream,),) = feeds
        known = np.array([truth is not None for truth in truths], bool)
        keep = rows_of(stream) & (known if known.any() else True)
        chosen = [truth for truth, kept in zip(truths, keep, strict=True) if kept]
        self.fit(Selected(stream, keep), chosen if known.any() else None)


class Decoder(Part):
    """latent → items."""

    @abstractmethod
    def fit(self, *latents: Latents, items: Sequence[Item]) -> None:
        """Learn from one stream per lane read, and the items to be made from their rows."""

    @abstractmethod
    def decode(self, latent: Latent, condition: Latent | None = None, **options: Any) -> list[Item]:
        """One made item a row."""

    def __call__(self, *latents: Latent) -> Sequence[Any]:
        """What this part does in a pipeline: decode."""
        return self.decode(*latents)

    def learn(self, feeds: Feeds, truths: Sequence[Any]) -> None:
        """How this part learns in a pipeline: from its lanes, and the items it should make."""
        (streams,) = feeds
        self.fit(*streams, items=truths)


class Flows(ABC):
    """Beside a role: what the part does can stand inside a run of parts that learn by gradient."""

    learns: ClassVar[Literal["nothing", "counting", "gradient"]]

    @abstractmethod
    def flow(self, *latents: Latent) -> Latent:
        """Latents of tensors in, a latent of tensors out; gradients pass."""

    def penalty(self, *latents: Latent) -> Any:
        """(N,) nats that what `flow` makes of `latents` costs beside the data; 0 for most."""
        return 0.0


class Gradient(Flows):
    """Beside a role: a part whose weights are moved by the one loop.

    Its `prepare` or `fit` is a counting pass: sizes, vocabulary, labels, fresh weights.
    """

    learns: ClassVar[Literal["gradient"]] = "gradient"

    @abstractmethod
    def module(self) -> Any:
        """The torch module that holds the weights, tensors in, tensors out; NotFitted before."""


class Collates(ABC):
    """Beside a gradient encoder or end: what it meets outside the lanes, as raw numbers."""

    @abstractmethod
    def collate(self, truths: Sequence[Any]) -> Latent:
        """Items or targets as codes or pixels (no torch); `present` is false where there are none."""


class Likely(Collates):
    """Beside a gradient end: it knows how likely a truth is."""

    @abstractmethod
    def log_prob(self, truth: Latent, *latents: Latent) -> Any:
        """(N,) natural log-probability of the collated `truth` given the lanes read."""


class Objective(ABC):
    """What learning minimises, apart from networks and steps.

    It may own modules (a critic): they live in checkpoints only, and prediction needs none of it.
    """

    name: ClassVar[str]
    config: Any  # the Config class beside the part
    weight: float = 1.0  # of penalties; a schedule may move it

    @abstractmethod
    def losses(self, run: Any, batch: Any) -> Iterator[tuple[Any, Sequence[Any]]]:
        """Yield (loss, parameters) once per optimiser step; resumed after each step."""

    def state(self) -> State:
        """The weights of its own modules; most have none."""
        return State()

    def restore(self, state: State) -> None:
        """Take back what `state` gave; most need nothing."""
        assert not state.tensors, "an objective with modules overrides state and restore"
