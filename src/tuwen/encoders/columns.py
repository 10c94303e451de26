"""What the columns of `text_counts` stand for: the interface, and hashes."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, final

import numpy as np

from tuwen.core.parts import State
from tuwen.text.hashing import hash_next, hash_windows, hash_words
from tuwen.text.tokens import TokenBatch
from tuwen.text.vocabulary import Vocabulary


class Columns(ABC):
    """Columns with their document frequencies: `frequencies` int64, over `n_items` texts."""

    frequencies: np.ndarray
    n_items: int = 0

    def __len__(self) -> int:
        return len(self.frequencies)

    @abstractmethod
    def counts(self, batch: TokenBatch, vocabulary: Vocabulary) -> Any:
        """How often each column occurs in each text, CSR float32."""

    @abstractmethod
    def state(self) -> State:
        """What was learned."""

    @abstractmethod
    def restore(self, state: State) -> None:
        """Take back what `state` gave."""


@final
class HashedColumns(Columns):
    """Columns that are hashes: no vocabulary, some collisions."""

    def __init__(self, n_columns: int, signed: bool, ngrams: tuple[int, ...], stop: frozenset[str]):
        """`n_columns` of them; `signed` lets collisions cancel out rather than add up."""
        self._signed, self._ngrams, self._stop = signed, ngrams, stop
        self._known: tuple[Vocabulary | None, np.ndarray] = (None, np.zeros(0, np.uint64))
        self.frequencies = np.zeros(n_columns, np.int64)

    def learn(self, counts: Iterable[Any]) -> None:
        """Take the document frequencies of a stream of CSR counts."""
        self.frequencies, self.n_items = np.zeros(len(self), np.int64), 0
        for each in counts:
            self.frequencies += np.bincount(each.indices, minlength=len(self))
            self.n_items += each.shape[0]

    def counts(self, batch: TokenBatch, vocabulary: Vocabulary) -> Any:
        """Hashed n-grams of words: CSR float32 (N, columns)."""
        table = self._hashes(vocabulary)
        left_out = np.array([vocabulary.number(word) for word in self._stop], np.int64)
        known = (batch.ids >= 0) & ~np.isin(batch.ids, left_out[left_out >= 0])
        units = table[np.maximum(batch.ids, 0)] if len(table) else np.zeros(0, np.uint64)
        rows, grown, real = batch.rows(), units, known
        found = []
        for size in range(1, max(self._ngrams) + 1):
            if size > 1:
                n = max(len(units) - size + 1, 0)
                real = real[:n] & known[size - 1 :] & (rows[:n] == rows[size - 1 :])
                grown = hash_next(grown[:n], units[size - 1 :])
            if size in self._ngrams:
                found.append((grown[real], rows[: len(real)][real]))
        return self._csr(found, len(batch))

    def counts_of_windows(self, joined: str, n_texts: int) -> Any:
        """Hashed n-grams of the characters of joined texts: CSR float32 (N, columns)."""
        return self._csr([hash_windows(joined, size) for size in self._ngrams], n_texts)

    def state(self) -> State:
        """The document frequencies."""
        return State({"n_items": self.n_items}, {"frequencies": self.frequencies})

    def restore(self, state: State) -> None:
        """Take back what `state` gave; raises KeyError or ValueError."""
        frequencies = state.tensors["frequencies"]
        if frequencies.shape != (len(self),):
            raise ValueError("another number of columns")
        self.frequencies, self.n_items = frequencies, int(state.facts["n_items"])

    def _csr(self, found: Sequence[tuple[np.ndarray, np.ndarray]], n_texts: int) -> Any:
        from scipy.sparse import csr_matrix

        hashes = np.concatenate([hashes for hashes, _ in found])
        rows = np.concatenate([rows for _, rows in found])
        values = np.ones(len(hashes), np.float32)
        if self._signed:
            values[hashes >> np.uint64(63) == 1] = -1
        columns = (hashes % np.uint64(len(self))).astype(np.int64)
        counts = csr_matrix((values, (rows, columns)), shape=(n_texts, len(self)))
        counts.sum_duplicates()
        counts.eliminate_zeros()
        return counts

    def _hashes(self, vocabulary: Vocabulary) -> np.ndarray:
        """A hash a word of `vocabulary`, kept and grown with it."""
        seen, hashes = self._known
        hashes = hashes if seen is vocabulary else hashes[:0]
        if len(hashes) < len(vocabulary):
            hashes = np.concatenate([hashes, hash_words(vocabulary.words[len(hashes) :])])
        self._known = (vocabulary, hashes)
        return hashes
