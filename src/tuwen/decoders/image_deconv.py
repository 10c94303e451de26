"""image_deconv: a picture from a code, by transposed convolutions (layers that grow; how they learn is
back-propagation like any other).

Shapes: B batch, H W picture, C channels, Z code and condition.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

from tuwen.core.config import Config
from tuwen.core.errors import BadConfig
from tuwen.core.items import Item
from tuwen.core.latent import Latent, LatentSpec, expect
from tuwen.core.pictures import Album, PictureSource
from tuwen.image.pixels import pictured, pixels
from tuwen.nn.learned import LearnedDecoder


@dataclass(frozen=True, kw_only=True)
class ImageDeconvConfig(Config):
    """Pictures of `side`, which is 4 times 2 to the number of `channels`.

    `sigma` is the standard deviation of a pixel (in 0 to 1) around what is made: with it the
    likelihood is a proper density.
    """

    side: int = 32
    channels: tuple[int, ...] = (64, 32, 16)
    sigma: float = 0.1


@final
class ImageDeconv(LearnedDecoder):
    """code (and condition) → picture."""

    name = "image_deconv/1"
    config: ImageDeconvConfig

    def __init__(self, config: ImageDeconvConfig = ImageDeconvConfig()) -> None:
        """Store the config. `pictures` is where truths are read, `album` where what is made lies."""
        if config.side != 4 * 2 ** len(config.channels):
            raise BadConfig("deconv_side", side=config.side, fits=4 * 2 ** len(config.channels))
        self.config = config
        self.pictures: PictureSource | None = None
        self.album = Album()

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """Pixels: a sequence of size 3 that remembers its grid."""
        for each in given:
            expect(self.name, [each], "vector", "sparse")
        return LatentSpec(kind="sequence", size=3, grid=(self.config.side, self.config.side))

    def measure(self, given: Sequence[LatentSpec], truths: Sequence[Item]) -> Mapping[str, Any]:
        """The size of code and condition together."""
        return {"size": sum(spec.size for spec in given)}

    def build(self, sizes: Mapping[str, Any]) -> Any:
        """A linear layer to a 4 × 4 grid, then layers that double it."""
        from torch import nn

        channels = [*self.config.channels, 3]
        layers: list[Any] = [
            nn.Linear(sizes["size"], channels[0] * 16),
            nn.Unflatten(1, (channels[0], 4, 4)),
        ]
        for before, width in zip(channels, channels[1:], strict=False):
            layers += [nn.GELU(), nn.ConvTranspose2d(before, width, 4, stride=2, padding=1)]
        return nn.Sequential(*layers, nn.Sigmoid())

    def collate(self, truths: Sequence[Item]) -> Latent:
        """Pixels (B, H·W, 3) in 0 to 1."""
        found = pixels(truths, self.config.side, self.pictures)
        values = found.values.astype("float32") / 255
        return Latent(values=values, spec=found.spec, mask=found.mask, present=found.present)

    def flow(self, *latents: Latent) -> Latent:
        """Pixels (B, H·W, 3) in 0 to 1."""
        import torch

        x_BCHW = self.module()(torch.cat([latent.values for latent in latents], -1))
        return Latent(values=x_BCHW.flatten(2).transpose(1, 2), spec=self.spec())

    def log_prob(self, truth: Latent, *latents: Latent) -> Any:
        """(B,) log-density of the pixels under a normal around what is made."""
        sigma = self.config.sigma
        off_BTC = (truth.values - self.flow(*latents).values) / sigma
        each_BTC = -(off_BTC**2) / 2 - math.log(sigma * math.sqrt(2 * math.pi))
        return each_BTC.sum((1, 2))

    def decode(self, latent: Latent, condition: Latent | None = None, **options: Any) -> list[Item]:
        """Items with one picture each, its bytes in `album`."""
        given = [latent] if condition is None else [latent, condition]
        side = self.config.side
        values = self.infer(*given).values.reshape(-1, side, side, 3)
        return pictured((values * 255).round().astype("uint8"), self.album)
