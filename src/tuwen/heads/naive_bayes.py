"""naive_bayes: counts of features per class, Bayes' rule, independence assumed."""

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
class NaiveBayesConfig(Config):
    """`alpha` is the count added to every feature of every class."""

    kind: Literal["multinomial", "complement"] = "multinomial"
    alpha: float = 1.0


@final
class NaiveBayes(ClassHead):
    """sparse or non-negative vector → class.

    Multinomial (McCallum and Nigam 1998) or complement (Rennie et al. 2003).
    """

    name = "naive_bayes/1"

    def __init__(self, config: NaiveBayesConfig = NaiveBayesConfig()) -> None:
        """Store the config."""
        self.config = config

    def fit(self, latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Count; raises UsageError for fewer than two classes, ValueError for negative features."""
        from sklearn.naive_bayes import ComplementNB, MultinomialNB

        self.labels, codes = label_codes(targets, self.name)
        kind = MultinomialNB if self.config.kind == "multinomial" else ComplementNB
        model = kind(alpha=self.config.alpha).fit(stacked(latents), codes)
        self.weights = np.ascontiguousarray(model.feature_log_prob_, np.float64)
        prior = model.class_log_prior_ if kind is MultinomialNB else np.zeros(len(self.labels))
        self.bias = np.asarray(prior, np.float64)

    def scores(self, latent: Latent) -> np.ndarray:
        """(N, C) joint log-likelihoods."""
        self.fitted()
        return dense(latent.values @ self.weights.T) + self.bias

    def state(self) -> State:
        """Labels; weights (C, D), bias (C,)."""
        self.fitted()
        return State({"labels": self.labels}, {"weights": self.weights, "bias": self.bias})

    def restore(self, state: State) -> None:
        """Take back labels, weights and bias."""
        self.labels = list(state.facts["labels"])
        self.weights, self.bias = state.tensors["weights"], state.tensors["bias"]
