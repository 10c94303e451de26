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
        return {"keywords": whole(self._phrases, items)}

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


def whole(phrases: TextPhrases, items: Iterable[Item]) -> list[dict[str, Any]]:
    """Keywords of a whole collection: in how many texts a candidate is among the best five.

    `score` is the sum over those texts of 1 / place; `n_items` how many there are. A keyword that
    another, better one holds or is held by is left out where both name about the same texts.
    """
    scores: dict[str, float] = {}
    n_items: dict[str, int] = {}
    for chunk in _chunks(items):
        for _, words, _ in phrases.best(chunk, PER_TEXT):
            for place, word in enumerate(words, 1):
                scores[word] = scores.get(word, 0.0) + 1 / place
                n_items[word] = n_items.get(word, 0) + 1
    kept: list[str] = []
    for word in sorted(scores, key=lambda word: (-scores[word], word)):
        if not any(
            (word in other or other in word)
            and n_items[word] < 2 * n_items[other]
            and n_items[other] < 2 * n_items[word]
            for other in kept
        ):
            kept.append(word)
        if len(kept) == WHOLE:
            break
    return [{"word": w, "score": round(scores[w], 3), "n_items": n_items[w]} for w in kept]


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    stream = iter(items)
    while chunk := list(islice(stream, READ)):
        yield chunk
