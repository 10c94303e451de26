"""text_rnn: word embeddings read by a GRU, both ways (Cho et al. 2014, arXiv:1406.1078).

Shapes: B batch, T positions, D embedding, H states.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, final

from tuwen.core.config import Config
from tuwen.core.items import Item
from tuwen.core.latent import Latent, LatentSpec
from tuwen.nn.blocks import masked_mean, recurrent
from tuwen.nn.learned import LearnedEncoder
from tuwen.text.codes import FIRST_WORD, PAD, Unit, codes, frequent, units_of


@dataclass(frozen=True, kw_only=True)
class TextRnnConfig(Config):
    """`gives` a state per position, or their mean. `hidden` counts both directions together."""

    field: str = ""
    unit: Unit = "char"
    gives: Literal["sequence", "vector"] = "vector"
    n_words: int = 20_000
    longest: int = 256
    embedding: int = 64
    hidden: int = 64
    dropout: float = 0.0


@final
class TextRnn(LearnedEncoder):
    """texts → codes → states."""

    name = "text_rnn/1"
    modality = "text"
    config: TextRnnConfig

    def __init__(self, config: TextRnnConfig = TextRnnConfig()) -> None:
        """Store the config."""
        self.config = config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """`gives`, of size `hidden`."""
        return LatentSpec(kind=self.config.gives, size=self.config.hidden)

    def measure(self, given: Sequence[LatentSpec], truths: Sequence[Item]) -> Mapping[str, Any]:
        """The vocabulary."""
        units = units_of(truths, self.config.field, self.config.unit)
        return {"words": frequent(units, self.config.n_words)}

    def build(self, sizes: Mapping[str, Any]) -> Any:
        """Embedding and GRU."""
        from torch import nn

        config = self.config
        return nn.ModuleDict(
            {
                "embedding": nn.Embedding(
                    FIRST_WORD + len(sizes["words"]), config.embedding, padding_idx=PAD
                ),
                "dropout": nn.Dropout(config.dropout),
                "gru": nn.GRU(
                    config.embedding, config.hidden // 2, batch_first=True, bidirectional=True
                ),
            }
        )

    def collate(self, truths: Sequence[Item]) -> Latent:
        """Codes (B, T)."""
        units = units_of(truths, self.config.field, self.config.unit)
        return codes(units, self.sizes["words"], self.config.longest)

    def flow(self, *latents: Latent) -> Latent:
        """States (B, T, H), or their mean (B, H)."""
        (given,) = latents
        net = self.module()
        x_BTD = net["dropout"](net["embedding"](given.values))
        states_BTH = recurrent(net["gru"], x_BTD, given.mask)
        if self.config.gives == "sequence":
            return Latent(
                values=states_BTH, spec=self.spec(), mask=given.mask, present=given.present
            )
        mean_BH = masked_mean(states_BTH, given.mask)
        return Latent(values=mean_BH, spec=self.spec(), present=given.present)
