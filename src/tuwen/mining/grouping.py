"""What the stages of topics and clusters share: every item gets its group; the most typical ones."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from tuwen.core.latent import Latent
from tuwen.heads.mixture import Mixture, MixtureConfig
from tuwen.mining.context import Context
from tuwen.tasks.themes import class_tf_idf

TYPICAL = 12  # items shown for a group


def learn(context: Context, n_groups: int) -> Mixture:
    """A mixture of at most `n_groups` word distributions, learned from the sample."""
    config = MixtureConfig(n_components=n_groups, n_iter=context.plan.rounds(60), seed=context.seed)
    mixture = Mixture(config)
    mixture.fit([context.sample_counts])
    return mixture


def sample_weights(context: Context, mixture: Mixture) -> tuple[np.ndarray, np.ndarray]:
    """The group of each item of the sample, and (K, V) how much each word says for each group."""
    labels = mixture.answer(context.sample_counts)
    return labels, class_tf_idf(context.sample_counts.values, labels, mixture.n_themes)


def group_all(
    stream: Iterable[Latent], mixture: Mixture, weights_KV: np.ndarray
) -> tuple[np.ndarray, list[np.ndarray]]:
    """The group of every item (-1: none), and per group the rows of its most typical items."""
    lengths = np.linalg.norm(weights_KV, axis=1, keepdims=True)
    unit_VK = np.ascontiguousarray((weights_KV / np.maximum(lengths, 1e-12)).T, np.float32)
    labels, best = [np.zeros(0, np.int64)], [_Best() for _ in range(len(weights_KV))]
    start = 0
    for latent in stream:
        shares = mixture.probabilities(latent)
        given = np.where(shares.any(1), shares.argmax(1), -1)
        near = _nearness(latent.values, unit_VK, given) * shares.max(1)
        for group in np.unique(given[given >= 0]):
            mine = np.flatnonzero(given == group)
            best[group].offer(near[mine], mine + start)
        labels.append(given)
        start += len(given)
    return np.concatenate(labels), [each.rows for each in best]


def _nearness(x_NV: Any, unit_VK: np.ndarray, given: np.ndarray) -> np.ndarray:
    """(N,) cosine between an item's words and what its group's words weigh."""
    all_NK = np.asarray(x_NV @ unit_VK)
    own = all_NK[np.arange(len(given)), np.maximum(given, 0)]
    near: np.ndarray = own / np.sqrt(np.maximum(np.diff(x_NV.indptr), 1))
    return near


class _Best:
    """The rows with the largest values so far; equal values (equal texts) count once."""

    def __init__(self) -> None:
        self.values = np.zeros(0, np.float32)
        self.rows = np.zeros(0, np.int64)

    def offer(self, values: np.ndarray, rows: np.ndarray) -> None:
        """Keep the best of what is held and what is offered."""
        values, rows = np.concatenate([self.values, values]), np.concatenate([self.rows, rows])
        _, first = np.unique(np.round(values, 6), return_index=True)
        values, rows = values[first], rows[first]
        order = np.argsort(-values, kind="stable")[:TYPICAL]
        self.values, self.rows = values[order], rows[order]
