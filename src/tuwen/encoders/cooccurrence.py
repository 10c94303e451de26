"""Which words stand near each other, and the factors of that: the counting behind `text_vectors`."""

from typing import Any

import numpy as np

from tuwen.text.tokens import TokenBatch

_SMOOTH = 0.75  # context counts to this power: rare contexts count for less (Levy et al. 2015)


class Cooccurrence:
    """Weighted counts of word pairs within a window, summed over batches, never across texts."""

    def __init__(self, n_words: int, window: int) -> None:
        """`window` words to each side; a distance of d weighs (window − d + 1) / window."""
        from scipy.sparse import csr_matrix

        self._window = window
        self._sum: Any = csr_matrix((n_words, n_words), dtype=np.float32)

    def observe(self, batch: TokenBatch) -> None:
        """Add the pairs of one batch, whose ids are all known."""
        from scipy.sparse import coo_matrix

        rows = batch.rows()
        pairs, weights = [], []
        for distance in range(1, self._window + 1):
            together = rows[distance:] == rows[:-distance]
            left, right = batch.ids[:-distance][together], batch.ids[distance:][together]
            pairs.append(np.stack([left, right]))
            weight = (self._window - distance + 1) / self._window
            weights.append(np.full(len(left), weight, np.float32))
        if pairs:
            at = np.concatenate(pairs, axis=1)
            added = coo_matrix((np.concatenate(weights), at), shape=self._sum.shape)
            self._sum = self._sum + added.tocsr()

    def matrix(self) -> Any:
        """(V, V) symmetric CSR float32."""
        return (self._sum + self._sum.T).tocsr()


def factorise(near: Any, size: int, seed: int) -> np.ndarray:
    """(V, size) float32: left factors of the positive PMI, scaled by the root of their strength."""
    from sklearn.utils.extmath import randomized_svd

    ppmi = positive_pmi(near)
    rank = max(1, min(size, ppmi.shape[0] - 1))
    left, strengths, _ = randomized_svd(ppmi, rank, n_iter=2, random_state=seed)
    vectors = np.zeros((ppmi.shape[0], size), np.float32)
    vectors[:, :rank] = left * np.sqrt(strengths)
    return vectors


def positive_pmi(near: Any) -> Any:
    """max(0, ln p(a, b) / (p(a) p'(b))) of each pair, p' smoothed; zeros are dropped."""
    pairs = near.tocoo()
    words = np.asarray(near.sum(1)).ravel()
    contexts = words**_SMOOTH
    with np.errstate(divide="ignore"):
        values = np.log(pairs.data) - np.log(words[pairs.row]) - np.log(contexts[pairs.col])
    pmi = near.copy().tocoo()
    pmi.data = np.maximum(values + np.log(contexts.sum()), 0).astype(np.float32)
    pmi.eliminate_zeros()
    return pmi.tocsr()
