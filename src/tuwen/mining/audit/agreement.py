"""Does each text belong to its picture? Judged out of fold, by several views of the same pairs.

Each view learns from the other folds and scores every picture of a fold with every text of it:
ridge CCA; the text that kernel ridge regression expects of the picture; the texts of the nearest
pictures; the pictures of the nearest texts; the topic that a classifier sees in the picture. A score is set against its row and column, so that a
text which is near to everything gains nothing (CSLS: Conneau et al. 2018). What separates given
pairs from pairs made at random is learned by logistic regression, out of fold again.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tuwen.mining.audit.out_of_fold import stratified
from tuwen.steps.canonical import canonical, principal, unit

FOLDS = 5
_PARTS = 192  # principal parts a side
_RIDGE = 0.3  # of the CCA, in mean variances
_NEAREST = 10
_TOPICS = 64  # clusters of texts at most, each with about so many pairs:
_PER_TOPIC = 25
_OTHERS = 10  # neighbours that a score is set against
_RANDOM = 4  # pairs made at random for each given one


class Agreement(NamedTuple):
    """For each pair: `odds`, the log odds of belonging together; `cosine` of CCA, out of fold.

    `signal` is the AUROC with which random pairs are told from given ones, out of fold (0.5:
    nothing was learned).
    """

    odds: np.ndarray
    cosine: np.ndarray
    signal: float


def agreement(
    texts: np.ndarray,
    pictures: np.ndarray,
    groups: np.ndarray,
    seed: int,
    classes: Sequence[np.ndarray] = (),
) -> Agreement:
    """Judge pairs of text vectors (n, p) and picture vectors (n, q).

    `groups` (n,) numbers equal texts; a random pair never joins two of one group. `classes` are
    what items were labelled with, if anything (each (n,), -1 where not): both sides learn them,
    and what the text tells of its class is held against what the picture does.
    """
    n = len(texts)
    folds = stratified(np.zeros(n, np.int64), FOLDS, seed)
    _, first, groups = np.unique(groups, return_index=True, return_inverse=True)
    x, y = _scores(texts)[first][groups], _scores(pictures)  # equal texts: equal to the last bit
    draws = np.random.default_rng(seed)
    given: list[np.ndarray] = [np.zeros((0, 0))] * FOLDS
    made: list[np.ndarray] = list(given)
    cosine = np.empty(n)
    for fold in range(FOLDS):
        rows = folds == fold
        views = _views(x, y, rows)
        views += [_of_classes(x, y, rows, each) for each in classes if _learnable(each[~rows])]
        cosine[rows] = np.diagonal(views[0])
        features = [_against_others(view) for view in views]
        m = int(rows.sum())
        one, other = np.repeat(np.arange(m), _RANDOM), draws.integers(0, m, m * _RANDOM)
        apart = groups[rows][one] != groups[rows][other]
        given[fold] = np.hstack([_at(each, np.arange(m), np.arange(m)) for each in features])
        made[fold] = np.hstack([_at(each, one[apart], other[apart]) for each in features])
    return _combined(given, made, folds, cosine)


def _scores(values: np.ndarray) -> np.ndarray:
    side = principal(values, _PARTS)
    return side.scores(values)


def _views(x: np.ndarray, y: np.ndarray, rows: np.ndarray) -> list[np.ndarray]:
    """Scores (m, m) of each picture (row) with each text (column) of the fold, view by view."""
    xs, ys = x[~rows], y[~rows]
    a, b = _canonical(xs, ys)
    centre = xs.mean(0)
    texts = unit(x[rows] - centre)
    expected = _kernel_ridge(ys, xs - centre, y[rows])
    by_picture = _of_nearest(unit(ys), unit(xs - centre), unit(y[rows]))
    by_text = _of_nearest(unit(xs - centre), unit(ys), texts)
    return [
        unit(y[rows] @ b) @ unit(x[rows] @ a).T,
        unit(expected) @ texts.T,
        unit(by_picture) @ texts.T,
        unit(y[rows]) @ unit(by_text).T,
        _of_topics(ys, unit(xs - centre), y[rows], texts),
    ]


def _canonical(xs: np.ndarray, ys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    variances = (xs.var(0), ys.var(0))
    a, b, strength = canonical(xs, ys, variances, _RIDGE)
    return a * strength, b * strength


def _kernel_ridge(known: np.ndarray, wanted: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """What `wanted` is expected for `asked`: ridge regression with a Gaussian kernel."""
    some = known[:: max(1, len(known) // 500)]
    width = np.median(_distances(some, some)) + 1e-9
    kernel = np.exp(-_distances(known, known) / width)
    kernel[np.diag_indices(len(known))] += 0.1
    return np.exp(-_distances(asked, known) / width) @ np.linalg.solve(kernel, wanted)


def _distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    squares = np.square(a).sum(1)[:, None] + np.square(b).sum(1)[None]
    return np.maximum(squares - 2 * (a @ b.T), 0)


def _of_nearest(known: np.ndarray, other: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """The mean of what stands beside the known rows nearest to each row asked."""
    near = asked @ known.T
    most = min(_NEAREST, near.shape[1] - 1)
    top = np.argpartition(-near, most, axis=1)[:, :most]
    weight = np.maximum(np.take_along_axis(near, top, 1), 0) ** 4 + 1e-9
    return np.einsum("nk,nkd->nd", weight / weight.sum(1, keepdims=True), other[top])


def _of_topics(
    known: np.ndarray, texts: np.ndarray, asked: np.ndarray, theirs: np.ndarray
) -> np.ndarray:
    """How much likelier than by chance the topics of each text are, given each picture (log)."""
    from sklearn.cluster import KMeans
    from sklearn.linear_model import LogisticRegression

    n_topics = min(_TOPICS, max(2, len(texts) // _PER_TOPIC), len(np.unique(texts, axis=0)))
    found = KMeans(n_topics, n_init=1, random_state=0).fit(texts)
    topics = np.unique(found.labels_)
    share = np.bincount(found.labels_, minlength=n_topics)[topics] / len(texts)
    spread = known.std() + 1e-9
    learner = LogisticRegression(C=0.03, max_iter=200, tol=1e-3)
    learner.fit(known / spread, found.labels_)
    likelier = learner.predict_proba(asked / spread) / share
    near = theirs @ unit(found.cluster_centers_[topics]).T
    weight = np.exp((near - near.max(axis=1, keepdims=True)) / 0.1)
    weight /= weight.sum(axis=1, keepdims=True)
    return np.log(np.maximum(likelier @ weight.T, 1e-8))


def _learnable(classes: np.ndarray) -> bool:
    return len(np.unique(classes[classes >= 0])) > 1 and bool((classes >= 0).sum() >= _PER_TOPIC)


def _of_classes(x: np.ndarray, y: np.ndarray, rows: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """How much likelier than by chance text and picture are of one class (log)."""
    from sklearn.linear_model import LogisticRegression

    known = ~rows & (classes >= 0)
    share = np.unique(classes[known], return_counts=True)[1]
    told = []
    for side, strength in ((y, 0.03), (unit(x - x[known].mean(0)), 10.0)):
        spread = side[known].std() if side is y else 1.0
        learner = LogisticRegression(C=strength, max_iter=200, tol=1e-3)
        learner.fit(side[known] / (spread + 1e-9), classes[known])
        told.append(learner.predict_proba(side[rows] / (spread + 1e-9)))
    seen, said = told
    return np.log(np.maximum((seen / (share / known.sum())) @ said.T, 1e-8))


def _against_others(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The scores, and what the best of each row and each column reach (mean of the top few)."""
    most = min(_OTHERS, len(scores) - 1)
    rows = np.partition(scores, -most, axis=1)[:, -most:].mean(1)
    columns = np.partition(scores, -most, axis=0)[-most:].mean(0)
    return scores, rows, columns


def _at(
    view: tuple[np.ndarray, np.ndarray, np.ndarray], pictures: np.ndarray, texts: np.ndarray
) -> np.ndarray:
    """Features (k, 4) of pairs: score, score against its row and column, share of better ones."""
    scores, rows, columns = view
    score = scores[pictures, texts]
    better_row = (scores[pictures] > score[:, None]).mean(1)
    better_column = (scores[:, texts] > score[None]).mean(0)
    worst = 1 / (2 * len(scores))
    return np.stack(
        [
            score,
            2 * score - rows[pictures] - columns[texts],
            -np.log(better_row + worst),
            -np.log(better_column + worst),
        ],
        axis=1,
    )


def _combined(
    given: list[np.ndarray], made: list[np.ndarray], folds: np.ndarray, cosine: np.ndarray
) -> Agreement:
    from sklearn.linear_model import LogisticRegression

    odds, signal = np.empty(len(folds)), []
    for fold in range(FOLDS):
        others = [i for i in range(FOLDS) if i != fold]
        right = np.concatenate([given[i] for i in others])
        wrong = np.concatenate([made[i] for i in others])
        both = np.concatenate([right, wrong])
        mean, spread = both.mean(0), both.std(0) + 1e-9
        learner = LogisticRegression(C=0.1, max_iter=500, class_weight="balanced")
        learner.fit((both - mean) / spread, np.repeat([1, 0], [len(right), len(wrong)]))
        odds[folds == fold] = learner.decision_function((given[fold] - mean) / spread)
        apart = learner.decision_function((made[fold] - mean) / spread)
        signal.append(_auroc(odds[folds == fold], apart))
    return Agreement(odds, cosine, float(np.mean(signal)))


def _auroc(high: np.ndarray, low: np.ndarray) -> float:
    from scipy.stats import rankdata

    ranks = rankdata(np.concatenate([high, low]))[: len(high)]
    return float((ranks.mean() - (len(high) + 1) / 2) / max(len(low), 1))
