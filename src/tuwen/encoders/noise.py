"""noise: a draw from N(0, I) a row, the encoder of what is made from nothing (a GAN's generator)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.items import Item
from tuwen.core.latent import Latent, LatentSpec
from tuwen.core.parts import Collates, Encoder, Flows, State


@dataclass(frozen=True, kw_only=True)
class NoiseConfig(Config):
    """`size` of a draw; `seed` of those an item always gets when answering."""

    size: int = 16
    seed: int = 0


@final
class Noise(Flows, Collates, Encoder):
    """items → noise: the same for the same item when answering, fresh at each step of learning."""

    name = "noise/1"
    modality = "any"
    learns = "nothing"
    config: NoiseConfig

    def __init__(self, config: NoiseConfig = NoiseConfig()) -> None:
        """Store the config."""
        self.config = config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A vector of `size`."""
        return LatentSpec(kind="vector", size=self.config.size)

    def prepare(self, items: Iterable[Item]) -> None:
        """Nothing is learned."""

    def encode(self, items: Sequence[Item]) -> Latent:
        """(N, size) float32, drawn from seed and digest."""
        rows = [self._draw(item) for item in items]
        values = np.stack(rows) if rows else np.zeros((0, self.config.size), np.float32)
        return Latent(values=values, spec=self.spec())

    def collate(self, truths: Sequence[Any]) -> Latent:
        """The rows to draw for."""
        return self.encode(truths)

    def flow(self, *latents: Latent) -> Latent:
        """A fresh draw."""
        import torch

        (given,) = latents
        return Latent(values=torch.randn_like(given.values), spec=self.spec())

    def state(self) -> State:
        """Nothing is kept."""
        return State()

    def restore(self, state: State) -> None:
        """Nothing was kept."""

    def _draw(self, item: Item) -> np.ndarray:
        key = hashlib.sha256(f"{self.config.seed} {item.digest}".encode()).digest()
        generator = np.random.default_rng(int.from_bytes(key, "little"))
        return generator.standard_normal(self.config.size).astype(np.float32)
