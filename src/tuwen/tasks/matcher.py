"""Matcher: texts and pictures in one space, learned from the user's own pairs; search both ways.

matcher = Matcher().fit(texts, pictures)            # or fit(collection), or fit("folder")
matcher.held_out_["verdict"]                        # "signal", or "no signal": do not trust it
matcher.find_pictures(["红苹果"], pictures, k=5)     # [[(3, 0.71), …]], [] where nothing is near
matcher.find_texts(pictures[:1], texts)
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self, final

import numpy as np

from tuwen.core.errors import UnknownName, UsageError
from tuwen.core.items import Item
from tuwen.core.pictures import PictureSource
from tuwen.core.pipeline import Pipeline
from tuwen.core.plan import Plan
from tuwen.core.suggest import closest
from tuwen.core.tree import Node, frozen
from tuwen.encoders.image_descriptors import ImageDescriptors
from tuwen.encoders.text_counts import TextCounts, TextCountsConfig
from tuwen.steps.align import MIN_GROUPS, Align, AlignConfig
from tuwen.steps.project import Project, ProjectConfig
from tuwen.tasks.estimator import Estimator
from tuwen.tasks.matching import Pairs, cut_off, judged, paired_items
from tuwen.tasks.picture_inputs import Illustrated, illustrated, pictured

MODELS = ("cca",)
Hits = list[tuple[int, float]]


@final
class Matcher(Estimator):
    """Counting text and picture branches, joined by `align` (ridge CCA and known pictures).

    `fit` holds out a tenth of the pairs (500 at most; pairs that share a text or a picture stay
    together), measures on them, then learns from all. Afterwards: `held_out_` (recall@k both ways
    with 95 % intervals, exact chance, verdict, and how often "nothing here" is said rightly),
    `cutoff_` (the cosine below which the best hit means "nothing here") and `refused_` ((row,
    reason) of pictures that could not be opened).
    """

    task = "match"

    def __init__(
        self,
        model: str = "cca",
        *,
        size: int = 384,
        sample: int = 20_000,
        user_dictionary: tuple[str, ...] = (),
        random_state: Any = 0,
    ) -> None:
        """Only stores."""
        self.model = model
        self.size = size
        self.sample = sample
        self.user_dictionary = user_dictionary
        self.random_state = random_state

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: N803
        """Learn from pairs: texts `X` with a picture each in `y`, a Collection, or a path.

        Raises UsageError where fewer than 20 different pairs have both sides.
        """
        if self.model not in MODELS:
            near = closest(str(self.model), MODELS)
            raise UnknownName("unknown_name", role="model", name=str(self.model), near=near)
        given = illustrated(X, y)
        self.refused_ = given.refused
        pairs = paired_items(given.items, self.sample, self._seed())
        return self.learn_pairs(pairs, given.pictures).forget_pictures()

    def learn_pairs(self, pairs: Pairs, pictures: PictureSource) -> Self:
        """`fit` on pairs already made, whose pictures `pictures` holds.

        What pictures look like is kept until `forget_pictures`, so that they can be encoded again.
        """
        if pairs.n_groups < 2 * MIN_GROUPS:
            raise UsageError("align_few_pairs", n=pairs.n_groups, least=2 * MIN_GROUPS)
        test = pairs.held_out(self._seed())
        images = ImageDescriptors()
        images.pictures, images.memory = pictures, {}
        self.pipeline_ = self._learn(pairs.some(~test), images)
        measured = self._measured(pairs.some(test))
        # The statistics of the picture branch stay those of the training part.
        built = self._learn(pairs.items, frozen(images))
        built.made = {
            **built.made,
            "task": {"name": self.task, "settings": self._settings(), "learned": measured},
        }
        self.pipeline_ = built
        self._restore(measured)
        return self

    def forget_pictures(self) -> Self:
        """Free what was kept of the pictures; returns self."""
        self._fitted().tree.branches["image"][0].part.memory = None
        return self

    def _learn(self, items: Sequence[Item], images: ImageDescriptors | Node) -> Pipeline:
        from tuwen.fit.fit import fit

        seed = self._seed()
        return fit(self._assembled(seed, images), items, Plan(seed=seed))

    def _pipeline(self, seed: int, items: Sequence[Item]) -> Pipeline:
        return self._assembled(seed, ImageDescriptors())  # what `fit` assembles by itself

    def _assembled(self, seed: int, images: ImageDescriptors | Node) -> Pipeline:
        counts = TextCountsConfig(sublinear=True, user_dictionary=tuple(self.user_dictionary))
        text = [TextCounts(counts), Project(ProjectConfig(size=self.size, seed=seed))]
        join = Align(AlignConfig(components=self.size, sample=self.sample, seed=seed))
        return Pipeline({"text": text, "image": [images]}, join=join)

    def _measured(self, items: Sequence[Item]) -> dict[str, Any]:
        texts, pictures, right = Pairs.of(items).sides()
        scores = self._vectors(texts, "text") @ self._vectors(pictures, "image").T
        return {**judged(scores, right), "nothing_here": cut_off(scores, right)}

    def _learned(self, items: Sequence[Item]) -> Mapping[str, Any]:
        return self.held_out_

    def _restore(self, learned: Mapping[str, Any]) -> None:
        self.held_out_ = dict(learned)
        self.cutoff_ = float(learned["nothing_here"]["cutoff"])

    @property
    def size_(self) -> int:
        """Columns of the space."""
        return int(self._fitted().specs()["image"].size)

    def encode_texts(self, texts: Any) -> np.ndarray:
        """(N, D) float32, rows of length 1; zeros for a blank text."""
        from tuwen.tasks.inputs import items_of

        return self._vectors(items_of(texts), "text")

    def encode_pictures(self, pictures: Any) -> np.ndarray:
        """(N, D) float32, rows of length 1, of paths, bytes, arrays or a Collection's items.

        Zeros for a picture that was refused.
        """
        if hasattr(pictures, "picture_bytes"):
            return self.encode_items(list(pictures.items()), pictures)
        given: Illustrated = pictured(pictures)
        return self.encode_items(given.items, given.pictures)

    def encode_items(self, items: Sequence[Item], pictures: PictureSource) -> np.ndarray:
        """(N, D) float32 of the pictures of items held by `pictures`."""
        self._fitted().see(pictures)
        return self._vectors(items, "image")

    def match(self, texts: Any, pictures: Any) -> np.ndarray:
        """(N, M) cosines, -1 to 1, of every text with every picture."""
        return self.encode_texts(texts) @ self.encode_pictures(pictures).T

    def find_pictures(self, texts: Any, pictures: Any, k: int = 10) -> list[Hits]:
        """Per text its `k` nearest pictures as (row, cosine); empty: nothing here."""
        return self._hits(self.match(texts, pictures), k)

    def find_texts(self, pictures: Any, texts: Any, k: int = 10) -> list[Hits]:
        """Per picture its `k` nearest texts as (row, cosine); empty: nothing here."""
        return self._hits(self.match(texts, pictures).T, k)

    def score(self, X: Any, y: Any = None) -> float:  # noqa: N803
        """Mean recall@10 of both directions over pairs given as in `fit`."""
        given = illustrated(X, y)
        texts, pictures, right = paired_items(given.items, None, 0).sides()
        scores = self._vectors(texts, "text") @ self.encode_items(pictures, given.pictures).T
        return float(np.mean([each["10"] for each in judged(scores, right)["recall"].values()]))

    def _hits(self, scores: np.ndarray, k: int) -> list[Hits]:
        order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        return [
            [(int(i), float(row[i])) for i in best]
            if len(best) and row[best[0]] >= self.cutoff_
            else []
            for row, best in zip(scores, order, strict=True)
        ]

    def _vectors(self, items: Sequence[Item], branch: str) -> np.ndarray:
        pipeline = self._fitted()
        size = self.size_
        rows = [np.zeros((0, size), np.float32)]
        for start in range(0, len(items), 512):
            latent = pipeline.encode(items[start : start + 512], branch)[branch]
            rows.append(np.where(latent.rows[:, None], latent.values, 0))
        return np.concatenate(rows).astype(np.float32)
