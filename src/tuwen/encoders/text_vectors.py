"""text_vectors: a vector for each word, learned from the user's own texts.

Three ways. "ppmi" counts which words stand near each other, keeps the positive pointwise mutual
information, and factorises it (Levy, Goldberg and Dagan 2015): deterministic, no extra needed.
"cbow": the *mean* of the vectors around a place predicts the word in the middle. "skipgram": the word in
the middle predicts *each* word around it, and nothing is averaged (both Mikolov et al. 2013; negative
sampling; gensim, extra `learn`). Texts are segmented before anything is learned.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.errors import DamagedData, Misfit, MissingExtra, NotFitted, NotFound, UsageError
from tuwen.core.items import Item
from tuwen.core.latent import Latent, LatentSpec
from tuwen.core.parts import Encoder, State
from tuwen.encoders.cooccurrence import Cooccurrence, factorise
from tuwen.text.segment import Segmenter
from tuwen.text.tokens import TokenBatch
from tuwen.text.vocabulary import Vocabulary

_READ = 2048  # items segmented at a time


@dataclass(frozen=True, kw_only=True)
class TextVectorsConfig(Config):
    """`size` numbers a word; `window` words to each side count as near, nearer ones more.

    Words seen fewer than `min_count` times, or beyond the `max_words` most frequent, have no vector.
    `epochs` passes are made by cbow and skipgram. `fields` to read (empty: all).
    """

    model: Literal["ppmi", "cbow", "skipgram"] = "ppmi"
    size: int = 100
    window: int = 5
    min_count: int = 5
    max_words: int = 20_000
    epochs: int = 5
    seed: int = 0
    fields: tuple[str, ...] = ()
    user_dictionary: tuple[str, ...] = ()


@final
class TextVectors(Encoder):
    """texts → sequence (N, T, size) float32 of the vectors of their known words, in reading order."""

    name = "text_vectors/1"
    modality = "text"

    def __init__(self, config: TextVectorsConfig = TextVectorsConfig()) -> None:
        """Store the config."""
        self.config = config
        self._segmenter = Segmenter(config.user_dictionary)

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A sequence; raises Misfit if a latent is given to it."""
        if given:
            raise Misfit("misfit_inputs", part=self.name, n=len(given), step="fuse")
        return LatentSpec(kind="sequence", size=self.config.size)

    def prepare(self, items: Iterable[Item]) -> None:
        """Segment, count, learn."""
        vocabulary = Vocabulary()
        texts, batches = map(self._text, items), []
        while chunk := list(islice(texts, _READ)):
            batches.append(self._segmenter.batch(chunk, vocabulary))
        self.prepare_tokens(batches, vocabulary)

    def prepare_tokens(self, batches: Iterable[TokenBatch], vocabulary: Vocabulary) -> None:
        """Learn from segmented texts (re-iterable) whose ids are `vocabulary`'s.

        Raises UsageError where fewer than two words are frequent enough, MissingExtra for cbow and
        skipgram without gensim.
        """
        counts = _word_counts(batches, len(vocabulary))
        order = np.argsort(-counts, kind="stable")[: self.config.max_words]
        kept = order[counts[order] >= self.config.min_count]
        if len(kept) < 2:
            raise UsageError("too_few_words", n=len(kept), min_count=self.config.min_count)
        table = np.full(len(vocabulary), -1, np.int32)
        table[kept] = np.arange(len(kept))
        known = _Renumbered(batches, table)
        learn = self._factorised if self.config.model == "ppmi" else self._predicted
        vectors = learn(known, len(kept))
        self._settle([vocabulary[i] for i in kept.tolist()], counts[kept], vectors)

    def _factorised(self, batches: Iterable[TokenBatch], n_words: int) -> np.ndarray:
        near = Cooccurrence(n_words, self.config.window)
        for batch in batches:
            near.observe(batch)
        return factorise(near.matrix(), self.config.size, self.config.seed)

    def _predicted(self, batches: Iterable[TokenBatch], n_words: int) -> np.ndarray:
        try:
            from gensim.models import Word2Vec
        except ImportError as error:
            raise MissingExtra("missing_extra", package="gensim", extra="learn") from error
        model = Word2Vec(
            sentences=_Sentences(batches),
            vector_size=self.config.size,
            window=self.config.window,
            min_count=1,
            sg=int(self.config.model == "skipgram"),
            epochs=self.config.epochs,
            seed=self.config.seed + 1,
            workers=1,  # with more, the result depends on who comes first
        )
        vectors = np.zeros((n_words, self.config.size), np.float32)
        at = [int(word) for word in model.wv.index_to_key]
        vectors[at] = model.wv.vectors
        return vectors

    def _settle(self, words: list[str], counts: np.ndarray, vectors: np.ndarray) -> None:
        self.words, self.counts = words, np.asarray(counts, np.int64)
        self.vectors = np.ascontiguousarray(vectors, np.float32)
        lengths = np.linalg.norm(self.vectors, axis=1, keepdims=True)
        self._units = self.vectors / np.maximum(lengths, 1e-12)
        self._vocabulary = Vocabulary(words)

    def encode(self, items: Sequence[Item]) -> Latent:
        """Vectors and mask; an item without a known word is not present."""
        self._fitted()
        texts = [self._text(item) for item in items]
        batch = self._segmenter.batch(texts, self._vocabulary, grow=False).known()
        longest = int(max(batch.lengths, default=0))
        mask_NT = np.arange(max(longest, 1)) < batch.lengths[:, None]
        values = np.zeros((*mask_NT.shape, self.config.size), np.float32)
        values[mask_NT] = self.vectors[batch.ids]
        spec = self.spec()
        return Latent(values=values, spec=spec, mask=mask_NT, present=batch.lengths > 0)

    def nearest(self, word: str, k: int = 10) -> list[tuple[str, float]]:
        """The k words whose vectors have the largest cosine with `word`'s; raises NotFound."""
        number = self._number(word)
        return self._best(self._units[number], k, {word.lower()})

    def analogy(self, a: str, b: str, c: str, k: int = 10) -> list[tuple[str, float]]:
        """What is to `c` as `b` is to `a`: largest cosine with b − a + c (Mikolov et al. 2013)."""
        at = [self._number(word) for word in (a, b, c)]
        wanted = self._units[at[1]] - self._units[at[0]] + self._units[at[2]]
        wanted = wanted / max(float(np.linalg.norm(wanted)), 1e-12)
        return self._best(wanted, k, {a.lower(), b.lower(), c.lower()})

    def similarity(self, a: str, b: str) -> float:
        """Cosine of two words' vectors, −1 to 1; raises NotFound."""
        left, right = self._number(a), self._number(b)
        return float(self._units[left] @ self._units[right])

    def _best(self, wanted: np.ndarray, k: int, but: set[str]) -> list[tuple[str, float]]:
        cosines = self._units @ wanted
        order = np.argsort(-cosines, kind="stable")[: k + len(but)]
        found = [(self.words[i], float(cosines[i])) for i in order if self.words[i] not in but]
        return found[:k]

    def _number(self, word: str) -> int:
        self._fitted()
        number = self._vocabulary.number(word)
        if number < 0:
            raise NotFound("word_without_vector", word=word, min_count=self.config.min_count)
        return number

    def _text(self, item: Item) -> str:
        names = self.config.fields or tuple(item.fields)
        return "\n".join(item.fields[name] for name in names if name in item.fields)

    def _fitted(self) -> None:
        if not hasattr(self, "vectors"):
            raise NotFitted("not_fitted", part=self.name)

    def state(self) -> State:
        """Words; counts (V,), vectors (V, size)."""
        self._fitted()
        return State({"words": self.words}, {"counts": self.counts, "vectors": self.vectors})

    def restore(self, state: State) -> None:
        """Take back words, counts and vectors."""
        words, tensors = list(state.facts["words"]), state.tensors
        if tensors["vectors"].shape != (len(words), self.config.size):
            raise DamagedData("part_state", part=self.name, why="vectors do not fit the words")
        self._settle(words, tensors["counts"], tensors["vectors"])


class _Renumbered:
    """The known words of every batch under their new numbers, as often as asked."""

    def __init__(self, batches: Iterable[TokenBatch], table: np.ndarray) -> None:
        self._batches, self._table = batches, table

    def __iter__(self) -> Iterator[TokenBatch]:
        return (batch.renumbered(self._table).known() for batch in self._batches)


class _Sentences:
    """Texts as lists of number words, as gensim wants them: never a raw string, which it would
    take for a list of letters."""

    def __init__(self, batches: Iterable[TokenBatch]) -> None:
        self._batches = batches

    def __iter__(self) -> Iterator[list[str]]:
        for batch in self._batches:
            numbers = [str(number) for number in batch.ids.tolist()]
            ends = batch.offsets.tolist()
            for start, end in zip(ends, ends[1:], strict=False):
                yield numbers[start:end]


def _word_counts(batches: Iterable[TokenBatch], n_words: int) -> np.ndarray:
    counts = np.zeros(n_words, np.int64)
    for batch in batches:
        ids = batch.ids[batch.ids >= 0]
        counts += np.bincount(ids, minlength=n_words)[:n_words]
    return counts
