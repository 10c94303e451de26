"""Label flips in hotel reviews: average precision of doubts, ours, naive Bayes' and Cleanlab's."""

from typing import Any

import numpy as np

from benchmarks.common import figure, rows
from tuwen.mining.audit.labels import label_views
from tuwen.mining.audit.out_of_fold import out_of_fold
from tuwen.text.shingles import shingle

SEEDS = (0, 1, 2)
SHARE = 0.05


def labels() -> None:
    """Mean over three draws of the flips; interval by bootstrap of the rows of the first."""
    found = list(rows("textcls_zh_reviews", "hotel.jsonl.gz"))
    texts = [str(row["text"]) for row in found]
    right = np.array([int(row["label"]) for row in found])
    scores: dict[str, list[float]] = {}
    interval: dict[str, list[float]] = {}
    for seed in SEEDS:
        given = right.copy()
        flipped = np.random.default_rng(seed).choice(len(given), round(SHARE * len(given)), False)
        given[flipped] = 1 - given[flipped]
        wrong = given != right
        for name, trust in _trusts(texts, given, seed).items():
            scores.setdefault(name, []).append(_average_precision(wrong, trust))
            if seed == SEEDS[0]:
                interval[name] = _interval(wrong, trust)
    ours = float(np.mean(scores["ours"]))
    bayes, peer = float(np.mean(scores["naive Bayes"])), float(np.mean(scores["Cleanlab"]))
    figure(
        "label flips in hotel: average precision", round(ours, 4),
        at_least=round(bayes, 4), reach=round(peer, 4), met=ours > bayes,
        protocol="5 % flips, mean of 3 draws, 5 folds; at least: naive Bayes out of fold (words, TF-IDF); "
        "reach: Cleanlab 2 with logistic regression (words, TF-IDF)",
        all={name: [round(value, 4) for value in values] for name, values in scores.items()},
        interval_first_draw={name: [round(v, 4) for v in pair] for name, pair in interval.items()},
    )  # fmt: skip


def _trusts(texts: list[str], given: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """How much each method trusts each given label."""
    import rjieba
    from cleanlab.rank import get_label_quality_scores
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.naive_bayes import MultinomialNB

    words = TfidfVectorizer(analyzer=rjieba.cut, sublinear_tf=True).fit_transform(texts)
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)

    def probabilities(learner: Any) -> np.ndarray:
        return cross_val_predict(learner, words, given, cv=folds, method="predict_proba")

    ours = out_of_fold(label_views(shingle(texts).shingles, texts), given, seed).probabilities
    bayes = probabilities(MultinomialNB())
    logistic = probabilities(LogisticRegression(max_iter=1000))
    rank = np.arange(len(given))
    return {
        "ours": ours[rank, given],
        "naive Bayes": bayes[rank, given],
        "Cleanlab": get_label_quality_scores(given, logistic),
        "Cleanlab, our probabilities": get_label_quality_scores(given, ours),
        "Cleanlab, normalised margin": get_label_quality_scores(
            given, logistic, method="normalized_margin", adjust_pred_probs=True
        ),
    }


def _average_precision(wrong: np.ndarray, trust: np.ndarray) -> float:
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(wrong, -trust))


def _interval(wrong: np.ndarray, trust: np.ndarray) -> list[float]:
    draws = np.random.default_rng(0)
    values = []
    for _ in range(300):
        some = draws.integers(0, len(wrong), len(wrong))
        values.append(_average_precision(wrong[some], trust[some]))
    return np.quantile(values, [0.025, 0.975]).tolist()
