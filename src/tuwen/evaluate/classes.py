"""Answers that are classes: their scores, intervals, baseline, and verdict in one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from tuwen.evaluate.intervals import bootstrap, mean
from tuwen.evaluate.protocol import Evaluation, Protocol, Score
from tuwen.evaluate.verdict import signal
from tuwen.metrics.classification import accuracy, macro_f1

_METRICS: dict[str, Callable[[Sequence[Any], Sequence[Any]], float]] = {
    "accuracy": accuracy,
    "macro_f1": macro_f1,
}


def evaluate_classes(
    truth: Sequence[Any],
    given: Sequence[Any],
    protocol: Protocol,
    *,
    family: np.ndarray | None = None,
    baselines: Mapping[str, Sequence[Any]] | None = None,
) -> Evaluation:
    """Accuracy and macro-F1 of answers `given` for `truth`, beside `baselines` (name → answers).

    `family` (n,) numbers the families of the test items; intervals are over families. Seeds,
    resamples and confidence are the protocol's.
    """
    t, g = np.asarray(truth, object), np.asarray(given, object)
    how: dict[str, Any] = {
        "family": family,
        "seed": protocol.seed,
        "resamples": protocol.resamples,
        "confidence": protocol.confidence,
    }
    metrics: dict[str, Score] = {
        "accuracy": mean((t == g).astype(float), **how),
        "macro_f1": bootstrap(lambda rows: macro_f1(list(t[rows]), list(g[rows])), len(t), **how),
    }
    found = signal(truth, given, family=family, seed=protocol.seed)
    return Evaluation(
        metrics=metrics,
        baseline={
            name: {metric: of(truth, answers) for metric, of in _METRICS.items()}
            for name, answers in (baselines or {}).items()
        },
        verdict=found.verdict,
        p_value=found.p_value,
        protocol=protocol,
    )
