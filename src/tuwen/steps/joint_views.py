"""The two views of a joint space of texts and pictures, as arrays; `align` chooses their settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from tuwen.metrics.ranking import first_ranks, recall_at
from tuwen.steps.canonical import canonical, metric, principal, unit
from tuwen.steps.pairs import PairTable, sides

_NEAREST = 8  # known texts that an unknown one leans on
_SAME = 0.9999  # cosine from which a text is taken for a known one


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Ridge and width of the first view; softness and weights (known, new texts) of the second."""

    ridge: float
    width: int
    softness: float
    known: float
    new: float


class Principals:
    """Principal parts of both sides, and the scores of every text and picture."""

    def __init__(self, pairs: PairTable, components: int) -> None:
        """At most `components` parts a side."""
        self.pairs = pairs
        self.x = principal(pairs.texts[pairs.text], components)
        self.y = principal(pairs.pictures[pairs.picture], components)
        self.xs, self.ys = self.x.scores(pairs.texts), self.y.scores(pairs.pictures)


class View:
    """What some of the pairs teach, whatever the settings."""

    def __init__(self, whole: Principals, rows: np.ndarray, metric_ridge: float) -> None:
        """Learn from the pairs where `rows` (N,) is true."""
        self.whole = whole
        self.text, self.picture = whole.pairs.text[rows], whole.pairs.picture[rows]
        once = np.unique(np.stack([self.text, self.picture], 1), axis=0)
        near = whole.ys[once[:, 1]]
        self.metric = metric(near, once[:, 0], metric_ridge)
        known, group = np.unique(once[:, 0], return_inverse=True)
        self.texts = unit(whole.pairs.texts[known])
        sums = np.zeros((len(known), self.metric.shape[1]), np.float32)
        np.add.at(sums, group, unit(near @ self.metric))
        self.stands = unit(sums)
        self._maps: dict[float, tuple[np.ndarray, np.ndarray]] = {}

    def maps(self, ridge: float) -> tuple[np.ndarray, np.ndarray]:
        """Projections of text and picture scores, weighted by their correlations, best first."""
        if ridge not in self._maps:
            x, y = self.whole.xs[self.text], self.whole.ys[self.picture]
            variances = (self.whole.x.variance, self.whole.y.variance)
            a, b, strength = canonical(x, y, variances, ridge)
            self._maps[ridge] = a * strength, b * strength
        return self._maps[ridge]

    def learned(self, settings: Settings) -> "JointViews":
        """The views under `settings`."""
        whole = self.whole
        a, b = (each[:, : settings.width] for each in self.maps(settings.ridge))
        return JointViews(
            settings=settings,
            text_mean=whole.x.mean,
            text_map=np.asarray(whole.x.parts @ a, np.float32),
            picture_mean=whole.y.mean,
            picture_map=np.asarray(whole.y.parts @ b, np.float32),
            picture_metric=np.asarray(whole.y.parts @ self.metric, np.float32),
            texts=np.asarray(self.texts, np.float32),
            stands=np.asarray(self.stands, np.float32),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class JointViews:
    """The two maps of the first view; the metric, known texts and their pictures of the second."""

    settings: Settings
    text_mean: np.ndarray  # (P,)
    text_map: np.ndarray  # (P, k)
    picture_mean: np.ndarray  # (Q,)
    picture_map: np.ndarray  # (Q, k)
    picture_metric: np.ndarray  # (Q, q)
    texts: np.ndarray  # (T, P), unit rows
    stands: np.ndarray  # (T, q): where the pictures of each text lie, unit rows

    @classmethod
    def of(cls, tensors: Mapping[str, np.ndarray], settings: Settings) -> Self:
        """From saved tensors; raises ValueError where their shapes do not fit one another."""
        found = cls(settings=settings, **{name: tensors[name] for name in _TENSORS})
        (p, k), (q, k2), (q2, width) = (
            found.text_map.shape,
            found.picture_map.shape,
            found.picture_metric.shape,
        )
        fits = (
            k == k2
            and q == q2
            and found.text_mean.shape == (p,)
            and found.picture_mean.shape == (q,)
            and found.texts.ndim == 2
            and found.texts.shape[1] == p
            and found.stands.shape == (len(found.texts), width)
        )
        if not fits:
            raise ValueError("shapes do not fit one another")
        return found

    def tensors(self) -> dict[str, np.ndarray]:
        """The arrays by name."""
        return {name: getattr(self, name) for name in _TENSORS}

    @property
    def size(self) -> int:
        """Columns of the space."""
        return self.text_map.shape[1] + self.picture_metric.shape[1]

    def of_texts(self, values: np.ndarray) -> np.ndarray:
        """(N, size): both views, weighted; rows of length 1, zeros for a text without known words."""
        first = unit((values - self.text_mean) @ self.text_map)
        second, known = stand_ins(unit(values), self.texts, self.stands, self.settings.softness)
        weight = np.where(known, self.settings.known, self.settings.new)[:, None]
        said = values.any(1, keepdims=True)
        both = unit(np.hstack([(1 - weight) * first, weight * second]))
        return (both * said).astype(np.float32)

    def of_pictures(self, values: np.ndarray) -> np.ndarray:
        """(N, size): both views, each of length 1; rows of length 1."""
        centred = values - self.picture_mean
        first, second = unit(centred @ self.picture_map), unit(centred @ self.picture_metric)
        return unit(np.hstack([first, second])).astype(np.float32)


def stand_ins(
    values: np.ndarray, texts: np.ndarray, stands: np.ndarray, softness: float
) -> tuple[np.ndarray, np.ndarray]:
    """Where the pictures of each text (N, P) should lie, (N, q), and whether it is a known one.

    A known text stands where its own pictures do; another one where those of the 8 nearest known
    texts do, the nearer the more: shares fall by e for each `softness` of cosine.
    """
    out, known = np.empty((len(values), stands.shape[1]), np.float32), np.empty(len(values), bool)
    for start in range(0, len(values), 1024):
        near = values[start : start + 1024] @ texts.T
        most = min(_NEAREST, near.shape[1])
        top = np.argpartition(-near, most - 1, axis=1)[:, :most]
        cosine = np.take_along_axis(near, top, 1)
        best = cosine.max(1, keepdims=True)
        exact = best[:, 0] > _SAME
        share = np.exp((cosine - best) / softness)
        share[exact] = cosine[exact] > _SAME
        out[start : start + 1024] = unit(np.einsum("nm,nmq->nq", share, stands[top]))
        known[start : start + 1024] = exact
    return out, known


_TENSORS = (
    "text_mean",
    "text_map",
    "picture_mean",
    "picture_map",
    "picture_metric",
    "texts",
    "stands",
)


class Trial:
    """Recall on held-out pairs for settings; every text and every picture counts once."""

    def __init__(self, view: View, rows: np.ndarray) -> None:
        """Hold the pairs where `rows` (N,) is true against `view`."""
        pairs = view.whole.pairs
        texts, pictures, self.right = sides(pairs.text[rows], pairs.picture[rows])
        self.view = view
        self.x, self.y = view.whole.xs[texts], view.whole.ys[pictures]
        self.values = unit(pairs.texts[texts])
        self.near = unit(self.y @ view.metric)
        self._first: dict[tuple[float, int], np.ndarray] = {}
        self._second: dict[float, np.ndarray] = {}

    def recall(self, ridge: float, width: int, softness: float, weight: float) -> float:
        """Sum of recall@1 and recall@10 of both directions."""
        scores: np.ndarray = np.zeros(self.right.shape, np.float32)
        if weight < 1:
            scores = scores + (1 - weight) * self._by_maps(ridge, width)
        if weight > 0:
            scores = scores + weight * self._by_stand_ins(softness)
        ranks = [first_ranks(scores, self.right), first_ranks(scores.T, self.right.T)]
        return sum(recall_at(each, 10) + recall_at(each, 1) for each in ranks)

    def _by_maps(self, ridge: float, width: int) -> np.ndarray:
        if (ridge, width) not in self._first:
            a, b = (each[:, :width] for each in self.view.maps(ridge))
            self._first[ridge, width] = unit(self.x @ a) @ unit(self.y @ b).T
        return self._first[ridge, width]

    def _by_stand_ins(self, softness: float) -> np.ndarray:
        if softness not in self._second:
            where, _ = stand_ins(self.values, self.view.texts, self.view.stands, softness)
            self._second[softness] = where @ self.near.T
        return self._second[softness]
