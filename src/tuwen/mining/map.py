"""map: items on a plane, near where they are alike; coloured by topic in the report."""

import json
from typing import Any

import numpy as np

from tuwen.core import files, tensors
from tuwen.mining.context import Context
from tuwen.mining.layout import ROUNDS, lay_out, place
from tuwen.mining.stage import Stage
from tuwen.mining.topics import load_labels
from tuwen.mining.vectors import sample_vectors

ANCHORS = 2_000  # laid out; the others take their place among them
TOPIC_WEIGHT = 0.4  # how much the topic of an item counts beside its vector


class MapStage(Stage):
    """The sample's vectors, with a share of their topics, laid out (see `layout.py`).

    `map.safetensors` (x, y, topic) and `ids.json` stand in `derived("map")`.
    """

    name = "map"
    needs = ("vectors", "topics")
    gives = ("n", "method")

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """A second for the anchors, and 40,000 points a second."""
        return min(n_texts, 2_000) / 2_000 + min(n_texts, 20_000) / 40_000

    def run(self, context: Context) -> dict[str, Any] | None:
        """How many points there are; None for fewer than three."""
        if context.findings("vectors") is None or context.findings("topics") is None:
            return None
        vectors = sample_vectors(context)
        topics = load_labels(context, "topics")[context.sample]
        known = np.flatnonzero(vectors.any(1) & (topics >= 0))
        random = np.random.default_rng(context.seed)
        if len(known) > context.plan.points:
            known = np.sort(random.choice(known, context.plan.points, replace=False))
        if len(known) < 3:
            return None
        z_ND = _with_topics(vectors[known], topics[known])
        anchors = np.arange(len(known))
        if len(known) > ANCHORS:
            anchors = np.sort(random.choice(len(known), ANCHORS, replace=False))
        rounds = context.plan.rounds(ROUNDS)
        y_A2 = lay_out(z_ND[anchors], seed=context.seed, rounds=rounds)
        y_N2 = place(z_ND, z_ND[anchors], y_A2, seed=context.seed)
        y_N2[anchors] = y_A2
        _save(context, known, y_N2, topics[known])
        return {
            "n": len(known),
            "anchors": len(anchors),
            "method": "lsa + neighbour layout",
            "file": "map.safetensors",
        }


def _with_topics(z_ND: np.ndarray, topics: np.ndarray) -> np.ndarray:
    """Unit rows of the vectors with the topic beside them."""
    one_hot = np.eye(int(topics.max()) + 1, dtype=np.float32)[topics] * TOPIC_WEIGHT
    joined = np.hstack([z_ND, one_hot])
    unit: np.ndarray = joined / np.linalg.norm(joined, axis=1, keepdims=True)
    return unit


def _save(context: Context, known: np.ndarray, y_N2: np.ndarray, topics: np.ndarray) -> None:
    folder = context.collection.derived("map")
    arrays = {
        "x": y_N2[:, 0].astype(np.float32),
        "y": y_N2[:, 1].astype(np.float32),
        "topic": topics.astype(np.int32),
    }
    files.write_bytes(folder / "map.safetensors", tensors.dump(arrays))
    ids = json.dumps(context.ids(context.sample[known]), ensure_ascii=False)
    files.write_bytes(folder / "ids.json", ids.encode("utf-8", "surrogatepass"))
