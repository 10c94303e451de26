"""Candidate keywords of a text: words and phrases of up to four, each with how well it names the text.

A candidate is a run of words between punctuation and stop words. Its score is a weighted sum of how
often and how early it stands in the text, in how few texts of the collection it stands, how long
it is, and whether a longer candidate says it all (compare Campos et al. 2020, YAKE!, and Frantzi
et al. 2000, C-value). The weights come from a logistic regression on the authors' keywords of
1,000 Chinese abstracts (the development part of CSL), rounded; lengths are counted in units, one a
Han character and two any other word, so that they hold for English too.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.errors import DamagedData, NotFitted
from tuwen.core.items import Item
from tuwen.core.latent import Latent, LatentSpec
from tuwen.core.parts import Encoder, State
from tuwen.text.phrases import Candidates, PhraseFinder
from tuwen.text.stopwords import stop_words

READ = 2_000  # texts looked at in one go
BETWEEN = " | "  # a cut that no phrase passes, between fields and lines
LONGEST = 20_000  # words of a text after which nothing can name it


@dataclass(frozen=True, kw_only=True)
class TextPhrasesConfig(Config):
    """Phrases of up to `max_words`; `width` columns of the latent (phrases are hashed into them)."""

    max_words: int = 4
    width: int = 1 << 18
    user_dictionary: tuple[str, ...] = ()


@final
class TextPhrases(Encoder):
    """items → scored phrases, hashed; `keywords` gives them in words."""

    name = "text_phrases/1"
    modality = "text"

    def __init__(self, config: TextPhrasesConfig = TextPhrasesConfig()) -> None:
        """Store the config."""
        self.config = config
        self._n = -1
        self._hashes = np.zeros(0, np.uint64)
        self._df = np.zeros(0, np.int32)

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """Sparse scores."""
        return LatentSpec(kind="sparse", size=self.config.width)

    def prepare(self, items: Iterable[Item]) -> None:
        """Count in how many texts each phrase stands; those of one text only are not kept."""
        self.prepare_candidates(self.candidates(chunk) for chunk in _chunks(items))

    def prepare_candidates(self, stream: Iterable[Candidates]) -> None:
        """Learn from candidates that were found already."""
        self._n = 0
        pending: list[np.ndarray] = []
        base = (np.zeros(0, np.uint64), np.zeros(0, np.int64))
        for found in stream:
            self._n += found.n_texts
            pending.append(found.hash)
            # Merged when as much is new as is there: every phrase is sorted a few times only.
            if sum(map(len, pending)) > max(len(base[0]), 2_000_000):
                base, pending = _merged(base, pending), []
        hashes, df = _merged(base, pending)
        self._hashes, self._df = hashes[df > 1], df[df > 1].astype(np.int32)

    def candidates(self, items: Sequence[Item]) -> Candidates:
        """Every candidate of every item."""
        return self._finder.find([_text(item) for item in items])

    def document_frequency(self, found: Candidates) -> np.ndarray:
        """(m,) in how many texts of the collection each candidate stands, at least 1."""
        self._check()
        if not len(self._hashes):
            return np.ones(len(found), np.int64)
        place = np.minimum(np.searchsorted(self._hashes, found.hash), len(self._hashes) - 1)
        known = self._hashes[place] == found.hash
        return np.where(known, self._df[place], 1).astype(np.int64)

    def scores(self, found: Candidates) -> np.ndarray:
        """(m,) float64: log-odds that a candidate names its text; higher is better, 0 is even."""
        rarity = np.log((self._n + 1) / np.minimum(self.document_frequency(found), self._n + 1))
        n, units = found.n, found.units
        return (
            0.5 * np.log(found.tf)
            + 0.3 * rarity
            + np.select([n == 1, n == 3, n >= 4], [0.7, -1.2, -3.3], 0.0)
            + np.select([units == 1, units == 2, units == 3], [-2.9, -1.2, -0.25], 0.0)
            - 0.5 * np.log1p(found.first)
            - 1.2 * np.log((1 + found.covered) / (1 + found.tf))
            - 1.7 * found.latin
        )

    def keywords(self, items: Sequence[Item], k: int = 5) -> list[list[tuple[str, float]]]:
        """Per item its `k` best candidates with their scores, best first; none for a blank text."""
        rows: list[list[tuple[str, float]]] = [[] for _ in items]
        for i, words, scores in self.best(self.candidates(items), k):
            rows[i] = [(word, float(score)) for word, score in zip(words, scores, strict=True)]
        return rows

    def best(self, found: Candidates, k: int) -> Iterator[tuple[int, list[str], np.ndarray]]:
        """Number, phrases and scores of each text that has any, best first."""
        scores = self.scores(found)
        order = np.lexsort((found.end, -scores, found.text))
        starts = np.searchsorted(found.text[order], np.arange(found.n_texts + 1)).tolist()
        for i, (start, stop) in enumerate(zip(starts, starts[1:], strict=False)):
            if start < stop:
                chosen = order[start : min(stop, start + k)]
                yield i, [found.phrase(c) for c in chosen.tolist()], scores[chosen]

    def encode(self, items: Sequence[Item]) -> Latent:
        """Sparse (N, width): the odds of each candidate in its column."""
        from scipy.sparse import csr_matrix

        found = self.candidates(items)
        odds = np.exp(np.minimum(self.scores(found), 30)).astype(np.float32)
        columns = (found.hash % np.uint64(self.config.width)).astype(np.int32)
        values = csr_matrix((odds, (found.text, columns)), shape=(len(items), self.config.width))
        present = np.array([bool(item.text().strip()) for item in items], bool)
        return Latent(values=values, spec=self.spec(), present=present)

    @cached_property
    def _finder(self) -> PhraseFinder:
        from tuwen.text.segment import Segmenter

        stop = stop_words("zh") | stop_words("en")
        return PhraseFinder(stop, self.config.max_words, Segmenter(self.config.user_dictionary))

    def _check(self) -> None:
        if self._n < 0:
            raise NotFitted("not_fitted", part=self.name)

    def state(self) -> State:
        """How many texts were counted, and the phrases that stand in two or more."""
        self._check()
        return State({"n": self._n}, {"hashes": self._hashes, "df": self._df})

    def restore(self, state: State) -> None:
        """Take back what `state` gave."""
        hashes, df, n = state.tensors["hashes"], state.tensors["df"], state.facts["n"]
        sound = hashes.dtype == np.uint64 and df.dtype == np.int32 and hashes.shape == df.shape
        if not sound or type(n) is not int or n < 0 or (hashes[1:] <= hashes[:-1]).any():
            raise DamagedData("damaged_part", part=self.name)
        self._n, self._hashes, self._df = n, hashes, df


def _text(item: Item) -> str:
    return item.text(BETWEEN).replace("\n", BETWEEN)


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    stream = iter(items)
    while chunk := list(islice(stream, READ)):
        yield chunk


def _merged(
    base: tuple[np.ndarray, np.ndarray], pending: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Sorted phrases and their counts, with those pending counted in."""
    hashes = np.concatenate([base[0], *pending])
    counts = np.concatenate([base[1], np.ones(len(hashes) - len(base[0]), np.int64)])
    order = np.argsort(hashes, kind="stable")
    hashes, counts = hashes[order], counts[order]
    if not len(hashes):
        return hashes, counts
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]]))
    return hashes[starts], np.add.reduceat(counts, starts)
