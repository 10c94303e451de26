"""patterns: words that stand side by side more often than chance (collocations)."""

from typing import Any

import numpy as np

from tuwen.mining.context import Context
from tuwen.mining.stage import Stage
from tuwen.tasks.themes import nameable
from tuwen.text.stopwords import stop_words

MOST = 100
RARE = 3  # times a pair must be met, and one more for every 20,000 items
PAIRS = 4_000_000  # pairs held before they are merged
MOST_PAIRS = 8_000_000  # distinct pairs beyond which those met once so far are forgotten


class PatternStage(Stage):
    """Neighbouring words by normalised pointwise mutual information (Bouma 2009), over all items."""

    name = "patterns"
    gives = ("pairs",)

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """About 100,000 texts a second."""
        return n_texts / 100_000

    def run(self, context: Context) -> dict[str, Any] | None:
        """The most telling pairs first: NPMI times the logarithm of how often they are met."""
        vocabulary = context.tokens.vocabulary
        stop = stop_words("zh") | stop_words("en")
        usable = nameable(vocabulary.words) & np.array(
            [word not in stop for word in vocabulary.words], bool
        )
        words, keys, counts = _counted(context, usable)
        rare = RARE + context.tokens.n_items // 20_000
        keys, counts = keys[counts >= rare], counts[counts >= rare]
        if not len(keys):
            return None
        left, right = np.divmod(keys, len(words))
        npmi = _npmi(counts, words[left], words[right], int(words.sum()))
        order = np.argsort(-npmi * np.log(counts), kind="stable")[:MOST]
        return {
            "pairs": [
                {
                    "a": vocabulary[int(left[i])],
                    "b": vocabulary[int(right[i])],
                    "n": int(counts[i]),
                    "npmi": round(float(npmi[i]), 4),
                }
                for i in order
                if npmi[i] > 0
            ]
        }


def _counted(context: Context, usable: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How often each word is met, and the pairs of usable neighbours (left * V + right), counted."""
    n = len(usable)
    words = np.zeros(n, np.int64)
    tally = (np.zeros(0, np.int64), np.zeros(0, np.int64))
    pending: list[np.ndarray] = []
    for batch in context.token_batches():
        words += np.bincount(batch.ids, minlength=n)
        rows = batch.rows()
        beside = (rows[1:] == rows[:-1]) & usable[batch.ids[1:]] & usable[batch.ids[:-1]]
        beside &= batch.ids[1:] != batch.ids[:-1]
        pending.append(batch.ids[:-1][beside].astype(np.int64) * n + batch.ids[1:][beside])
        if sum(map(len, pending)) > max(PAIRS, len(tally[0])):
            tally, pending = _few(_merged(tally, pending)), []
    return words, *_merged(tally, pending)


def _few(tally: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The pairs; of too many, those met more than once so far."""
    keys, counts = tally
    if len(keys) <= MOST_PAIRS:
        return tally
    return keys[counts > 1], counts[counts > 1]


def _merged(
    tally: tuple[np.ndarray, np.ndarray], pending: list[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    keys, counts = np.unique(np.concatenate([np.zeros(0, np.int64), *pending]), return_counts=True)
    every, place = np.unique(np.concatenate([tally[0], keys]), return_inverse=True)
    summed = np.bincount(place, np.concatenate([tally[1], counts]), minlength=len(every))
    return every, summed.astype(np.int64)


def _npmi(pairs: np.ndarray, left: np.ndarray, right: np.ndarray, total: int) -> np.ndarray:
    """(P,) −1 to 1."""
    joint = pairs / total
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(joint * total / left * (total / right)) / -np.log(joint)
    return np.nan_to_num(npmi, nan=1.0)
