"""Columns of `text_counts` that are words, and pairs of neighbouring words."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, final

import numpy as np

from tuwen.core.parts import State
from tuwen.encoders.columns import Columns
from tuwen.text.tokens import UNKNOWN, TokenBatch, to_counts
from tuwen.text.vocabulary import Vocabulary

_HALF, _LOW = np.uint64(32), np.uint64((1 << 32) - 1)
_MERGE = 4_000_000  # pairs held before they are merged, and
_PAIRS = 30_000_000  # pairs held at most: beyond, those met once so far are forgotten


class Rules(NamedTuple):
    """Which words become columns; see TextCountsConfig."""

    ngrams: tuple[int, ...]
    min_items: int
    max_share: float
    max_words: int
    stop: frozenset[str]


@final
class WordColumns(Columns):
    """One column a word, in the order of the words, then one a pair of neighbours."""

    def __init__(self, rules: Rules) -> None:
        """Nothing learned yet."""
        self._rules = rules
        self._settle(Vocabulary(), np.zeros(0, bool), np.zeros(0, np.uint64), np.zeros(0, int))
        self._seen: tuple[Vocabulary | None, int] = (None, 0)
        self._table = np.zeros(0, np.int32)

    def learn(self, batches: Iterable[TokenBatch], vocabulary: Vocabulary) -> None:
        """Count in how many texts each word and pair stands, and choose; one pass."""
        words, pairs, n_items = np.zeros(0, np.int64), _PairTally(), 0
        for batch in batches:
            n_items += len(batch)
            found = np.bincount(to_counts(batch, len(vocabulary)).indices)
            grown = np.zeros(max(len(words), len(found)), np.int64)
            grown[: len(words)] = words
            grown[: len(found)] += found
            words = grown
            if 2 in self._rules.ngrams:
                pairs.add(batch)
        self.n_items = n_items
        self._choose(vocabulary, words, *pairs.total())

    def names(self) -> list[str]:
        """The word, or the two words with a space between, of each column."""
        words = self.vocabulary.words
        single = [words[i] for i in np.flatnonzero(self._column >= 0)]
        pairs = zip((self._pairs >> _HALF).tolist(), (self._pairs & _LOW).tolist(), strict=True)
        return single + [f"{words[left]} {words[right]}" for left, right in pairs]

    def counts(self, batch: TokenBatch, vocabulary: Vocabulary) -> Any:
        """CSR float32 (N, columns)."""
        if vocabulary is not self.vocabulary:
            batch = batch.renumbered(self._renumbering(vocabulary))
        n_single = int(self._column.max(initial=-1)) + 1
        single = to_counts(batch.renumbered(self._column), n_single)
        if not len(self._pairs):
            return single
        from scipy.sparse import csr_matrix, hstack

        rows, keys = _pairs(batch)
        place = np.minimum(np.searchsorted(self._pairs, keys), len(self._pairs) - 1)
        held = self._pairs[place] == keys
        shape = (len(batch), len(self._pairs))
        ones = np.ones(int(held.sum()), np.float32)
        pairs = csr_matrix((ones, (rows[held], place[held])), shape=shape)
        return hstack([single, pairs], format="csr", dtype=np.float32)

    def state(self) -> State:
        """Words, which of them are columns themselves, pairs, frequencies."""
        letters, ends = self.vocabulary.arrays()
        tensors = {
            "letters": letters,
            "ends": ends,
            "single": self._column >= 0,
            "pairs": self._pairs,
            "frequencies": self.frequencies,
        }
        return State({"n_items": self.n_items}, tensors)

    def restore(self, state: State) -> None:
        """Take back what `state` gave; raises KeyError or ValueError."""
        held = state.tensors
        vocabulary = Vocabulary.from_arrays(held["letters"], held["ends"])
        single, pairs, frequencies = held["single"], held["pairs"], held["frequencies"]
        parts = np.concatenate([pairs >> _HALF, pairs & _LOW])
        if len(single) != len(vocabulary) or len(frequencies) != single.sum() + len(pairs):
            raise ValueError("sizes disagree")
        if parts.max(initial=0) >= max(len(vocabulary), 1) or np.any(pairs[1:] <= pairs[:-1]):
            raise ValueError("pairs of words that are not there")
        self.n_items = int(state.facts["n_items"])
        self._settle(vocabulary, single, pairs, frequencies)

    def _choose(
        self, vocabulary: Vocabulary, words: np.ndarray, keys: np.ndarray, times: np.ndarray
    ) -> None:
        rules, all_words = self._rules, vocabulary.words
        stopped = np.zeros(max(len(all_words), 1), bool)
        for word in rules.stop:
            if (number := vocabulary.number(word)) >= 0:
                stopped[number] = True
        ids = np.flatnonzero(self._within(words) & ~stopped[: len(words)])
        ids = ids if 1 in rules.ngrams else ids[:0]
        left, right = (keys >> _HALF).astype(np.int64), (keys & _LOW).astype(np.int64)
        kept = self._within(times) & ~stopped[left] & ~stopped[right]
        left, right, times = left[kept], right[kept], times[kept]
        if rules.max_words and len(ids) + len(left) > rules.max_words:
            ids, most = self._most_frequent(ids, words[ids], left, right, times, all_words)
            left, right, times = left[most], right[most], times[most]
        used = sorted(
            np.unique(np.concatenate([ids, left, right])).tolist(), key=all_words.__getitem__
        )
        own = np.full(max(len(all_words), 1), -1, np.int64)
        own[used] = np.arange(len(used))
        single = np.zeros(len(used), bool)
        single[own[ids]] = True
        order = np.argsort(own[ids])
        pairs = (own[left].astype(np.uint64) << _HALF) | own[right].astype(np.uint64)
        by_pair = np.argsort(pairs)
        frequencies = np.concatenate([words[ids[order]], times[by_pair]])
        mine = Vocabulary(all_words[i] for i in used)
        self._settle(mine, single, pairs[by_pair], frequencies)

    def _most_frequent(
        self,
        ids: np.ndarray,
        n_single: np.ndarray,
        left: np.ndarray,
        right: np.ndarray,
        n_pairs: np.ndarray,
        words: Sequence[str],
    ) -> tuple[np.ndarray, np.ndarray]:
        """Words, and rows of pairs, that stand in most texts; ties go to the earlier in order."""
        n, limit = np.concatenate([n_single, n_pairs]), self._rules.max_words
        least = np.partition(n, len(n) - limit)[len(n) - limit]
        sure, tied = np.flatnonzero(n > least), np.flatnonzero(n == least)

        def name(row: int) -> tuple[str, str]:
            if row < len(ids):
                return words[ids[row]], ""
            return words[left[row - len(ids)]], words[right[row - len(ids)]]

        rows = np.concatenate([sure, sorted(tied.tolist(), key=name)[: limit - len(sure)]])
        rows = np.sort(rows).astype(np.int64)
        return ids[rows[rows < len(ids)]], rows[rows >= len(ids)] - len(ids)

    def _within(self, frequencies: np.ndarray) -> np.ndarray:
        most = self._rules.max_share * self.n_items
        return (frequencies >= self._rules.min_items) & (frequencies <= most)

    def _settle(
        self, vocabulary: Vocabulary, single: np.ndarray, pairs: np.ndarray, frequencies: np.ndarray
    ) -> None:
        self.vocabulary = vocabulary
        self._column = np.where(single, np.cumsum(single) - 1, UNKNOWN).astype(np.int32)
        self._pairs, self.frequencies = pairs, frequencies

    def _renumbering(self, vocabulary: Vocabulary) -> np.ndarray:
        """For each number of another vocabulary, ours; kept until that vocabulary grows."""
        if self._seen != (vocabulary, len(vocabulary)):
            self._table = np.full(len(vocabulary), UNKNOWN, np.int32)
            for number, word in enumerate(self.vocabulary):
                if (theirs := vocabulary.number(word)) >= 0:
                    self._table[theirs] = number
            self._seen = (vocabulary, len(vocabulary))
        return self._table


class _PairTally:
    """In how many texts each pair of neighbours stands, in bounded memory."""

    def __init__(self) -> None:
        self._parts: list[tuple[np.ndarray, np.ndarray]] = []
        self._waiting = 0

    def add(self, batch: TokenBatch) -> None:
        """Count the pairs of a batch, each once a text."""
        rows, keys = _pairs(batch)
        order = np.lexsort((rows, keys))
        rows, keys = rows[order], keys[order]
        fresh = np.ones(len(keys), bool)
        fresh[1:] = (keys[1:] != keys[:-1]) | (rows[1:] != rows[:-1])
        self._parts.append(np.unique(keys[fresh], return_counts=True))
        self._waiting += len(self._parts[-1][0])
        if self._waiting > _MERGE:
            self._merge()

    def total(self) -> tuple[np.ndarray, np.ndarray]:
        """Distinct pairs (sorted keys) and their document frequencies."""
        self._merge()
        return self._parts[0]

    def _merge(self) -> None:
        none = (np.zeros(0, np.uint64), np.zeros(0, np.int64))
        keys = np.concatenate([none[0], *(keys for keys, _ in self._parts)])
        times = np.concatenate([none[1], *(times for _, times in self._parts)])
        keys, inverse = np.unique(keys, return_inverse=True)
        total = np.bincount(inverse, times, len(keys)).astype(np.int64)
        if len(keys) > _PAIRS:
            keys, total = keys[total > 1], total[total > 1]
        self._parts, self._waiting = [(keys, total)], 0


def _pairs(batch: TokenBatch) -> tuple[np.ndarray, np.ndarray]:
    """Row and key (left << 32 | right) of each two known neighbours in a text."""
    rows, ids = batch.rows(), batch.ids
    both = (rows[1:] == rows[:-1]) & (ids[1:] >= 0) & (ids[:-1] >= 0)
    left, right = ids[:-1][both].astype(np.uint64), ids[1:][both].astype(np.uint64)
    return rows[:-1][both], (left << _HALF) | right
