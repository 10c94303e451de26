"""What every gradient part shares: weights from sizes, saved as arrays, answering in numpy.

A part says three things: `measure` (the counting pass: sizes, words, labels, as JSON), `build` (the
torch module of those sizes) and `flow` (latents of tensors through the module).
"""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tuwen.core.errors import NotFitted
from tuwen.core.items import Item
from tuwen.core.latent import Latent, Latents, LatentSpec
from tuwen.core.parts import (
    Collates,
    Decoder,
    Encoder,
    Feeds,
    Gradient,
    Head,
    Likely,
    Part,
    State,
    Step,
)
from tuwen.nn.latents import arrays, tensors
from tuwen.nn.weights import put_back, weights_of


class Learned(Gradient, Part):
    """A part with a module; see the four roles below."""

    learns = "gradient"
    _sizes: Mapping[str, Any] | None = None
    _module: Any = None

    @abstractmethod
    def measure(self, given: Sequence[LatentSpec], truths: Sequence[Any]) -> Mapping[str, Any]:
        """The counting pass: what `build` needs beside the config, as JSON values."""

    @abstractmethod
    def build(self, sizes: Mapping[str, Any]) -> Any:
        """A module with fresh weights."""

    @property
    def sizes(self) -> Mapping[str, Any]:
        """What `measure` found; raises NotFitted before that."""
        if self._sizes is None:
            raise NotFitted("not_fitted", part=self.name)
        return self._sizes

    def module(self) -> Any:
        """The torch module that holds the weights; raises NotFitted before fitting."""
        if self._module is None:
            raise NotFitted("not_fitted", part=self.name)
        return self._module

    def begin(self, given: Sequence[LatentSpec], truths: Sequence[Any]) -> None:
        """Count, and make fresh weights."""
        self._sizes = self.measure(given, truths)
        self._module = self.build(self._sizes).eval()

    def state(self) -> State:
        """Sizes, and the module's weights as arrays."""
        return State(self.sizes, weights_of(self.module()))

    def restore(self, state: State) -> None:
        """Take back weights; names and shapes are compared before anything is allocated."""
        import torch

        with torch.device("meta"):
            module = self.build(state.facts)
        put_back(module, state.tensors, self.name)
        self._sizes, self._module = dict(state.facts), module.eval()

    def infer(self, *latents: Latent) -> Latent:
        """`flow` on arrays: no gradient, no dropout."""
        import torch

        module = self.module()
        training = module.training
        module.eval()
        with torch.no_grad():
            out = arrays(self.flow(*(tensors(latent) for latent in latents)))
        module.train(training)
        return out


class LearnedEncoder(Learned, Collates, Encoder):
    """items → collate → module → latent."""

    def prepare(self, items: Iterable[Item]) -> None:
        """Count, and make fresh weights."""
        self.begin((), list(items))

    def encode(self, items: Sequence[Item]) -> Latent:
        """The latent of a batch."""
        return self.infer(self.collate(items))


class LearnedStep(Learned, Step):
    """latents → module → latent."""

    def fit(self, *latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Take the sizes of what comes in, and make fresh weights."""
        self.begin(_specs(latents), ())

    def apply(self, *latents: Latent) -> Latent:
        """The latent of a batch."""
        return self.infer(*latents)


class LearnedHead(Learned, Likely, Head):
    """latent → module → scores → answer."""

    def fit(self, latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Take the sizes of what comes in and the labels, and make fresh weights."""
        self.begin(_specs([latents]), [t for t in targets or () if t is not None])

    def learn(self, feeds: Feeds, truths: Sequence[Any]) -> None:
        """In a pipeline: labels and sizes; rows without side or target are left out by the loop."""
        ((stream,),) = feeds
        self.fit(stream, truths)


class LearnedDecoder(Learned, Likely, Decoder):
    """latent (and condition) → module → what is made."""

    def fit(self, *latents: Latents, items: Sequence[Item]) -> None:
        """Take the sizes of what comes in and the vocabulary, and make fresh weights."""
        self.begin(_specs(latents), items)


def _specs(streams: Iterable[Latents]) -> list[LatentSpec]:
    return [next(iter(stream)).spec for stream in streams]
