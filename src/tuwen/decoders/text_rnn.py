"""text_rnn: a text from a code, one unit after the other, by a GRU (Cho et al. 2014, arXiv:1406.1078).

The code (and a condition) enters at every step and sets the first state; the text itself is seen only
up to the unit before. Shapes: B batch, T positions, D embedding, Z code and condition, V words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.items import Item
from tuwen.core.latent import Latent, LatentSpec, expect
from tuwen.nn.learned import LearnedDecoder
from tuwen.text.codes import BEGIN, END, FIRST_WORD, PAD, Unit, codes, frequent, units_of


@dataclass(frozen=True, kw_only=True)
class TextRnnDecoderConfig(Config):
    """Makes `field`. `word_dropout` hides that share of the units before, so the code is needed."""

    field: str = "text"
    unit: Unit = "char"
    n_words: int = 20_000
    longest: int = 128
    embedding: int = 64
    hidden: int = 128
    word_dropout: float = 0.0


@final
class TextRnnDecoder(LearnedDecoder):
    """code (and condition) → text."""

    name = "text_rnn/1"
    config: TextRnnDecoderConfig

    def __init__(self, config: TextRnnDecoderConfig = TextRnnDecoderConfig()) -> None:
        """Store the config."""
        self.config = config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """Codes: word ids."""
        for each in given:
            expect(self.name, [each], "vector", "sparse")
        n_words = len((self._sizes or {}).get("words", ()))
        return LatentSpec(kind="codes", size=n_words and FIRST_WORD + n_words)

    def measure(self, given: Sequence[LatentSpec], truths: Sequence[Item]) -> Mapping[str, Any]:
        """The vocabulary, and the size of code and condition together."""
        units = units_of(truths, self.config.field, self.config.unit)
        return {
            "size": sum(spec.size for spec in given),
            "words": frequent(units, self.config.n_words),
        }

    def build(self, sizes: Mapping[str, Any]) -> Any:
        """Embedding, first state, GRU, scores."""
        from torch import nn

        config, n_words = self.config, FIRST_WORD + len(sizes["words"])
        width = config.embedding + sizes["size"]
        return nn.ModuleDict(
            {
                "embedding": nn.Embedding(n_words, config.embedding, padding_idx=PAD),
                "begin": nn.Linear(sizes["size"], config.hidden),
                "gru": nn.GRU(width, config.hidden, batch_first=True),
                "scores": nn.Linear(config.hidden, n_words),
            }
        )

    def collate(self, truths: Sequence[Item]) -> Latent:
        """Codes (B, T) of the text, END after it."""
        units = units_of(truths, self.config.field, self.config.unit)
        found = codes(units, self.sizes["words"], self.config.longest)
        values = np.pad(found.values, ((0, 0), (0, 1)))
        values[np.arange(len(values)), found.mask.sum(1)] = END
        return Latent(values=values, spec=found.spec, mask=values != PAD, present=found.present)

    def scores(self, before_BT: Any, *latents: Latent) -> Any:
        """(B, T, V) scores of each next unit, given those before and the code."""
        import torch

        net = self.module()
        z_BZ = torch.cat([latent.values for latent in latents], -1)
        z_BTZ = z_BZ[:, None].expand(-1, before_BT.shape[1], -1)
        x_BTD = torch.cat([net["embedding"](before_BT), z_BTZ], -1)
        states_BTH, _ = net["gru"](x_BTD, net["begin"](z_BZ).tanh()[None])
        return net["scores"](states_BTH)

    def log_prob(self, truth: Latent, *latents: Latent) -> Any:
        """(B,) log-probability of the whole text and its end; padding counts for nothing."""
        import torch
        from torch.nn import functional as F

        before_BT = F.pad(truth.values[:, :-1], (1, 0), value=BEGIN)
        if self.module().training and self.config.word_dropout:
            hidden = torch.rand(before_BT.shape) < self.config.word_dropout
            before_BT = torch.where(hidden & (before_BT >= FIRST_WORD), 1, before_BT)
        log_p_BTV = self.scores(before_BT, *latents).log_softmax(-1)
        log_p_BT = log_p_BTV.gather(2, truth.values[..., None])[..., 0]
        return (log_p_BT * truth.mask).sum(1)

    def flow(self, *latents: Latent) -> Latent:
        """Codes (B, T) as decoded, the most probable unit at each step; no gradient comes back."""
        return self._written(latents, temperature=0.0, seed=0)

    def decode(self, latent: Latent, condition: Latent | None = None, **options: Any) -> list[Item]:
        """Items with `field` written. Options: `temperature` (0: most probable), `seed`."""
        from tuwen.nn.latents import tensors

        given = [latent] if condition is None else [latent, condition]
        written = self._written([tensors(each) for each in given], **options)
        joint = " " if self.config.unit == "token" else ""
        texts = [joint.join(self._units(row)) for row in written.values.tolist()]
        return [Item(fields={self.config.field: text}) for text in texts]

    def _units(self, row: Sequence[int]) -> list[str]:
        stop = row.index(END) if END in row else len(row)
        words = self.sizes["words"]
        return [words[code - FIRST_WORD] for code in row[:stop] if code >= FIRST_WORD]

    def _written(
        self, latents: Sequence[Latent], temperature: float = 0.0, seed: int = 0
    ) -> Latent:
        import torch

        net = self.module()
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            z_BZ = torch.cat([latent.values for latent in latents], -1)
            state_1BH = net["begin"](z_BZ).tanh()[None]
            unit_B1, written = torch.full((len(z_BZ), 1), BEGIN), []
            for _ in range(self.config.longest):
                x_B1D = torch.cat([net["embedding"](unit_B1), z_BZ[:, None]], -1)
                state_B1H, state_1BH = net["gru"](x_B1D, state_1BH)
                unit_B1 = _draw(net["scores"](state_B1H[:, 0]), temperature, generator)
                written.append(unit_B1)
        return Latent(values=torch.cat(written, 1), spec=self.spec())


def _draw(scores_BV: Any, temperature: float, generator: Any) -> Any:
    """(B, 1) the next unit; padding, unknown and begin are never written."""
    scores_BV = scores_BV.clone()
    scores_BV[:, :END] = -1e30
    if temperature == 0:
        return scores_BV.argmax(-1, keepdim=True)
    return (scores_BV / temperature).softmax(-1).multinomial(1, generator=generator)
