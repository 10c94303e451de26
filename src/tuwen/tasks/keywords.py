"""Keywords: the words and phrases that name a text, or a whole collection.

keywords = Keywords().fit(texts)
keywords.predict(texts[:1])     # [['补肾活血汤', '高血压', …]]
keywords.keywords_[0]           # {'word': …, 'score': …, 'n_items': …}
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, final

from tuwen.core.items import Item
from tuwen.core.pipeline import Pipeline
from tuwen.encoders.text_phrases import TextPhrases, TextPhrasesConfig
from tuwen.tasks.estimator import Estimator
from tuwen.tasks.groups import at_least_one
from tuwen.tasks.inputs import Source

READ = 2_000  # texts at a time
WHOLE = 200  # keywords of the whole collection that are kept
PER_TEXT = 5  # best candidates of each text that count for the whole


@final
class Keywords(Estimator):
    """Candidates scored by rarity, frequency, place, length and nesting (`encoders/text_phrases.py`).

    `k` keywords a text, of up to `max_words` words. After `fit`: `keywords_`, those of the whole
    collection: [{word, score, n_items}], most telling first.
    """

    task = "keywords"

    def __init__(
        self,
        k: int = 5,
        *,
        max_words: int = 4,
        sample: int | None = 50_000,
        user_dictionary: tuple[str, ...] = (),
        random_state: Any = 0,
    ) -> None:
        """Only stores."""
        self.k = k
        self.max_words = max_words
        self.sample = sample
        self.user_dictionary = user_dictionary
        self.random_state = random_state

    def _pipeline(self, seed: int, items: Sequence[Item]) -> Pipeline:
        config = TextPhrasesConfig(
            max_words=at_least_one("max_words", self.max_words),
            user_dictionary=tuple(self.user_dictionary),
        )
        return Pipeline({"text": [TextPhrases(config)]})

    def _learned(self, items: Sequence[Item]) -> Mapping[str, Any]:
        tally = Tally()
        for chunk in _chunks(items):
            for _, words, _ in self._phrases.best(self._phrases.candidates(chunk), PER_TEXT):
                tally.add(words)
        return {"keywords": tally.best()}

    def _restore(self, learned: Mapping[str, Any]) -> None:
        self.keywords_ = list(learned["keywords"])

    @property
    def _phrases(self) -> TextPhrases:
        return self._fitted().tree.branches["text"][0].part  # type: ignore[no-any-return]

    def predict(self, X: Any) -> list[list[str]]:  # noqa: N803
        """Per text its keywords, best first; none for a blank text."""
        return [[word for word, _ in row] for row in self.transform(X)]

    def transform(self, X: Any) -> list[list[tuple[str, float]]]:  # noqa: N803
        """Per text its keywords with their scores (log-odds, rounded to 4 places), best first."""
        k = at_least_one("k", self.k)
        found: list[list[tuple[str, float]]] = []
        for chunk in _chunks(Source(X)):
            for row in self._phrases.keywords(chunk, k):
                found.append([(word, round(score, 4)) for word, score in row])
        return found

    def fit_predict(self, X: Any, y: Any = None) -> list[list[str]]:  # noqa: N803
        """`fit`, then `predict` of the same texts."""
        return self.fit(X).predict(X)

    def score(self, X: Any, y: Any = None) -> float:  # noqa: N803
        """F1 of the keywords against `y`, one list of right keywords a text (micro average)."""
        hits = found = wanted = 0
        for given, right in zip(self.predict(X), y, strict=True):
            hits += len(set(given) & set(right))
            found, wanted = found + len(given), wanted + len(set(right))
        return 2 * hits / max(found + wanted, 1)


class Tally:
    """Keywords of a whole collection, gathered text by text."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._scores: dict[str, float] = {}
        self._n_items: dict[str, int] = {}

    def add(self, words: Sequence[str]) -> None:
        """The best candidates of one text, best first."""
        for place, word in enumerate(words, 1):
            self._scores[word] = self._scores.get(word, 0.0) + 1 / place
            self._n_items[word] = self._n_items.get(word, 0) + 1

    def best(self, most: int = WHOLE) -> list[dict[str, Any]]:
        """[{word, score, n_items}]: `score` sums 1 / place over the texts, `n_items` counts them.

        A keyword that holds a better one, or is held by it, is left out where both are about as
        frequent: they say the same.
        """
        n = self._n_items
        kept: list[str] = []
        for word in sorted(self._scores, key=lambda word: (-self._scores[word], word)):
            if not any(
                (word in other or other in word)
                and n[word] < 2 * n[other]
                and n[other] < 2 * n[word]
                for other in kept
            ):
                kept.append(word)
            if len(kept) == most:
                break
        return [
            {"word": word, "score": round(self._scores[word], 3), "n_items": n[word]}
            for word in kept
        ]


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    stream = iter(items)
    while chunk := list(islice(stream, READ)):
        yield chunk
