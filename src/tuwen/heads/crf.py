"""crf: a tag per position, the whole sequence of tags at once (Lafferty et al. 2001).

Shapes: B batch, T positions, C tags.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.latent import Latent, LatentSpec, expect
from tuwen.nn.learned import LearnedHead


@dataclass(frozen=True, kw_only=True)
class CrfConfig(Config):
    """`dropout` on what comes in."""

    dropout: float = 0.0


@final
class Crf(LearnedHead):
    """sequence → tags, one per position.

    A truth is a list of tags; where a text was cut at the encoder's longest, so are its tags.
    """

    name = "crf/1"
    config: CrfConfig

    def __init__(self, config: CrfConfig = CrfConfig()) -> None:
        """Store the config."""
        self.config = config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A sequence of scores, one per tag."""
        expect(self.name, given, "sequence")
        return LatentSpec(kind="sequence", size=len((self._sizes or {}).get("labels", ())))

    def measure(self, given: Sequence[LatentSpec], truths: Sequence[Any]) -> Mapping[str, Any]:
        """The tags, sorted, and the size of what comes in."""
        labels = sorted({str(tag) for tags in truths for tag in tags})
        return {"size": given[0].size, "labels": labels}

    def build(self, sizes: Mapping[str, Any]) -> Any:
        """Emission scores, and scores of tag after tag, of the first and of the last."""
        import torch
        from torch import nn

        n = len(sizes["labels"])
        net = nn.Module()
        net.dropout = nn.Dropout(self.config.dropout)
        net.emission = nn.Linear(sizes["size"], n)
        net.after_CC = nn.Parameter(torch.zeros(n, n))
        net.first_C = nn.Parameter(torch.zeros(n))
        net.last_C = nn.Parameter(torch.zeros(n))
        return net

    def collate(self, truths: Sequence[Any]) -> Latent:
        """Codes (B, T) of tags; a row with a tag never seen in learning counts as unknown."""
        ids = {label: i for i, label in enumerate(self.sizes["labels"])}
        rows = [[ids.get(str(tag), -1) for tag in tags or ()] for tags in truths]
        width = max([1, *map(len, rows)])
        values = np.zeros((len(rows), width), np.int64)
        mask = np.zeros(values.shape, bool)
        for i, row in enumerate(rows):
            values[i, : len(row)], mask[i, : len(row)] = row, True
        present = mask.any(1) & (values >= 0).all(1)
        spec = LatentSpec(kind="codes", size=len(ids))
        return Latent(values=np.maximum(values, 0), spec=spec, mask=mask, present=present)

    def flow(self, *latents: Latent) -> Latent:
        """Emission scores (B, T, C)."""
        (given,) = latents
        net = self.module()
        scores_BTC = net.emission(net.dropout(given.values))
        return Latent(
            values=scores_BTC,
            spec=self.spec(given.spec),
            mask=given.mask,
            present=given.present,
        )

    def log_prob(self, truth: Latent, *latents: Latent) -> Any:
        """(B,) log-probability of the true sequence: its score less the sum over all sequences."""
        emitted = self.flow(*latents)
        width = min(truth.values.shape[1], emitted.values.shape[1])
        tags_BT, mask_BT = truth.values[:, :width], truth.mask[:, :width] & emitted.mask[:, :width]
        scores_BTC = emitted.values[:, :width]
        return self._score(scores_BTC, tags_BT, mask_BT) - self._log_sum(scores_BTC, mask_BT)

    def _score(self, scores_BTC: Any, tags_BT: Any, mask_BT: Any) -> Any:
        net = self.module()
        emitted_BT = scores_BTC.gather(2, tags_BT[..., None])[..., 0] * mask_BT
        after_BT = net.after_CC[tags_BT[:, :-1], tags_BT[:, 1:]] * mask_BT[:, 1:]
        last_B = (mask_BT.sum(1) - 1).clamp(min=0)
        ends_B = net.last_C[tags_BT.gather(1, last_B[:, None])[:, 0]]
        return emitted_BT.sum(1) + after_BT.sum(1) + net.first_C[tags_BT[:, 0]] + ends_B

    def _log_sum(self, scores_BTC: Any, mask_BT: Any) -> Any:
        import torch

        net = self.module()
        total_BC = net.first_C + scores_BTC[:, 0]
        for t in range(1, scores_BTC.shape[1]):
            grown_BC = torch.logsumexp(total_BC[:, :, None] + net.after_CC, 1) + scores_BTC[:, t]
            total_BC = torch.where(mask_BT[:, t, None], grown_BC, total_BC)
        return torch.logsumexp(total_BC + net.last_C, 1)

    def answer(self, latent: Latent) -> list[list[str]]:
        """The most probable tags of each row, one per real position (Viterbi)."""
        emitted = self.infer(latent)
        net, labels = self.module(), self.sizes["labels"]
        weights = [w.detach().numpy() for w in (net.after_CC, net.first_C, net.last_C)]
        lengths = emitted.mask.sum(1)
        return [
            [labels[i] for i in _best(scores_TC[:length], *weights)]
            for scores_TC, length in zip(emitted.values, lengths, strict=True)
        ]


def _best(scores_TC: Any, after_CC: Any, first_C: Any, last_C: Any) -> list[int]:
    """The path of the highest score."""
    if not len(scores_TC):
        return []
    total_C, came = first_C + scores_TC[0], []
    for scores_C in scores_TC[1:]:
        grown_CC = total_C[:, None] + after_CC
        came.append(grown_CC.argmax(0))
        total_C = grown_CC.max(0) + scores_C
    path = [int((total_C + last_C).argmax())]
    for from_C in reversed(came):
        path.append(int(from_C[path[-1]]))
    return path[::-1]
