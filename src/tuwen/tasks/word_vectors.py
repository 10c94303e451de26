"""WordVectors: a vector for each word of the user's own texts; near words, analogies.

vectors = WordVectors().fit(texts)
vectors.nearest("酒店")                    # [('宾馆', 0.83), …]
vectors.analogy("北京", "中国", "东京")
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Literal, final

import numpy as np

from tuwen.core.errors import UsageError
from tuwen.core.items import Item
from tuwen.core.pipeline import Pipeline
from tuwen.core.suggest import closest
from tuwen.encoders.text_vectors import TextVectors, TextVectorsConfig
from tuwen.steps.pool import Pool
from tuwen.tasks.estimator import Estimator
from tuwen.tasks.inputs import Source

MODELS = ("ppmi", "cbow", "skipgram")
READ = 1_024


@final
class WordVectors(Estimator):
    """`model`: "ppmi" (counting, in the core), "cbow" or "skipgram" (extra `learn`).

    After `fit`: `words_` (most frequent first), `vectors_` (V, size) float32. `transform` gives a
    vector a text, the mean of its words'.
    """

    task = "word_vectors"

    def __init__(
        self,
        model: Literal["ppmi", "cbow", "skipgram"] = "ppmi",
        *,
        size: int = 100,
        window: int = 5,
        min_count: int = 5,
        epochs: int = 5,
        sample: int | None = None,
        user_dictionary: tuple[str, ...] = (),
        random_state: Any = 0,
    ) -> None:
        """Only stores."""
        self.model = model
        self.size = size
        self.window = window
        self.min_count = min_count
        self.epochs = epochs
        self.sample = sample
        self.user_dictionary = user_dictionary
        self.random_state = random_state

    def _pipeline(self, seed: int, items: Sequence[Item]) -> Pipeline:
        if self.model not in MODELS:
            near = closest(self.model, MODELS)
            raise UsageError("unknown_name", role="model", name=self.model, near=near)
        config = TextVectorsConfig(
            model=self.model,
            size=self.size,
            window=self.window,
            min_count=self.min_count,
            epochs=self.epochs,
            seed=seed,
            user_dictionary=tuple(self.user_dictionary),
        )
        return Pipeline({"text": [TextVectors(config), Pool()]})

    def _learned(self, items: Sequence[Item]) -> Mapping[str, Any]:
        return {}

    def _restore(self, learned: Mapping[str, Any]) -> None:
        self.words_ = self._vectors.words
        self.vectors_ = self._vectors.vectors

    @property
    def _vectors(self) -> TextVectors:
        return self._fitted().tree.branches["text"][0].part  # type: ignore[no-any-return]

    def nearest(self, word: str, k: int = 10) -> list[tuple[str, float]]:
        """The `k` words nearest to `word` by cosine; raises NotFound for a word without a vector."""
        return self._vectors.nearest(word, k)

    def analogy(self, a: str, b: str, c: str, k: int = 10) -> list[tuple[str, float]]:
        """What is to `c` as `b` is to `a`; raises NotFound."""
        return self._vectors.analogy(a, b, c, k)

    def similarity(self, a: str, b: str) -> float:
        """Cosine of two words' vectors, −1 to 1; raises NotFound."""
        return self._vectors.similarity(a, b)

    def transform(self, X: Any) -> np.ndarray:  # noqa: N803
        """(N, size) float32: the mean of each text's word vectors; zeros where none is known."""
        fitted = self._fitted()
        rows = []
        for chunk in _chunks(Source(X)):
            latent = fitted.encode(chunk)["text"]
            rows.append(np.where(latent.rows[:, None], latent.values, 0))
        return np.concatenate([np.zeros((0, self.size)), *rows]).astype(np.float32)

    def fit_transform(self, X: Any, y: Any = None) -> np.ndarray:  # noqa: N803
        """`fit`, then `transform` of the same texts."""
        return self.fit(X).transform(X)


def _chunks(source: Source) -> Iterator[list[Item]]:
    stream = iter(source)
    while chunk := list(islice(stream, READ)):
        yield chunk
