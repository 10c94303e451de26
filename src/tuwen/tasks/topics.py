"""Topics: what a collection of texts is about, with words that name each topic, and trends.

topics = Topics(12).fit(texts)
topics.topics_[0]["name"]             # '酒店 · 房间 · 入住'
topics.predict(["早餐很好，房间干净"])  # array([0])
"""

from collections.abc import Mapping, Sequence
from typing import Any, final

import numpy as np

from tuwen.core.items import Item
from tuwen.core.parts import Part
from tuwen.heads.mixture import Mixture, MixtureConfig
from tuwen.tasks.groups import Grouping, at_least_one
from tuwen.tasks.inputs import Source


@final
class Topics(Grouping):
    """A mixture of word distributions over the texts' words (see `heads/mixture.py`).

    `n_topics` at most: topics that no text wants are dropped. Learns from `sample` texts at most,
    then answers for any number. After `fit`: `topics_` (largest first), `npmi_` (mean coherence of
    their words, −1 to 1), `n_topics_`.
    """

    task = "topics"
    end = "topic"

    def __init__(
        self,
        n_topics: int = 10,
        *,
        n_words: int = 10,
        min_items: int = 2,
        max_share: float = 0.5,
        sample: int | None = 50_000,
        user_dictionary: tuple[str, ...] = (),
        random_state: Any = 0,
    ) -> None:
        """Only stores."""
        self.n_topics = n_topics
        self.n_words = n_words
        self.min_items = min_items
        self.max_share = max_share
        self.sample = sample
        self.user_dictionary = user_dictionary
        self.random_state = random_state

    def _head(self, seed: int) -> tuple[str, Sequence[Part]]:
        n = at_least_one("n_topics", self.n_topics)
        return "binary", [Mixture(MixtureConfig(n_components=n, seed=seed))]

    def _counting(self, items: Sequence[Item]) -> Mapping[str, Any]:
        return {
            "min_items": self.min_items,
            "max_share": self.max_share,
            "user_dictionary": self.user_dictionary,
        }

    def _restore(self, learned: Mapping[str, Any]) -> None:
        self.topics_ = list(learned["groups"])
        self.npmi_ = learned["npmi"]
        self.n_topics_ = len(self.topics_)

    @property
    def _n_groups(self) -> int:
        return int(self._end.n_themes)

    def transform(self, X: Any) -> np.ndarray:  # noqa: N803
        """(N, n_topics_) float32 shares of the topics, rows summing to 1; without known words: 0."""
        self._fitted()
        shares = [self._end.probabilities(latent) for latent in self._counts_of(Source(X))]
        return np.concatenate([np.zeros((0, self.n_topics_), np.float32), *shares])


def trend(
    labels: np.ndarray, periods: np.ndarray, n_topics: int, n_periods: int
) -> tuple[np.ndarray, np.ndarray]:
    """(n_topics, n_periods) how many texts of each topic, and their share of the period's texts.

    `periods` (N,) numbers, -1 for unknown; a period without texts has shares of 0.
    """
    known = (labels >= 0) & (periods >= 0)
    flat = labels[known] * n_periods + periods[known]
    counts = np.bincount(flat, minlength=n_topics * n_periods).reshape(n_topics, n_periods)
    totals = np.bincount(periods[periods >= 0], minlength=n_periods)
    return counts, counts / np.maximum(totals, 1)
