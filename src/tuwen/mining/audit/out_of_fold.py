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


class Learned(NamedTuple):
    """Probabilities out of fold, float64 (n, n_classes), and the accuracy they reach (0, 1)."""

    probabilities: np.ndarray
    accuracy: float


def out_of_fold(views: list["csr_array"], classes: np.ndarray, seed: int) -> Learned:
    """Probabilities for class numbers (n,) given at least FOLDS times each.

    `views` are TF-IDF matrices (n, d): the first is learned by both kinds of learner.
    """
    folds = stratified(classes, FOLDS, seed)
    answers = [_bayes_out_of_fold(view, classes, folds) for view in views]
    answers.append(_logistic_out_of_fold(views[0], classes, folds, strength=3.0))
    stacked = np.hstack([_standard(answer) for answer in answers])
    again = stratified(classes, FOLDS, seed + 1)
    probabilities = np.exp(_logistic_out_of_fold(stacked, classes, again, strength=0.1))
    accuracy = float((probabilities.argmax(1) == classes).mean())
    return Learned(probabilities, accuracy)


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
    counts = csr_array((ones, columns.astype(np.int32), shingles.offsets), shape)
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

    n, n_classes = len(classes), int(classes.max()) + 1
    cell = folds * n_classes + classes
    pick = csr_array((np.ones(n, np.float32), (cell, np.arange(n))), (FOLDS * n_classes, n))
    sums = (pick @ view).toarray().reshape(FOLDS, n_classes, -1)
    sizes = np.bincount(cell, minlength=FOLDS * n_classes).reshape(FOLDS, n_classes)
    answers = np.empty((n, n_classes))
    for fold in range(FOLDS):
        others = sums.sum(0) - sums[fold] + alpha
        weight = np.log(others) - np.log(others.sum(1, keepdims=True))
        prior = np.log(sizes.sum(0) - sizes[fold] + 1.0)
        rows = folds == fold
        answers[rows] = view[rows] @ weight.T + prior
    return answers - np.logaddexp.reduce(answers, axis=1, keepdims=True)


def _logistic_out_of_fold(
    view: "csr_array | np.ndarray", classes: np.ndarray, folds: np.ndarray, strength: float
) -> np.ndarray:
    """Log probabilities (n, n_classes) of logistic regression, each fold by the others."""
    from sklearn.linear_model import LogisticRegression

    answers = np.empty((len(classes), int(classes.max()) + 1))
    for fold in range(FOLDS):
        rows = folds == fold
        learner = LogisticRegression(C=strength, max_iter=200, tol=1e-3)
        learner.fit(view[~rows], classes[~rows])
        answers[rows] = learner.predict_log_proba(view[rows])
    return answers


def _standard(logs: np.ndarray) -> np.ndarray:
    """Log probabilities around their row mean, with unit spread over the whole."""
    logs = np.maximum(logs, -30.0)
    logs = logs - logs.mean(axis=1, keepdims=True)
    return logs / max(float(logs.std()), 1e-9)
