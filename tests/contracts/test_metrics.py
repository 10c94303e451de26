"""Our numbers equal scikit-learn's where it has them, and known values where it has not."""

import numpy as np
import pytest
import sklearn.metrics as sk
from scipy.sparse import csr_matrix

from tuwen.metrics import classification as c
from tuwen.metrics import grouping, ranking, spans


@pytest.fixture(params=range(3))
def rows(request: pytest.FixtureRequest) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(request.param)
    truth = rng.integers(0, 4, 200)
    given = np.where(rng.random(200) < 0.6, truth, rng.integers(0, 5, 200))
    scores = np.round(rng.normal(size=200) + (truth > 1), 1)  # rounded: ties
    return {"truth": truth, "given": given, "scores": scores, "x": rng.normal(size=(200, 3))}


def test_classes(rows: dict[str, np.ndarray]) -> None:
    t, g = rows["truth"], rows["given"]
    assert c.accuracy(t, g) == pytest.approx(sk.accuracy_score(t, g))
    assert c.macro_f1(t, g) == pytest.approx(sk.f1_score(t, g, average="macro"))
    assert c.f1(t, g, 2) == pytest.approx(sk.f1_score(t == 2, g == 2))
    assert (c.confusion(t, g)[1] == sk.confusion_matrix(t, g)).all()
    assert c.balanced_accuracy(t, t) == 1


def test_scores(rows: dict[str, np.ndarray]) -> None:
    r, s = rows["truth"] > 1, rows["scores"]
    assert c.auroc(r, s) == pytest.approx(sk.roc_auc_score(r, s))
    assert c.average_precision(r, s) == pytest.approx(sk.average_precision_score(r, s))
    p = np.random.default_rng(0).dirichlet(np.ones(4), 200)
    assert c.log_loss(rows["truth"], p) == pytest.approx(sk.log_loss(rows["truth"], p))


def test_groups(rows: dict[str, np.ndarray]) -> None:
    t, g, x = rows["truth"], rows["given"], rows["x"]
    assert grouping.nmi(t, g) == pytest.approx(sk.normalized_mutual_info_score(t, g))
    assert grouping.silhouette(x, t) == pytest.approx(sk.silhouette_score(x, t))
    assert np.isnan(grouping.silhouette(x, np.zeros(200)))


def test_ndcg(rows: dict[str, np.ndarray]) -> None:
    gains = rows["truth"].reshape(20, 10).astype(float)
    scores = rows["x"][:, 0].reshape(20, 10)
    assert ranking.ndcg_at(scores, gains, 5) == pytest.approx(sk.ndcg_score(gains, scores, k=5))


def test_ranks_and_their_chance() -> None:
    scores = np.array([[0.9, 0.5, 0.1], [0.5, 0.5, 0.5], [0.1, 0.2, 0.3]])
    relevant = np.array([[1, 0, 0], [1, 0, 0], [0, 0, 0]], bool)
    ranks = ranking.first_ranks(scores, relevant)
    assert ranks.tolist() == [1, 2, np.inf]
    assert ranking.mrr(ranks) == pytest.approx(0.5)
    rng = np.random.default_rng(0)
    relevant = rng.random((4000, 12)) < 0.2
    observed = ranking.recall_at(ranking.first_ranks(rng.random((4000, 12)), relevant), 3)
    assert ranking.chance_recall_at(relevant.sum(1), 12, 3) == pytest.approx(observed, abs=0.02)


def test_coherence_of_words_that_always_and_never_meet() -> None:
    counts = csr_matrix(np.array([[1, 2, 0], [3, 1, 0], [0, 0, 1], [0, 0, 2]]))
    together, apart = grouping.npmi_coherence([[0, 1], [0, 2]], counts)
    assert together == pytest.approx(1) and apart == -1


def test_spans() -> None:
    tags = ["B-PER", "I-PER", "O", "I-LOC", "B-LOC", "I-PER"]
    assert spans.spans_of_tags(tags) == [(0, 2, "PER"), (3, 4, "LOC"), (4, 5, "LOC"), (5, 6, "PER")]
    scores = spans.span_f1([[(0, 2, "PER"), (3, 4, "LOC")]], [[(0, 2, "PER"), (3, 4, "ORG")]])
    assert scores == (0.5, 0.5, 0.5)
