"""text_counts: which words a text holds, and how often (bag of words, TF-IDF, hashed n-grams).

The vectors are sparse, one column a word, and know nothing of synonyms. With "tfidf" a count is
multiplied by the *inverse* document frequency ln((1 + n) / (1 + df)) + 1: the rarer the word, the
larger its weight (Spärck Jones 1972, smoothed as in scikit-learn). Hashed features need no
vocabulary: column = hash modulo `n_hashes` (Weinberger et al. 2009), optionally with a hashed sign.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.errors import BadConfig, DamagedData, Misfit, NotFitted
from tuwen.core.items import Item
from tuwen.core.latent import Latent, LatentSpec
from tuwen.core.parts import Encoder, State
from tuwen.encoders.columns import Columns, HashedColumns
from tuwen.encoders.word_columns import Rules, WordColumns
from tuwen.text.fold import fold, joined
from tuwen.text.segment import Segmenter
from tuwen.text.stopwords import stop_words
from tuwen.text.tokens import TokenBatch
from tuwen.text.vocabulary import Vocabulary

_READ = 2048  # items segmented at a time


@dataclass(frozen=True, kw_only=True)
class TextCountsConfig(Config):
    """What is counted and how it is weighed.

    `features`: "words" with a vocabulary (n-grams of 1 and 2), or "hashed_words",
    "hashed_characters" (n-grams of any sizes) without. A word stays when at least `min_items` items
    and at most the share `max_share` of them hold it; of those the `max_words` most frequent
    (0: all). `sublinear` takes 1 + ln(count). `stop_words`: languages whose stop words are left out.
    `fields` to read (empty: all).
    """

    features: Literal["words", "hashed_words", "hashed_characters"] = "words"
    ngrams: tuple[int, ...] = (1,)
    weighting: Literal["counts", "binary", "tfidf"] = "tfidf"
    sublinear: bool = False
    norm: Literal["l2", "l1", "none"] = "l2"
    min_items: int = 1
    max_share: float = 1.0
    max_words: int = 0
    n_hashes: int = 1 << 18
    signed: bool = False
    stop_words: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    user_dictionary: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        limit = 2 if self.features == "words" else 8
        if not self.ngrams or min(self.ngrams) < 1 or max(self.ngrams) > limit:
            raise BadConfig("ngrams", given=str(list(self.ngrams)), limit=limit)
        if not 0 < self.max_share <= 1 or min(self.min_items, self.n_hashes) < 1:
            raise BadConfig("count_limits", share=self.max_share, items=self.min_items)


@final
class TextCounts(Encoder):
    """texts → sparse counts or weights, CSR float32 (N, columns)."""

    name = "text_counts/1"
    modality = "text"
    config: TextCountsConfig

    def __init__(self, config: TextCountsConfig = TextCountsConfig()) -> None:
        """Store the config."""
        self.config = config
        self._segmenter = Segmenter(config.user_dictionary)
        self._columns: Columns | None = None

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A sparse latent; raises Misfit if a latent is given to it."""
        if given:
            raise Misfit("misfit_inputs", part=self.name, n=len(given), step="fuse")
        return LatentSpec(kind="sparse", size=0 if self._columns is None else len(self._columns))

    def prepare(self, items: Iterable[Item]) -> None:
        """Learn columns and document frequencies in one pass."""
        if self.config.features == "hashed_characters":
            columns = self._hashed()
            columns.learn(columns.counts_of_windows(*each) for each in self._characters(items))
            self._columns = columns
            return
        vocabulary = Vocabulary()
        batches = (self._segmenter.batch(texts, vocabulary) for texts in self._texts(items))
        self.prepare_tokens(batches, vocabulary)

    def prepare_tokens(self, batches: Iterable[TokenBatch], vocabulary: Vocabulary) -> None:
        """Learn from segmented texts whose ids are `vocabulary`'s; one pass.

        The vocabulary may grow while the batches are read. Raises BadConfig where characters are
        counted.
        """
        if self.config.features == "words":
            words = WordColumns(self._rules)
            words.learn(batches, vocabulary)
            self._columns = words
            return
        columns = self._hashed()
        columns.learn(columns.counts(batch, vocabulary) for batch in batches)
        self._columns = columns

    def encode(self, items: Sequence[Item]) -> Latent:
        """The latent of a batch; an item without text is not present."""
        columns = self._fitted
        texts = [self._text(item) for item in items]
        present = np.array([bool(text.strip()) for text in texts], bool)
        if self.config.features == "hashed_characters":
            assert isinstance(columns, HashedColumns)
            counts = columns.counts_of_windows(fold(joined(texts)), len(texts))
            return self._latent(counts, present)
        if isinstance(columns, WordColumns):
            words, grow = columns.vocabulary, False
        else:
            words, grow = Vocabulary(), True
        return self.encode_tokens(self._segmenter.batch(texts, words, grow), words, present)

    def encode_tokens(
        self, batch: TokenBatch, vocabulary: Vocabulary, present: np.ndarray | None = None
    ) -> Latent:
        """The latent of segmented texts whose ids are `vocabulary`'s.

        `present` (N,) defaults to the texts with at least one word. Raises BadConfig where
        characters are counted.
        """
        if self.config.features == "hashed_characters":
            raise BadConfig("characters_of_tokens", part=self.name)
        present = batch.lengths > 0 if present is None else present
        return self._latent(self._fitted.counts(batch, vocabulary), present)

    def names(self) -> list[str]:
        """The word or word pair of each column; raises BadConfig for hashed features."""
        if not isinstance(self._fitted, WordColumns):
            raise BadConfig("hashed_names", part=self.name)
        return self._fitted.names()

    @property
    def idf(self) -> np.ndarray:
        """The inverse document frequency of each column, float32, at least 1."""
        columns = self._fitted
        return (np.log((1 + columns.n_items) / (1 + columns.frequencies)) + 1).astype(np.float32)

    def state(self) -> State:
        """Words, pairs and document frequencies."""
        return self._fitted.state()

    def restore(self, state: State) -> None:
        """Take back what `state` gave."""
        words = self.config.features == "words"
        columns: Columns = WordColumns(self._rules) if words else self._hashed()
        try:
            columns.restore(state)
        except (KeyError, ValueError, TypeError) as error:
            raise DamagedData("part_state", part=self.name, why=str(error)) from error
        self._columns = columns

    @property
    def _fitted(self) -> Columns:
        if self._columns is None:
            raise NotFitted("not_fitted", part=self.name)
        return self._columns

    @property
    def _rules(self) -> Rules:
        c = self.config
        return Rules(c.ngrams, c.min_items, c.max_share, c.max_words, self._stop)

    @property
    def _stop(self) -> frozenset[str]:
        return frozenset().union(*(stop_words(lang) for lang in self.config.stop_words))

    def _hashed(self) -> HashedColumns:
        c = self.config
        return HashedColumns(c.n_hashes, c.signed, c.ngrams, self._stop)

    def _text(self, item: Item) -> str:
        if not self.config.fields:
            return item.text()
        return "\n".join(item.fields.get(name, "") for name in self.config.fields)

    def _texts(self, items: Iterable[Item]) -> Iterator[list[str]]:
        stream = iter(items)
        while chunk := [self._text(item) for item in islice(stream, _READ)]:
            yield chunk

    def _characters(self, items: Iterable[Item]) -> Iterator[tuple[str, int]]:
        for texts in self._texts(items):
            yield fold(joined(texts)), len(texts)

    def _latent(self, counts: Any, present: np.ndarray) -> Latent:
        values = self._weighed(counts)
        spec = LatentSpec(kind="sparse", size=values.shape[1])
        return Latent(values=values, spec=spec, present=None if present.all() else present)

    def _weighed(self, counts: Any) -> Any:
        c, data = self.config, counts.data
        if c.weighting == "binary":
            data = np.sign(data)
        if c.sublinear:
            data = np.sign(data) * (1 + np.log(np.abs(data)))
        if c.weighting == "tfidf":
            data = data * self.idf[counts.indices]
        if c.norm != "none":
            power = data * data if c.norm == "l2" else np.abs(data)
            sums = np.add.reduceat(np.append(power, 0), counts.indptr[:-1].clip(max=len(power)))
            sums = np.where(np.diff(counts.indptr) == 0, 1, sums)
            norms = np.sqrt(sums) if c.norm == "l2" else sums
            data = data / np.repeat(norms, np.diff(counts.indptr))
        counts.data = data.astype(np.float32)
        return counts
