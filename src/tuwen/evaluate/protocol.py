"""How a score was come by, and the score: never one without the other."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, NamedTuple

Verdict = Literal["signal", "no_signal", "too_few"]


class Score(NamedTuple):
    """A value with its interval (95 % unless the protocol says otherwise)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """What was trained on what, what was tested, and how the intervals were made.

    `split` is "holdout", "folds", "time" or "given"; `n_families` counts the groups of items kept
    together (equal to `n` where none are); `interval` names the method.
    """

    split: str
    n: int
    n_train: int
    n_test: int
    n_families: int
    seed: int = 0
    folds: int = 0
    stratified: bool = False
    interval: str = "bootstrap over families"
    resamples: int = 1000
    confidence: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Scores with their baseline, their protocol, and whether there is any signal at all."""

    metrics: Mapping[str, Score]
    baseline: Mapping[str, Mapping[str, float]]
    verdict: Verdict
    p_value: float
    protocol: Protocol
    details: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: metrics with value, low and high; baseline; n; verdict; protocol."""
        return {
            "metrics": {name: score._asdict() for name, score in self.metrics.items()},
            "baseline": {name: dict(values) for name, values in self.baseline.items()},
            "n": self.protocol.n_test,
            "verdict": self.verdict,
            "p_value": self.p_value,
            "protocol": asdict(self.protocol),
            **({"details": dict(self.details)} if self.details else {}),
        }
