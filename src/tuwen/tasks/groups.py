"""What topics and clusters share: texts fall into groups, and words name each group."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, ClassVar

import numpy as np

from tuwen.core.errors import UsageError
from tuwen.core.items import Item
from tuwen.core.latent import Latent
from tuwen.core.parts import Part
from tuwen.core.pipeline import Pipeline
from tuwen.encoders.text_counts import TextCounts, TextCountsConfig
from tuwen.metrics.grouping import npmi_coherence
from tuwen.tasks.estimator import Estimator
from tuwen.tasks.inputs import Source
from tuwen.tasks.themes import nameable, theme_name, theme_words

READ = 2_048  # items answered at a time
FEW = 50  # texts below which every word counts, however rare or common


def count_config(
    n_texts: int,
    *,
    weighting: str = "binary",
    min_items: int = 2,
    max_share: float = 0.5,
    max_words: int = 0,
    user_dictionary: Sequence[str] = (),
) -> TextCountsConfig:
    """How words are counted to find groups among `n_texts`: no stop words, none in half the texts."""
    few = n_texts < FEW
    return TextCountsConfig(
        weighting="tfidf" if weighting == "tfidf" else "binary",
        norm="l2" if weighting == "tfidf" else "none",
        min_items=1 if few else min_items,
        max_share=1.0 if few else max_share,
        max_words=max_words,
        stop_words=("zh", "en"),
        user_dictionary=tuple(user_dictionary),
    )


class Grouping(Estimator):
    """Word counts, maybe steps, and a head that gives each text the number of its group."""

    end: ClassVar[str]  # the name of that head in the pipeline
    n_words: int = 10

    @abstractmethod
    def _head(self, seed: int) -> tuple[str, Sequence[Part]]:
        """How counts are weighed, and the parts after them: steps, then the head."""

    def _counting(self, items: Sequence[Item]) -> Mapping[str, Any]:
        """Settings of the counting that differ from `count_config`'s own."""
        return {}

    def _pipeline(self, seed: int, items: Sequence[Item]) -> Pipeline:
        weighting, (*steps, head) = self._head(seed)
        counts = count_config(len(items), weighting=weighting, **self._counting(items))
        return Pipeline({"text": [TextCounts(counts), *steps]}, ends={self.end: head})

    def _learned(self, items: Sequence[Item]) -> Mapping[str, Any]:
        from scipy.sparse import vstack

        counts = list(self._counts_of(items))
        labels = np.concatenate([self._labels(latent) for latent in counts])
        x_NV = vstack([latent.values for latent in counts], format="csr")
        names = self._counts.names()
        return describe(x_NV, labels, names, n_groups=self._n_groups, n_words=self.n_words)

    @property
    def _counts(self) -> TextCounts:
        return self._fitted().tree.branches["text"][0].part  # type: ignore[no-any-return]

    @property
    def _end(self) -> Any:
        return self._fitted().tree.ends[self.end].part

    @property
    @abstractmethod
    def _n_groups(self) -> int:
        """How many groups were found."""

    def _counts_of(self, items: Iterable[Item]) -> Iterator[Latent]:
        stream = iter(items)
        while chunk := list(islice(stream, READ)):
            yield self._counts.encode(chunk)

    def _reach(self, counts: Latent) -> Latent:
        """What the head is given for these counts."""
        for node in self._fitted().tree.branches["text"][1:]:
            counts = node.part.apply(counts)
        return counts

    def _labels(self, counts: Latent) -> np.ndarray:
        labels = np.asarray(self._end.answer(self._reach(counts)), np.int64)
        return np.where(np.diff(counts.values.indptr) > 0, labels, -1)

    def predict(self, X: Any) -> np.ndarray:  # noqa: N803
        """(N,) int64: the group of each text, -1 where it holds no known word."""
        self._fitted()
        labels = [self._labels(latent) for latent in self._counts_of(Source(X))]
        return np.concatenate([np.zeros(0, np.int64), *labels])

    def fit_predict(self, X: Any, y: Any = None) -> np.ndarray:  # noqa: N803
        """`fit`, then `predict` of the same texts."""
        return self.fit(X).predict(X)

    def fit_transform(self, X: Any, y: Any = None) -> np.ndarray:  # noqa: N803
        """`fit`, then `transform` of the same texts."""
        return self.fit(X).transform(X)

    @abstractmethod
    def transform(self, X: Any) -> np.ndarray:  # noqa: N803
        """One number a text and group."""

    def _groups(self) -> Sequence[Mapping[str, Any]]:
        """What `describe` told of each group."""
        groups: Sequence[Mapping[str, Any]] = getattr(self, f"{self.end}s_")
        return groups

    def score(self, X: Any, y: Any = None) -> float:  # noqa: N803
        """Mean NPMI of the groups' words, counted on X: how well they belong together there."""
        from scipy.sparse import vstack

        counts = vstack([latent.values for latent in self._counts_of(Source(X))], format="csr")
        place = {name: i for i, name in enumerate(self._counts.names())}
        columns = [[place[w["word"]] for w in group["words"]] for group in self._groups()]
        return mean_coherence(npmi_coherence(columns, counts))

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """One name a column of `transform`."""
        self._fitted()
        return np.array([f"{self.end}{i}" for i in range(self._n_groups)], object)


def at_least_one(name: str, value: int) -> int:
    """`value`, or UsageError."""
    if value < 1:
        raise UsageError("at_least_one", name=name, value=value)
    return value


def describe(
    x_NV: Any,  # noqa: N803
    labels: np.ndarray,
    names: Sequence[str],
    *,
    n_groups: int,
    n_words: int = 10,
) -> dict[str, Any]:
    """{"groups": [{name, words: [{word, weight}], n_items, share}], "npmi"} of labelled texts."""
    themes = theme_words(x_NV, labels, n_groups, n_words, nameable(names))
    sizes = np.bincount(labels[labels >= 0], minlength=n_groups)
    groups = [
        {
            "name": theme_name([names[column] for column, _ in theme]),
            "words": [{"word": names[c], "weight": round(weight, 5)} for c, weight in theme],
            "n_items": int(size),
            "share": round(int(size) / max(len(labels), 1), 5),
        }
        for theme, size in zip(themes, sizes, strict=True)
    ]
    columns = [[column for column, _ in theme] for theme in themes]
    return {"groups": groups, "npmi": round(mean_coherence(npmi_coherence(columns, x_NV)), 4)}


def mean_coherence(coherence: np.ndarray) -> float:
    """The mean over groups that have two words or more; 0 where none has."""
    known = coherence[~np.isnan(coherence)]
    return float(known.mean()) if len(known) else 0.0
