"""What a score must be held against: the commonest answer, naive Bayes, chance."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np

from tuwen.core.latent import Latent
from tuwen.evaluate.splits import each_fold
from tuwen.metrics.ranking import chance_recall_at

FitPredict = Callable[[np.ndarray, np.ndarray], Sequence[Any]]


def out_of_fold(fit_predict: FitPredict, numbers: np.ndarray) -> np.ndarray:
    """(n,) answers, each by what was learned without its fold.

    `fit_predict(train, test)` takes row numbers and gives one answer a test row.
    """
    answers = np.empty(len(numbers), object)
    for split in each_fold(numbers):
        answers[split.test] = list(fit_predict(split.train, split.test))
    return answers


def majority(labels: Sequence[Hashable]) -> FitPredict:
    """The commonest label of the training rows, for every test row (of equals, the first by name)."""

    def fit_predict(train: np.ndarray, test: np.ndarray) -> list[Hashable]:
        counts = Counter(labels[row] for row in train)
        best = max(counts.items(), key=lambda each: (each[1], str(each[0])))[0]
        return [best] * len(test)

    return fit_predict


def naive_bayes(latent: Latent, labels: Sequence[Hashable]) -> FitPredict:
    """Multinomial naive Bayes over counts (N, D), sparse or not."""

    def fit_predict(train: np.ndarray, test: np.ndarray) -> list[Any]:
        from tuwen.heads.naive_bayes import NaiveBayes

        head = NaiveBayes()
        head.fit([_rows(latent, train)], [labels[row] for row in train])
        return head.answer(_rows(latent, test))

    return fit_predict


def _rows(latent: Latent, rows: np.ndarray) -> Latent:
    return Latent(values=latent.values[rows], spec=latent.spec)


def chance_recall(
    n_relevant: np.ndarray, n: int, ks: Sequence[int] = (1, 5, 10)
) -> dict[str, float]:
    """Exact R@k of a random order of `n` candidates, `n_relevant` (Q,) of them right per query."""
    return {str(k): chance_recall_at(np.asarray(n_relevant), n, k) for k in ks}
