"""What every task shares: scikit-learn's manners, and a model folder to be saved in.

The constructor only stores; `fit` returns self; what was learned ends in "_".
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator

from tuwen.core import pipeline as pipelines
from tuwen.core.errors import DamagedData, NotFitted, UsageError
from tuwen.core.items import Item
from tuwen.core.pipeline import Pipeline
from tuwen.core.plan import Plan
from tuwen.tasks.inputs import Source


class Estimator(BaseEstimator, ABC):
    """A task over texts. Subclasses are final; they name their pipeline and what it answers."""

    task: ClassVar[str]
    random_state: Any = 0
    pipeline_: Pipeline

    @abstractmethod
    def _pipeline(self, seed: int, items: Sequence[Item]) -> Pipeline:
        """The unfitted pipeline for these settings and these items."""

    @abstractmethod
    def _learned(self, items: Sequence[Item]) -> Mapping[str, Any]:
        """What is told beside the tensors, as JSON, after the pipeline has learned from `items`."""

    @abstractmethod
    def _restore(self, learned: Mapping[str, Any]) -> None:
        """Set the attributes ending in "_" from what `_learned` gave."""

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: N803 (scikit-learn's name)
        """Learn from texts (any input kind); `y` is not used. Raises UsageError without any text."""
        from tuwen.fit.fit import fit

        items = self._sampled(Source(X))
        seed = self._seed()
        built = fit(self._pipeline(seed, items), items, Plan(seed=seed))
        learned = self._learned_from(built, items)
        built.made = {
            **built.made,
            "task": {"name": self.task, "settings": self._settings(), "learned": learned},
        }
        return self

    def _learned_from(self, built: Pipeline, items: Sequence[Item]) -> Mapping[str, Any]:
        self.pipeline_ = built
        learned = self._learned(items)
        self._restore(learned)
        return learned

    def _sampled(self, source: Source) -> list[Item]:
        """The items to learn from: all, or `sample` of them, chosen by digest whatever their order.

        Raises UsageError where no item holds a text.
        """
        n = getattr(self, "sample", None)
        items = [
            item for item in source if item.fields and any(map(str.strip, item.fields.values()))
        ]
        if not items:
            raise UsageError("nothing_to_learn")
        if n is None or len(items) <= n:
            return items
        # Digests are as good as random, and a seed turns them.
        keyed = sorted(items, key=lambda item: item.digest)
        chosen = np.random.default_rng(self._seed()).choice(len(keyed), n, replace=False)
        return [keyed[i] for i in np.sort(chosen)]

    def _seed(self) -> int:
        """The seed behind `random_state`: itself, or drawn where it is None or a RandomState."""
        given = self.random_state
        if isinstance(given, (int, np.integer)):
            return int(given)
        if given is None:
            return int(np.random.default_rng().integers(2**31))
        return int(given.randint(2**31) if hasattr(given, "randint") else given.integers(2**31))

    def _settings(self) -> dict[str, Any]:
        plain = (int, float, str, bool, type(None))
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in self.get_params(deep=False).items()
            if isinstance(value, (*plain, tuple))
        }

    def _fitted(self) -> Pipeline:
        """The fitted pipeline; raises NotFitted."""
        if not hasattr(self, "pipeline_"):
            raise NotFitted("not_fitted", part=type(self).__name__)
        return self.pipeline_

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "pipeline_")

    def save(self, folder: Path | str) -> str:
        """Write the model folder, all or nothing; returns the model digest. Raises NotFitted."""
        return self._fitted().save(folder)

    @classmethod
    def load(cls, folder: Path | str) -> Self:
        """The estimator saved in `folder`; raises NotFound, DamagedData, or UsageError for another task."""
        pipeline = pipelines.load(folder)
        told = pipeline.made.get("task", {})
        if told.get("name") != cls.task:
            raise UsageError("model_of_other_task", path=str(folder), task=str(told.get("name")))
        names = set(cls._get_param_names())
        if not names.issuperset(told["settings"]):
            raise DamagedData("damaged_model", path=str(folder), why="unknown settings")
        # JSON has no tuples; settings that are sequences are given as tuples.
        settings = {k: tuple(v) if isinstance(v, list) else v for k, v in told["settings"].items()}
        estimator = cls(**settings)
        estimator.pipeline_ = pipeline
        estimator._restore(told["learned"])
        return estimator
