"""What each item's class would be by a classifier that has not seen it: probabilities out of fold.

Three quick learners of two views (naive Bayes over TF-IDF of shingles and of letter runs; logistic
regression over TF-IDF of shingles) answer for the fold they did not see; a small logistic
regression, out of fold again, weighs their answers and calibrates them (stacking, Wolpert 1992).
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tuwen.text.shingles import Shingles

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FOLDS = 5
_BITS = 20
_STRENGTH = 5.0  # inverse of the regularisation, as scikit-learn's C
_LOOKS = 400_000  # rows that gradient descent looks at: passes = this / rows, between 2 and 30
_MANY = 20_000  # rows from which on three folds are enough
_STACKED = 10_000  # rows that the weighing is learned from at most


class Learned(NamedTuple):
    """Probabilities out of fold, float64 (n, n_classes), and the accuracy they reach (0, 1)."""

    probabilities: np.ndarray
    accuracy: float


def out_of_fold(views: list["csr_array"], classes: np.ndarray, seed: int) -> Learned:
    """Probabilities for class numbers (n,) given at least FOLDS times each.

    `views` are TF-IDF matrices (n, d): the first is learned by both kinds of learner.
    """
    folds = stratified(classes, FOLDS if len(classes) <= _MANY else 3, seed)
    answers = [_bayes_out_of_fold(view, classes, folds) for view in views]
    answers.append(_descent_out_of_fold(views[0], classes, folds, seed))
    stacked = np.hstack([_standard(answer) for answer in answers])
    probabilities = _weigh(stacked, classes, seed + 1)
    return Learned(probabilities, float((probabilities.argmax(1) == classes).mean()))


def stratified(classes: np.ndarray, n_folds: int, seed: int) -> np.ndarray:
    """A fold number for each row, each class spread evenly (int64 (n,))."""
    shuffled = np.random.default_rng(seed).permutation(len(classes))
    order = shuffled[np.argsort(classes[shuffled], kind="stable")]
    folds = np.empty(len(classes), np.int64)
    folds[order] = np.arange(len(classes)) % n_folds
    return folds


def tf_idf(shingles: Shingles, bits: int = _BITS) -> "csr_array":
    """Row-normalised TF-IDF, float32 (n, d), of the hashes found in two texts or more."""
    from scipy.sparse import csr_array, diags_array

    columns = shingles.hashes >> np.uint32(32 - bits) if bits < 32 else shingles.hashes
    shape = (len(shingles.offsets) - 1, 1 << min(bits, _BITS))
    ones = np.ones(len(columns), np.float32)
    offsets = shingles.offsets.astype(np.int32)  # what scikit-learn asks for
    counts = csr_array((ones, columns.astype(np.int32), offsets), shape)
    counts.sum_duplicates()
    found = np.bincount(counts.indices, minlength=shape[1])
    kept = np.flatnonzero(found > 1)
    counts = counts[:, kept]
    rarity = (np.log((1 + shape[0]) / (1 + found[kept])) + 1).astype(np.float32)
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    norms = np.sqrt(np.maximum(counts.power(2).sum(axis=1), 1e-12))
    return (diags_array((1 / norms).astype(np.float32)) @ counts).tocsr()


def _bayes_out_of_fold(
    view: "csr_array", classes: np.ndarray, folds: np.ndarray, alpha: float = 0.3
) -> np.ndarray:
    """Log probabilities (n, n_classes) of multinomial naive Bayes, each fold by the others.

    Its sums are subtracted fold by fold rather than learned again (Rennie et al. 2003 on why
    TF-IDF serves naive Bayes).
    """
    from scipy.sparse import csr_array

    n, n_classes, n_folds = len(classes), int(classes.max()) + 1, int(folds.max()) + 1
    cell = folds * n_classes + classes
    pick = csr_array((np.ones(n, np.float32), (cell, np.arange(n))), (n_folds * n_classes, n))
    sums = (pick @ view).toarray().reshape(n_folds, n_classes, -1)
    sizes = np.bincount(cell, minlength=n_folds * n_classes).reshape(n_folds, n_classes)
    answers = np.empty((n, n_classes))
    for fold in range(n_folds):
        others = sums.sum(0) - sums[fold] + alpha
        weight = np.log(others) - np.log(others.sum(1, keepdims=True))
        prior = np.log(sizes.sum(0) - sizes[fold] + 1.0)
        rows = folds == fold
        answers[rows] = view[rows] @ weight.T + prior
    return answers - np.logaddexp.reduce(answers, axis=1, keepdims=True)


def _descent_out_of_fold(
    view: "csr_array", classes: np.ndarray, folds: np.ndarray, seed: int
) -> np.ndarray:
    """Scores (n, n_classes) of logistic regression, one class against the rest, each fold by the
    others; averaged stochastic gradient descent (Bottou 2010), much faster than to the optimum."""
    from sklearn.linear_model import SGDClassifier

    n, n_classes = len(classes), int(classes.max()) + 1
    answers = np.empty((n, n_classes))
    for fold in range(int(folds.max()) + 1):
        rows = folds == fold
        learner = SGDClassifier(
            loss="log_loss",
            alpha=1 / (_STRENGTH * n),
            max_iter=int(np.clip(_LOOKS // (n * max(n_classes // 2, 1)), 2, 30)),
            tol=None,
            average=True,
            random_state=seed,
        )
        scores = learner.fit(view[~rows], classes[~rows]).decision_function(view[rows])
        answers[rows] = scores if n_classes > 2 else np.stack((-scores, scores), axis=1)
    return answers


def _weigh(stacked: np.ndarray, classes: np.ndarray, seed: int) -> np.ndarray:
    """Calibrated probabilities (n, n_classes), each fold weighed by what serves the others."""
    from sklearn.linear_model import LogisticRegression

    folds = stratified(classes, FOLDS, seed)
    draws = np.random.default_rng(seed)
    probabilities = np.empty((len(classes), int(classes.max()) + 1))
    for fold in range(FOLDS):
        others = np.flatnonzero(folds != fold)
        if len(others) > _STACKED:
            rare = np.bincount(classes)[classes[others]] <= _STACKED // 100
            some = draws.choice(others[~rare], min(_STACKED, int((~rare).sum())), replace=False)
            others = np.sort(np.append(some, others[rare]))
        learner = LogisticRegression(C=0.1, max_iter=300, tol=1e-3)
        learner.fit(stacked[others], classes[others])
        probabilities[folds == fold] = learner.predict_proba(stacked[folds == fold])
    return probabilities


def _standard(scores: np.ndarray) -> np.ndarray:
    """Scores around their row mean, with unit spread over the whole."""
    scores = scores - scores.mean(axis=1, keepdims=True)
    return scores / max(float(scores.std()), 1e-9)
