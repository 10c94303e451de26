"""vectors: every item as a point of a latent semantic space, for the map and for likeness."""

from typing import Any

import numpy as np

from tuwen.core.pipeline import Pipeline
from tuwen.encoders.text_counts import TextCounts
from tuwen.mining.context import MAX_WORDS, READ, Context
from tuwen.mining.stage import Stage
from tuwen.steps.project import Project, ProjectConfig
from tuwen.tasks.groups import count_config

SPACE = "lsa"
SIZE = 64


class VectorStage(Stage):
    """TF-IDF and truncated SVD, fitted on the sample; then all items stream through.

    The model stands in `derived("lsa")`, so that a query can be put into the same space.
    """

    name = "vectors"
    gives = ("space", "size", "n")

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """A second for the sample, and 60,000 texts a second after it."""
        return min(n_texts, 20_000) / 20_000 + n_texts / 60_000

    def run(self, context: Context) -> dict[str, Any] | None:
        """How many items have a vector; those without a known word have zeros."""
        if not context.has_words:
            return None
        counts, project = _learned(context)
        Pipeline({"text": [counts, project]}).seal().save(context.collection.derived(SPACE))
        size = len(project.components)
        space = context.collection.vectors(SPACE, size)
        space.clear()
        n = 0
        with space:
            for start in range(0, context.tokens.n_items, READ):
                rows = np.arange(start, min(start + READ, context.tokens.n_items))
                values = _encoded(context, counts, project, rows)
                space.append(context.ids(rows), values)
                n += int(values.any(1).sum())
        return {"space": SPACE, "size": size, "n": n}


def sample_vectors(context: Context) -> np.ndarray:
    """(n, size) float32 unit rows of the items of the sample; zeros where nothing is known."""
    space = context.findings("vectors")
    assert space is not None, "the stage `vectors` comes first"
    rows = context.tokens.rows[context.sample]
    values = np.zeros((len(rows), space["size"]), np.float32)
    # Part by part: all vectors together may not fit in memory.
    for part in context.collection.vectors(SPACE, space["size"]).parts:
        order = np.argsort(part["rows"], kind="stable")
        at = np.searchsorted(part["rows"], rows, sorter=order)
        place = order[np.minimum(at, len(order) - 1)]
        here = part["rows"][place] == rows
        values[here] = part["values"][place[here]]
    return values


def _learned(context: Context) -> tuple[TextCounts, Project]:
    """TF-IDF and its leading directions, from the sample."""
    config = count_config(len(context.sample), weighting="tfidf", max_words=MAX_WORDS)
    counts = TextCounts(config)
    sampled = context.tokens.select(context.sample)
    counts.prepare_tokens([sampled], context.tokens.vocabulary)
    project = Project(ProjectConfig(size=SIZE, seed=context.seed))
    project.fit([counts.encode_tokens(sampled, context.tokens.vocabulary)])
    return counts, project


def _encoded(
    context: Context, counts: TextCounts, project: Project, rows: np.ndarray
) -> np.ndarray:
    latent = counts.encode_tokens(context.tokens.select(rows), context.tokens.vocabulary)
    values: np.ndarray = project.apply(latent).values
    return values
