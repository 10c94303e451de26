"""topics: what the items are about, with the most typical items and the trend of each topic."""

from typing import Any

import numpy as np

from tuwen.core import files, tensors
from tuwen.mining.context import Context
from tuwen.mining.grouping import group_all, learn, sample_weights
from tuwen.mining.stage import Stage
from tuwen.tasks.groups import describe
from tuwen.tasks.topics import trend

LABELS = "topics.safetensors"  # in derived("topics"): the topic of every item, by row


class TopicStage(Stage):
    """A mixture of word distributions, learned from the sample; then all items stream through."""

    name = "topics"
    gives = ("n_topics", "sample", "topics", "npmi", "method")

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """Two seconds for the sample, and 100,000 texts a second after it."""
        return min(n_texts, 20_000) / 10_000 + n_texts / 100_000

    def run(self, context: Context) -> dict[str, Any] | None:
        """Largest topic first."""
        if not context.has_words:
            return None
        mixture = learn(context, n_topics(len(context.sample)))
        sampled, weights_KV = sample_weights(context, mixture)
        told = describe(
            context.sample_counts.values, sampled, context.words, n_groups=mixture.n_themes
        )
        labels, typical = group_all(context.stream, mixture, weights_KV)
        save_labels(context, "topics", labels)
        sizes = np.bincount(labels[labels >= 0], minlength=mixture.n_themes)
        trends = _trends(context, labels, mixture.n_themes)
        topics = [
            {
                "id": number,
                **topic,
                "n_items": int(size),
                "share": round(int(size) / len(labels), 5),
                "items": context.ids(rows),
                "trend": told_trend,
            }
            for number, (topic, size, rows, told_trend) in enumerate(
                zip(told["groups"], sizes, typical, trends, strict=True)
            )
        ]
        return {
            "n_topics": len(topics),
            "sample": len(context.sample),
            "topics": topics,
            "without": int((labels < 0).sum()),
            "npmi": told["npmi"],
            "method": mixture.name,
        }


def n_topics(n: int) -> int:
    """How many topics `n` items may have: 8 for 500, 14 for 20,000; never more than n / 5."""
    return max(1, min(round(4 * np.log10(max(n, 1)) - 3), n // 5 + 1))


def save_labels(context: Context, name: str, labels: np.ndarray) -> None:
    """Keep the group of every item, int16 by row, beside the findings."""
    path = context.collection.derived(name) / f"{name}.safetensors"
    files.write_bytes(path, tensors.dump({"labels": labels.astype(np.int16)}))


def load_labels(context: Context, name: str) -> np.ndarray:
    """(N,) int16: what `save_labels` kept; raises DamagedData."""
    path = context.collection.derived(name) / f"{name}.safetensors"
    return tensors.parse(path.read_bytes(), str(path))["labels"]


def _trends(context: Context, labels: np.ndarray, n: int) -> list[list[dict[str, Any]] | None]:
    periods = context.facets.periods()
    if periods is None or len(periods.names) < 2:
        return [None] * n
    counts, shares = trend(labels, periods.codes, n, len(periods.names))
    return [
        [
            {"period": name, "n": int(count), "share": round(float(share), 4)}
            for name, count, share in zip(periods.names, row, part, strict=True)
        ]
        for row, part in zip(counts, shares, strict=True)
    ]
