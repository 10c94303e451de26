"""softmax: one of several classes, with a probability each, learned by gradient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.latent import Latent, LatentSpec, expect
from tuwen.heads.classes import label_codes, softmax
from tuwen.nn.learned import LearnedHead


@dataclass(frozen=True, kw_only=True)
class SoftmaxConfig(Config):
    """`dropout` on what comes in."""

    dropout: float = 0.0


@final
class Softmax(LearnedHead):
    """vector → class."""

    name = "softmax/1"
    config: SoftmaxConfig

    def __init__(self, config: SoftmaxConfig = SoftmaxConfig()) -> None:
        """Store the config."""
        self.config = config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A vector of scores, one per class."""
        expect(self.name, given, "vector", "sparse")
        return LatentSpec(kind="vector", size=len((self._sizes or {}).get("labels", ())))

    def measure(self, given: Sequence[LatentSpec], truths: Sequence[Any]) -> Mapping[str, Any]:
        """The labels, sorted, and the size of what comes in."""
        return {"size": given[0].size, "labels": label_codes(truths, self.name)[0]}

    def build(self, sizes: Mapping[str, Any]) -> Any:
        """One linear layer."""
        from torch import nn

        layer = nn.Linear(sizes["size"], len(sizes["labels"]))
        return nn.Sequential(nn.Dropout(self.config.dropout), layer)

    def collate(self, truths: Sequence[Any]) -> Latent:
        """Codes (B, 1) of labels; a label never seen in learning counts as unknown."""
        ids = {label: i for i, label in enumerate(self.sizes["labels"])}
        values = np.array([[ids.get(truth, -1)] for truth in truths], np.int64)
        spec = LatentSpec(kind="codes", size=len(ids))
        return Latent(values=values, spec=spec, present=values[:, 0] >= 0)

    def flow(self, *latents: Latent) -> Latent:
        """Scores (B, C) before the softmax."""
        (given,) = latents
        scores_BC = self.module()(given.values)
        return Latent(values=scores_BC, spec=self.spec(given.spec), present=given.present)

    def log_prob(self, truth: Latent, *latents: Latent) -> Any:
        """(B,) log-probability of the true class."""
        log_p_BC = self.flow(*latents).values.log_softmax(-1)
        return log_p_BC.gather(1, truth.values)[:, 0]

    def probabilities(self, latent: Latent) -> np.ndarray:
        """(B, C), rows summing to 1, classes in the order of `labels`."""
        return softmax(self.infer(latent).values.astype(np.float64))

    @property
    def labels(self) -> list[Any]:
        """The classes, sorted."""
        return list(self.sizes["labels"])

    def answer(self, latent: Latent) -> list[Any]:
        """The most probable class of each row."""
        return [self.labels[i] for i in self.probabilities(latent).argmax(1)]
