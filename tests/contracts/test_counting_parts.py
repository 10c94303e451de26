"""Counting heads and steps answer as the library that fitted them does."""

from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random_array
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from tuwen.core.errors import NotFitted, UsageError
from tuwen.core.latent import Latent, LatentSpec
from tuwen.core.stream import stacked
from tuwen.heads import boosted, centrality, clusters, linear, naive_bayes, nearest, tree
from tuwen.steps import pool, project

PAIRS: dict[str, tuple[Any, Any]] = {
    "multinomial": (naive_bayes.NaiveBayes(), MultinomialNB()),
    "complement": (
        naive_bayes.NaiveBayes(naive_bayes.NaiveBayesConfig(kind="complement", alpha=0.3)),
        ComplementNB(alpha=0.3),
    ),
    "logistic": (linear.Linear(), LogisticRegression(max_iter=200, random_state=0)),
    "svm": (
        linear.Linear(linear.LinearConfig(model="svm", c=0.1)),
        LinearSVC(C=0.1, max_iter=200, random_state=0),
    ),
    "tree": (tree.Tree(), DecisionTreeClassifier(max_depth=12, min_samples_leaf=5, random_state=0)),
    "boosted": (
        boosted.Boosted(boosted.BoostedConfig(n_trees=20)),
        GradientBoostingClassifier(
            n_estimators=20, max_depth=3, max_features=0.3, init="zero", random_state=0
        ),
    ),
}


def latent(x: Any) -> Latent:
    kind = "vector" if isinstance(x, np.ndarray) else "sparse"
    return Latent(values=x, spec=LatentSpec(kind=kind, size=x.shape[1]))


def counts(n: int = 300, d: int = 40) -> csr_matrix:
    rng = np.random.default_rng(0)
    return csr_matrix(
        random_array(
            (n, d), density=0.2, rng=rng, data_sampler=lambda size: rng.integers(1, 5, size)
        ),
        dtype=np.float64,
    )


def classes(x: csr_matrix, n: int) -> list[str]:
    score = np.asarray(x @ np.random.default_rng(1).normal(size=(x.shape[1], n)))
    return [f"类{i}" for i in score.argmax(1)]


@pytest.mark.parametrize("n_classes", [2, 4])
@pytest.mark.parametrize("name", PAIRS)
def test_equal_to_scikit_learn(name: str, n_classes: int) -> None:
    ours, theirs = PAIRS[name]
    x = counts()
    y = classes(x, n_classes)
    halves = [latent(x[:100]), latent(x[100:])]
    ours.fit(halves, y)
    theirs.fit(x, y)
    assert ours.labels == list(theirs.classes_)
    assert ours.answer(latent(x)) == list(theirs.predict(x))
    if hasattr(theirs, "predict_proba"):
        np.testing.assert_allclose(
            ours.probabilities(latent(x)), theirs.predict_proba(x), atol=1e-8
        )
    if name == "svm":
        expected = theirs.decision_function(x).reshape(len(y), -1)
        np.testing.assert_allclose(ours.scores(latent(x))[:, -expected.shape[1] :], expected)


@pytest.mark.parametrize("name", PAIRS)
def test_refuses_what_cannot_be_learned(name: str) -> None:
    fresh = type(PAIRS[name][0])()
    with pytest.raises(NotFitted):
        fresh.answer(latent(counts(5)))
    with pytest.raises(UsageError):
        fresh.fit([latent(counts(5))], ["one"] * 5)


def test_clusters_equal_scikit_learn() -> None:
    x = np.random.default_rng(0).normal(size=(200, 5)).astype(np.float32)
    head = clusters.ClusterHead(clusters.ClustersConfig(n_clusters=4, spherical=False))
    head.fit([latent(x)])
    theirs = KMeans(4, n_init=3, max_iter=100, random_state=0).fit(x)
    assert head.answer(latent(x)) == theirs.predict(x).tolist()


def test_clusters_of_fewer_rows_than_wanted() -> None:
    head = clusters.ClusterHead()
    head.fit([latent(np.ones((3, 2), np.float32))])
    assert head.answer(latent(np.ones((3, 2), np.float32))) == [0, 0, 0]


def test_project_spans_what_scikit_learn_finds() -> None:
    x = counts()
    step = project.Project(project.ProjectConfig(size=5, normalise=False, n_iter=7))
    step.fit([latent(x[:150]), latent(x[150:])])
    theirs = TruncatedSVD(5, n_iter=7, random_state=0).fit(x)
    np.testing.assert_allclose(np.abs(step.components), np.abs(theirs.components_), atol=1e-3)
    largest = np.abs(step.components).argmax(1)
    assert (step.components[np.arange(5), largest] > 0).all()


def test_nearest_finds_itself_first() -> None:
    x = np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32)
    head = nearest.Nearest(nearest.NearestConfig(k=3))
    head.fit([latent(x)], [f"i{n}" for n in range(50)])
    answers = head.answer(latent(x))
    assert [row[0][0] for row in answers] == [f"i{n}" for n in range(50)]
    assert all(row[0][1] >= row[1][1] >= row[2][1] for row in answers)


def test_centrality_prefers_what_others_resemble() -> None:
    x = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]], float)
    score = centrality.Centrality().answer(latent(x))
    assert max(score) == score[0] and min(score) == score[3] and sum(score) == pytest.approx(1)


@pytest.mark.parametrize("how", ["mean", "max"])
def test_pool_never_counts_padding_and_tensors_agree(how: str) -> None:
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    x, mask = (
        rng.normal(size=(3, 4, 2)).astype(np.float32),
        np.arange(4) < np.array([[4], [2], [0]]),
    )
    spec = LatentSpec(kind="sequence", size=2)
    step = pool.Pool(pool.PoolConfig(how=how))
    padded = step.apply(Latent(values=x, spec=spec, mask=mask)).values
    changed = np.where(mask[:, :, None], x, 99).astype(np.float32)
    np.testing.assert_array_equal(
        step.apply(Latent(values=changed, spec=spec, mask=mask)).values, padded
    )
    assert (padded[2] == 0).all()
    flowed = step.flow(Latent(values=torch.tensor(x), spec=spec, mask=torch.tensor(mask))).values
    np.testing.assert_allclose(flowed.numpy(), padded, atol=1e-6)


def test_stacked_joins_batches() -> None:
    x = counts(7)
    assert (stacked([latent(x[:3]), latent(x[3:])]) != x).nnz == 0
