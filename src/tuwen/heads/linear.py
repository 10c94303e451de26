"""linear: logistic regression or a support vector machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.latent import Latent, Latents
from tuwen.core.parts import State
from tuwen.core.stream import stacked
from tuwen.heads.classes import ClassHead, dense, label_codes


@dataclass(frozen=True, kw_only=True)
class LinearConfig(Config):
    """`c` is the inverse strength of the L2 penalty; `balanced` weighs classes by rarity."""

    model: Literal["logistic", "svm"] = "logistic"
    c: float = 1.0
    max_iter: int = 200
    tol: float = 1e-4
    balanced: bool = False


@final
class Linear(ClassHead):
    """sparse or vector → class, by one weight vector per class.

    logistic: multinomial logistic regression, scores are logits. svm: one against the rest with
    squared hinge loss (Fan et al. 2008), scores are signed distances; `probabilities` of an SVM
    order classes but are not calibrated.
    """

    name = "linear/1"

    def __init__(self, config: LinearConfig = LinearConfig()) -> None:
        """Store the config."""
        self.config = config

    def fit(self, latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Learn; raises UsageError for fewer than two classes."""
        self.labels, codes = label_codes(targets, self.name)
        weights, bias = self._learn(stacked(latents), codes)
        if len(self.labels) == 2:
            # One vector separates two classes; as two rows, every score has a column.
            other = 0.0 if self.config.model == "logistic" else -1.0
            weights, bias = np.vstack([other * weights, weights]), np.r_[other * bias, bias]
        self.weights = np.ascontiguousarray(weights, np.float64)
        self.bias = np.asarray(bias, np.float64)

    def _learn(self, x: Any, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        import warnings

        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression
        from sklearn.svm import LinearSVC

        kind = LogisticRegression if self.config.model == "logistic" else LinearSVC
        model = kind(
            C=self.config.c,
            max_iter=self.config.max_iter,
            tol=self.config.tol,
            class_weight="balanced" if self.config.balanced else None,
            random_state=0,
        )
        with warnings.catch_warnings():
            # Stopping at max_iter is the plan's business: steps are counted, not hidden.
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(x, codes)
        self.n_iter = int(np.max(model.n_iter_))
        return model.coef_, np.broadcast_to(model.intercept_, len(model.coef_))

    def scores(self, latent: Latent) -> np.ndarray:
        """(N, C) logits, or signed distances."""
        self.fitted()
        return dense(latent.values @ self.weights.T) + self.bias

    def state(self) -> State:
        """Labels and iterations; weights (C, D), bias (C,)."""
        self.fitted()
        facts = {"labels": self.labels, "n_iter": self.n_iter}
        return State(facts, {"weights": self.weights, "bias": self.bias})

    def restore(self, state: State) -> None:
        """Take back labels, weights and bias."""
        self.labels, self.n_iter = list(state.facts["labels"]), int(state.facts["n_iter"])
        self.weights, self.bias = state.tensors["weights"], state.tensors["bias"]
