"""text_cnn: windows over word embeddings, the largest response of each (Kim 2014, arXiv:1408.5882).

A window's response is a weighted *sum* over its positions; the maximum comes after, over the text.
Shapes: B batch, T positions, D embedding, F filters per width.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

from tuwen.core.config import Config
from tuwen.core.items import Item
from tuwen.core.latent import Latent, LatentSpec
from tuwen.nn.learned import LearnedEncoder
from tuwen.text.codes import FIRST_WORD, PAD, Unit, codes, frequent, units_of


@dataclass(frozen=True, kw_only=True)
class TextCnnConfig(Config):
    """`filters` for each of `widths`; the vector has `filters` × widths entries."""

    field: str = ""
    unit: Unit = "char"
    n_words: int = 20_000
    longest: int = 256
    embedding: int = 64
    filters: int = 32
    widths: tuple[int, ...] = (1, 2, 3)
    dropout: float = 0.1


@final
class TextCnn(LearnedEncoder):
    """texts → codes → vector."""

    name = "text_cnn/1"
    modality = "text"
    config: TextCnnConfig

    def __init__(self, config: TextCnnConfig = TextCnnConfig()) -> None:
        """Store the config."""
        self.config = config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A vector: one entry per filter."""
        return LatentSpec(kind="vector", size=self.config.filters * len(self.config.widths))

    def measure(self, given: Sequence[LatentSpec], truths: Sequence[Item]) -> Mapping[str, Any]:
        """The vocabulary."""
        units = units_of(truths, self.config.field, self.config.unit)
        return {"words": frequent(units, self.config.n_words)}

    def build(self, sizes: Mapping[str, Any]) -> Any:
        """Embedding, and one convolution per width."""
        from torch import nn

        config, n_words = self.config, FIRST_WORD + len(sizes["words"])
        convolutions = [nn.Conv1d(config.embedding, config.filters, w) for w in config.widths]
        return nn.ModuleDict(
            {
                "embedding": nn.Embedding(n_words, config.embedding, padding_idx=PAD),
                "convolutions": nn.ModuleList(convolutions),
                "dropout": nn.Dropout(config.dropout),
            }
        )

    def collate(self, truths: Sequence[Item]) -> Latent:
        """Codes (B, T)."""
        units = units_of(truths, self.config.field, self.config.unit)
        return codes(units, self.sizes["words"], self.config.longest)

    def flow(self, *latents: Latent) -> Latent:
        """The largest response of each filter, over windows that begin at a real position."""
        import torch
        from torch.nn import functional as F

        (given,) = latents
        net, widest = self.module(), max(self.config.widths)
        x_BTD = net["embedding"](given.values) * given.mask[..., None]
        x_BDT = F.pad(x_BTD.transpose(1, 2), (0, widest - 1))
        maxima_BF = []
        for convolution in net["convolutions"]:
            response_BFT = convolution(x_BDT)[..., : given.mask.shape[1]].relu()
            maxima_BF.append((response_BFT * given.mask[:, None]).amax(-1))
        values_BF = net["dropout"](torch.cat(maxima_BF, -1))
        return Latent(values=values_BF, spec=self.spec(), present=given.present)
