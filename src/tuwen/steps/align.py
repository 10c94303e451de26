"""align: texts and pictures in one space, in closed form, from the user's own pairs.

Two views side by side make the space. The first is ridge CCA between the two sides (`canonical`).
The second lets a text stand for the pictures it is known by: its own in the training pairs, else
those of the texts nearest to it, in a metric under which pictures of one text are near. A cosine in
the space is the weighted mean of both views.

Ridge, width and weights are chosen on a held-out tenth of the *groups* (pairs that share a text or a
picture are never on both sides), and, where texts come with several pictures, on held-out pictures of
known texts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.errors import DamagedData, Misfit, NotFitted, UsageError
from tuwen.core.latent import Latent, Latents, LatentSpec, expect
from tuwen.core.parts import Aligner, State, Step
from tuwen.steps.joint_views import JointViews, Principals, Settings, Trial, View
from tuwen.steps.pairs import PairTable, held_out, held_out_pictures, linked, pair_table

MOST_HELD = 800  # pairs held out to choose settings by
MIN_GROUPS = 20  # fewer pairs than this teach nothing that could be measured
_RIDGES = (0.1, 0.3, 1.0, 3.0)
_WIDTHS = (32, 64, 128, 256)
_WEIGHTS = (0.0, 0.3, 0.5, 0.7, 0.85, 1.0)
_SOFTNESS = (0.05, 0.1, 0.2)


@dataclass(frozen=True, kw_only=True)
class AlignConfig(Config):
    """`components` principal parts a side; 0 for `width` and `ridge` means chosen on held-out groups.

    `weight_known` and `weight_new` of the second view, for texts that are known and that are not;
    -1 means chosen. `metric_ridge` in mean variances. At most `sample` pairs, evenly spread, are
    learned from.
    """

    components: int = 384
    width: int = 0
    ridge: float = 0.0
    weight_known: float = -1.0
    weight_new: float = -1.0
    metric_ridge: float = 0.3
    sample: int = 20_000
    seed: int = 0


@final
class Align(Aligner):
    """text vectors (N, P), picture vectors (N, Q) → one space, float32 (N, width + parts)."""

    name = "align/1"
    config: AlignConfig

    def __init__(self, config: AlignConfig = AlignConfig()) -> None:
        """Store the config."""
        self.config = config
        self.learned_: JointViews | None = None
        self.choice_: dict[str, float] = {}

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """What one side gives."""
        return self.side(0).spec(*given)

    def fit(self, *latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Learn from the rows that have both sides; raises UsageError where they are too few."""
        if len(latents) != 2:
            raise Misfit("align_sides", part=self.name, n=len(latents))
        pairs = _pairs(latents[0], latents[1], self.config.sample)
        group = linked(pairs.text, pairs.picture)
        if len(np.unique(group)) < MIN_GROUPS:
            raise UsageError("align_few_pairs", n=len(np.unique(group)), least=MIN_GROUPS)
        whole = Principals(pairs, self.config.components)
        settings = self._chosen(whole, group)
        self.choice_ = {name: float(getattr(settings, name)) for name in Settings.__slots__}
        every = np.ones(len(group), bool)
        self.learned_ = View(whole, every, self.config.metric_ridge).learned(settings)

    def side(self, index: int) -> Step:
        """The texts' step (0) or the pictures' (1)."""
        return AlignSide(self, index)

    def state(self) -> State:
        """The arrays of both views, and the settings that were chosen."""
        if self.learned_ is None:
            raise NotFitted("not_fitted", part=self.name)
        return State(dict(self.choice_), self.learned_.tensors())

    def restore(self, state: State) -> None:
        """Take back what `state` gave."""
        try:
            settings = Settings(
                **{n: state.facts[n] for n in Settings.__slots__ if n != "width"},
                width=int(state.facts["width"]),
            )
            self.learned_ = JointViews.of(state.tensors, settings)
        except (KeyError, TypeError, ValueError) as error:
            raise DamagedData("part_state", part=self.name, why=str(error)) from error
        self.choice_ = {name: float(state.facts[name]) for name in Settings.__slots__}

    def _chosen(self, whole: Principals, group: np.ndarray) -> Settings:
        """The settings with the best recall@1 and @10 on what is held out here."""
        c, rng = self.config, np.random.default_rng(self.config.seed)
        new = held_out(group, rng, _share(len(group)))
        known = held_out_pictures(
            whole.pairs.text, whole.pairs.picture, ~new, rng, _share(len(group))
        )
        view = View(whole, ~new & ~known, c.metric_ridge)
        trial = Trial(view, new)
        ridge, width = max(
            ((r, w) for r in _either(c.ridge, _RIDGES) for w in _either(c.width, _WIDTHS)),
            key=lambda each: trial.recall(each[0], each[1], 0.1, 0.0),
        )
        softness, weight = max(
            ((s, w) for s in _SOFTNESS for w in _given(c.weight_new)),
            key=lambda each: trial.recall(ridge, width, each[0], each[1]),
        )
        settled = weight
        if known.any():
            trial = Trial(view, known)
            settled = max(
                _given(c.weight_known), key=lambda w: trial.recall(ridge, width, softness, w)
            )
        elif c.weight_known >= 0:
            settled = c.weight_known
        return Settings(ridge=ridge, width=width, softness=softness, known=settled, new=weight)


def _either(given: float, choices: Sequence[Any]) -> Sequence[Any]:
    return (given,) if given else choices


def _given(weight: float) -> Sequence[float]:
    return (weight,) if weight >= 0 else _WEIGHTS


def _share(n: int) -> float:
    return min(0.1, MOST_HELD / n)


def _pairs(texts: Latents, pictures: Latents, most: int) -> PairTable:
    """The rows that have both sides, `most` of them, evenly spread."""
    both = [a.rows & b.rows for a, b in zip(texts, pictures, strict=True)]
    there = np.flatnonzero(np.concatenate([np.zeros(0, bool), *both]))
    chosen = np.zeros(sum(map(len, both)), bool)
    chosen[there[np.linspace(0, len(there) - 1, min(len(there), most)).astype(int)]] = True

    def kept(stream: Latents) -> Iterator[np.ndarray]:
        start = 0
        for latent in stream:
            yield np.asarray(latent.values)[chosen[start : start + len(latent)]]
            start += len(latent)

    table = pair_table(kept(texts), kept(pictures)) if len(there) else None
    if table is None:
        raise UsageError("align_few_pairs", n=0, least=MIN_GROUPS)
    return table


@final
class AlignSide(Step):
    """One side of `align`."""

    name = "align/1"

    def __init__(self, whole: Align, index: int) -> None:
        """Side `index` of `whole`, sharing what it learned."""
        self.whole, self.index, self.config = whole, index, whole.config

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A vector; of the size found, once fitted."""
        expect(self.name, given, "vector")
        learned = self.whole.learned_
        return LatentSpec(kind="vector", size=0 if learned is None else learned.size)

    def fit(self, *latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Both sides learn together, in `align`."""

    def apply(self, *latents: Latent) -> Latent:
        """(N, size) float32, rows of length 1."""
        learned = self.whole.learned_
        if learned is None:
            raise NotFitted("not_fitted", part=self.name)
        (given,) = latents
        values = np.asarray(given.values, np.float32)
        values = learned.of_pictures(values) if self.index else learned.of_texts(values)
        return Latent(values=values, spec=self.spec(given.spec), present=given.present)

    def state(self) -> State:
        """The whole's."""
        return self.whole.state()

    def restore(self, state: State) -> None:
        """The whole's."""
        self.whole.restore(state)
