"""clusters: smaller groups than topics, of items that are alike; and a vector for every item."""

from typing import Any

import numpy as np

from tuwen.metrics.grouping import silhouette
from tuwen.mining.context import Context
from tuwen.mining.grouping import group_all, learn, sample_weights
from tuwen.mining.stage import Stage
from tuwen.mining.topics import n_topics, save_labels
from tuwen.mining.vectors import sample_vectors
from tuwen.tasks.groups import describe

FINER = 2.5  # times as many clusters as topics


class ClusterStage(Stage):
    """The method of topics, finer, judged by the silhouette in the latent semantic space."""

    name = "clusters"
    needs = ("vectors",)
    gives = ("clusters", "silhouette", "method")

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """Three seconds for the sample, and 60,000 texts a second after it."""
        return min(n_texts, 20_000) / 7_000 + n_texts / 60_000

    def run(self, context: Context) -> dict[str, Any] | None:
        """Largest cluster first."""
        if not context.has_words:
            return None
        wanted = round(FINER * n_topics(len(context.sample)))
        mixture = learn(context, min(wanted, max(1, len(context.sample) // 3)))
        sampled, weights_KV = sample_weights(context, mixture)
        told = describe(
            context.sample_counts.values, sampled, context.words, n_groups=mixture.n_themes
        )
        labels, typical = group_all(context.stream, mixture, weights_KV)
        save_labels(context, "clusters", labels)
        sizes = np.bincount(labels[labels >= 0], minlength=mixture.n_themes)
        clusters = [
            {
                "id": number,
                "name": group["name"],
                "size": int(size),
                "words": [word["word"] for word in group["words"]],
                "items": context.ids(rows),
            }
            for number, (group, size, rows) in enumerate(
                zip(told["groups"], sizes, typical, strict=True)
            )
        ]
        vectors = sample_vectors(context)
        known = (sampled >= 0) & vectors.any(1)
        score = silhouette(vectors[known], sampled[known], seed=context.seed)
        return {
            "clusters": clusters,
            "silhouette": None if np.isnan(score) else round(score, 4),
            "method": mixture.name,
        }
