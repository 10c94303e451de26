"""The two views of a joint space of texts and pictures, as arrays; `align` chooses their settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from tuwen.metrics.ranking import first_ranks, recall_at
from tuwen.steps.canonical import canonical, metric, principal, unit
from tuwen.steps.pairs import row_ids

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
    """What is computed once from training pairs, whatever the settings."""

    def __init__(self, x: np.ndarray, y: np.ndarray, components: int, metric_ridge: float) -> None:
        """`x` (N, P) texts and `y` (N, Q) pictures, `components` parts a side at most."""
        self.x, self.y = principal(x, components), principal(y, components)
        self.xs, self.ys = self.x.scores(x), self.y.scores(y)
        ids = row_ids(x)
        _, first, group = np.unique(ids, return_index=True, return_inverse=True)
        self.metric = metric(self.ys, group, metric_ridge)
        self.texts = unit(x[first])
        near = unit(self.ys @ self.metric)
        sums = np.zeros((len(first), near.shape[1]), np.float32)
        np.add.at(sums, group, near)
        self.stands = unit(sums)

    def learned(self, settings: Settings) -> "JointViews":
        """The views under `settings`."""
        variances = (self.x.variance, self.y.variance)
        a, b, strength = canonical(self.xs, self.ys, variances, settings.ridge)
        k = min(settings.width, len(strength))
        a, b = (self.x.parts @ (a[:, :k] * strength[:k]), self.y.parts @ (b[:, :k] * strength[:k]))
        return JointViews(
            settings=settings,
            text_mean=self.x.mean,
            text_map=np.asarray(a, np.float32),
            picture_mean=self.y.mean,
            picture_map=np.asarray(b, np.float32),
            picture_metric=np.asarray(self.y.parts @ self.metric, np.float32),
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
        second, known = self._stand_ins(unit(values))
        weight = np.where(known, self.settings.known, self.settings.new)[:, None]
        said = values.any(1, keepdims=True)
        both = unit(np.hstack([(1 - weight) * first, weight * second]))
        return (both * said).astype(np.float32)

    def of_pictures(self, values: np.ndarray) -> np.ndarray:
        """(N, size): both views, each of length 1; rows of length 1."""
        centred = values - self.picture_mean
        first, second = unit(centred @ self.picture_map), unit(centred @ self.picture_metric)
        return unit(np.hstack([first, second])).astype(np.float32)

    def _stand_ins(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where the pictures of each text should lie, and whether the text is a known one."""
        out = np.empty((len(values), self.stands.shape[1]), np.float32)
        known = np.empty(len(values), bool)
        for start in range(0, len(values), 1024):
            near = values[start : start + 1024] @ self.texts.T
            most = min(_NEAREST, near.shape[1])
            top = np.argpartition(-near, most - 1, axis=1)[:, :most]
            cosine = np.take_along_axis(near, top, 1)
            best = cosine.max(1, keepdims=True)
            exact = best[:, 0] > _SAME
            share = np.exp((cosine - best) / self.settings.softness)
            share[exact] = cosine[exact] > _SAME
            out[start : start + 1024] = unit(np.einsum("nm,nmq->nq", share, self.stands[top]))
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
    """Recall on held-out pairs for settings, reusing what they share."""

    def __init__(self, view: Principals, held: tuple[np.ndarray, np.ndarray]) -> None:
        """`held` are texts (M, P) and pictures (M, Q), pair by pair."""
        self.view, (self.x, self.y) = view, held
        texts, pictures = row_ids(self.x), row_ids(self.y)
        self.right = (texts[:, None] == texts[None]) | (pictures[:, None] == pictures[None])
        self._made: dict[tuple[float, int], JointViews] = {}

    def recall(self, ridge: float, width: int, softness: float, weight: float) -> float:
        """Mean recall@10 (and @1, to tell settings apart) of both directions."""
        if (ridge, width) not in self._made:
            settings = Settings(ridge=ridge, width=width, softness=0.1, known=0, new=0)
            self._made[ridge, width] = self.view.learned(settings)
        made = self._made[ridge, width]
        settings = Settings(ridge=ridge, width=width, softness=softness, known=weight, new=weight)
        learned = JointViews(settings=settings, **made.tensors())
        scores = learned.of_texts(self.x) @ learned.of_pictures(self.y).T
        ranks = [first_ranks(scores, self.right), first_ranks(scores.T, self.right.T)]
        return sum(recall_at(each, 10) + recall_at(each, 1) for each in ranks)
