"""TokenBatch: the segmented form of a batch of texts, as two flat arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

UNKNOWN = -1  # the id of a word that a vocabulary does not hold


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """Words of n texts in reading order.

    `ids` int32 (n_tokens,), UNKNOWN where the vocabulary does not hold the word; the words of text
    i are `ids[offsets[i]:offsets[i + 1]]`, `offsets` int64 (n + 1,).
    """

    ids: np.ndarray
    offsets: np.ndarray

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> np.ndarray:
        """The ids of one text."""
        return self.ids[self.offsets[row] : self.offsets[row + 1]]

    @property
    def lengths(self) -> np.ndarray:
        """Words of each text, int64 (n,)."""
        return np.diff(self.offsets)

    def rows(self) -> np.ndarray:
        """The text each word stands in, int64 (n_tokens,)."""
        return np.repeat(np.arange(len(self)), self.lengths)

    def keep(self, mask: np.ndarray) -> "TokenBatch":
        """Only the words where `mask` (n_tokens,) is true; every text stays, maybe empty."""
        before = np.zeros(len(self.ids) + 1, np.int64)
        np.cumsum(mask, out=before[1:])
        return TokenBatch(self.ids[mask], before[self.offsets])

    def known(self) -> "TokenBatch":
        """Only the words that the vocabulary holds."""
        mask = self.ids >= 0
        return self if mask.all() else self.keep(mask)

    def select(self, rows: np.ndarray) -> "TokenBatch":
        """Some of the texts, in the order of `rows` (integers, or a mask)."""
        rows = np.arange(len(self))[rows]
        offsets = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(self.lengths[rows], out=offsets[1:])
        places = np.repeat(self.offsets[rows] - offsets[:-1], np.diff(offsets))
        return TokenBatch(self.ids[places + np.arange(offsets[-1])], offsets)

    def renumbered(self, table: np.ndarray) -> "TokenBatch":
        """Every id replaced by `table[id]` (int32, UNKNOWN where a word is given up)."""
        if not len(table):
            return TokenBatch(np.full_like(self.ids, UNKNOWN), self.offsets)
        ids = table[np.maximum(self.ids, 0)].astype(np.int32, copy=False)
        return TokenBatch(np.where(self.ids < 0, np.int32(UNKNOWN), ids), self.offsets)


def batch_of(texts_ids: Iterable[Sequence[int] | np.ndarray]) -> TokenBatch:
    """A TokenBatch of one id sequence a text."""
    rows = [np.asarray(ids, np.int32) for ids in texts_ids]
    offsets = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=offsets[1:])
    return TokenBatch(np.concatenate([np.zeros(0, np.int32), *rows]), offsets)


def join(batches: Sequence[TokenBatch]) -> TokenBatch:
    """The texts of all batches, one after the other."""
    ids = np.concatenate([np.zeros(0, np.int32), *(batch.ids for batch in batches)])
    lengths = np.concatenate([np.zeros(1, np.int64), *(batch.lengths for batch in batches)])
    return TokenBatch(ids, np.cumsum(lengths))


def to_counts(batch: TokenBatch, n_words: int) -> Any:
    """How often each word stands in each text: CSR float32 (n, n_words), sorted, each cell once.

    Words that are unknown, or numbered beyond `n_words`, are left out.
    """
    from scipy.sparse import csr_matrix

    mask = (batch.ids >= 0) & (batch.ids < n_words)
    kept = batch if mask.all() else batch.keep(mask)
    index = np.int32 if len(kept.ids) < 2**31 else np.int64
    ones = np.ones(len(kept.ids), np.float32)
    shape = (len(kept), n_words)
    counts = csr_matrix((ones, kept.ids.copy(), kept.offsets.astype(index)), shape=shape)
    counts.sum_duplicates()
    return counts
