"""image_cnn: a picture as a vector or a grid, by convolutions of stride 2.

Shapes: B batch, H W picture, C channels, D features.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, final

from tuwen.core.config import Config
from tuwen.core.items import Item
from tuwen.core.latent import Latent, LatentSpec
from tuwen.core.pictures import PictureSource
from tuwen.image.pixels import pixels
from tuwen.nn.learned import LearnedEncoder


@dataclass(frozen=True, kw_only=True)
class ImageCnnConfig(Config):
    """Pictures are brought to `side` × `side`; each of `channels` halves that."""

    side: int = 32
    channels: tuple[int, ...] = (16, 32, 64)
    gives: Literal["sequence", "vector"] = "vector"


@final
class ImageCnn(LearnedEncoder):
    """The first picture of each item → features."""

    name = "image_cnn/1"
    modality = "image"
    config: ImageCnnConfig

    def __init__(self, config: ImageCnnConfig = ImageCnnConfig()) -> None:
        """Store the config; set `pictures` before use."""
        self.config = config
        self.pictures: PictureSource | None = None

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """The mean over the grid, or the grid as a sequence."""
        config = self.config
        if config.gives == "vector":
            return LatentSpec(kind="vector", size=config.channels[-1])
        rest = config.side
        for _ in config.channels:
            rest = -(-rest // 2)
        return LatentSpec(kind="sequence", size=config.channels[-1], grid=(rest, rest))

    def measure(self, given: Sequence[LatentSpec], truths: Sequence[Item]) -> Mapping[str, Any]:
        """Nothing to count: the sizes are the config's."""
        return {}

    def build(self, sizes: Mapping[str, Any]) -> Any:
        """Convolutions of stride 2, each with its group norm (no batch statistics: a row is a row)."""
        from torch import nn

        layers: list[Any] = []
        before = 3
        for width in self.config.channels:
            layers.append(nn.Conv2d(before, width, 3, stride=2, padding=1))
            layers += [nn.GroupNorm(1, width), nn.GELU()]
            before = width
        return nn.Sequential(*layers)

    def collate(self, truths: Sequence[Item]) -> Latent:
        """Pixels (B, H·W, 3) uint8."""
        return pixels(truths, self.config.side, self.pictures)

    def flow(self, *latents: Latent) -> Latent:
        """Features of each cell of the grid, or their mean."""
        (given,) = latents
        side = self.config.side
        x_BHWC = given.values.reshape(-1, side, side, 3).float() / 127.5 - 1
        x_BDHW = self.module()(x_BHWC.permute(0, 3, 1, 2))
        if self.config.gives == "vector":
            return Latent(values=x_BDHW.mean((2, 3)), spec=self.spec(), present=given.present)
        x_BTD = x_BDHW.flatten(2).transpose(1, 2)
        mask_BT = given.present[:, None].expand(x_BTD.shape[:2])
        return Latent(values=x_BTD, spec=self.spec(), mask=mask_BT, present=given.present)
