"""Candidate phrases of texts: every run of one to four words that no punctuation or stop word cuts.

Words are told apart by a hash of their letters, so that phrases compare across batches and runs
without a table of all of them.
"""

import hashlib
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from tuwen.text import scripts
from tuwen.text.segment import Segmenter
from tuwen.text.vocabulary import Vocabulary

MAX_VOCABULARY = 500_000  # facts about words are forgotten beyond, and learned again
_HAN = re.compile(f"[{scripts.HAN}]")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Each candidate of each text once; all arrays (m,), ordered by text.

    `hash` names the phrase; `n` its words; `units` its length (a Han character 1, another word 2);
    `tf` how often it stands in the text; `first` the words before it; `covered` how often its
    most frequent longer candidate stands there; `latin`: no Han character in it.
    """

    text: np.ndarray
    hash: np.ndarray
    n: np.ndarray
    units: np.ndarray
    tf: np.ndarray
    first: np.ndarray
    covered: np.ndarray
    latin: np.ndarray
    end: np.ndarray
    tokens: Sequence[str]
    n_texts: int

    def __len__(self) -> int:
        return len(self.hash)

    def phrase(self, i: int) -> str:
        """Candidate `i` as it is written where it first stands."""
        end = int(self.end[i]) + 1
        return phrase_of(self.tokens[end - int(self.n[i]) : end])


def phrase_of(words: Sequence[str]) -> str:
    """Words as one phrase: a space only between two words that are not Chinese."""
    parts = [words[0]]
    for before, word in zip(words, words[1:], strict=False):
        parts.append(word if _HAN.match(before[-1]) or _HAN.match(word) else f" {word}")
    return "".join(parts)


class PhraseFinder:
    """Finds candidates; remembers what it learned about single words."""

    def __init__(
        self, stop_words: Container[str], max_words: int = 4, segmenter: Segmenter | None = None
    ) -> None:
        """`stop_words` (folded) cut a phrase like punctuation does."""
        self._stop, self._max = stop_words, max_words
        self._segmenter = segmenter or Segmenter()
        self._forget()

    def _forget(self) -> None:
        self._vocabulary = Vocabulary()
        self._hash = np.zeros(0, np.uint64)
        self._units = np.zeros(0, np.int16)
        self._latin = np.zeros(0, bool)
        self._usable = np.zeros(0, bool)

    def find(self, texts: Sequence[str]) -> Candidates:
        """The candidates of each text."""
        if len(self._vocabulary) > MAX_VOCABULARY:
            self._forget()
        rows = list(self._segmenter.cut_many(texts, punctuation=True))
        tokens = list(chain.from_iterable(rows))
        sizes = np.fromiter(map(len, rows), np.int64, len(rows))
        ids = self._vocabulary.numbers(tokens)
        self._learn_words()
        text = np.repeat(np.arange(len(rows)), sizes)
        start = np.repeat(np.cumsum(sizes) - sizes, sizes)
        return self._windows(tokens, ids, text, start, len(rows))

    def _learn_words(self) -> None:
        """Facts about the words that are new since the last call."""
        new = self._vocabulary.words[len(self._hash) :]
        digests = b"".join(
            hashlib.blake2b(w.encode("utf-8", "surrogatepass"), digest_size=8).digest() for w in new
        )
        han = [len(_HAN.findall(word)) for word in new]
        units = [n or 2 for n in han]
        usable = [
            word not in self._stop and not _is_number(word) and (n > 0 or len(word) > 1)
            for word, n in zip(new, han, strict=True)
        ]
        self._hash = np.concatenate([self._hash, np.frombuffer(digests, "<u8")])
        self._units = np.concatenate([self._units, np.array(units, np.int16)])
        self._latin = np.concatenate([self._latin, np.array(han, np.int16) == 0])
        self._usable = np.concatenate([self._usable, np.array(usable, bool)])

    def _windows(
        self, tokens: list[str], ids: np.ndarray, text: np.ndarray, start: np.ndarray, n_texts: int
    ) -> Candidates:
        """All windows of usable words, then each (text, phrase) once."""
        known = np.where(ids < 0, len(self._hash), ids)
        run = _run_lengths(np.append(self._usable, False)[known], start)
        word_hash = np.append(self._hash, np.uint64(0))[known]
        units = _sums(np.append(self._units, 0)[known])
        latin = _sums(np.append(self._latin, False)[known])
        windows = [np.flatnonzero(run >= n) for n in range(1, self._max + 1)]
        hashed = np.concatenate(
            [one[end] for one, end in zip(_chain(word_hash, self._max), windows, strict=True)]
        )
        end = np.concatenate(windows)
        n = np.repeat(np.arange(1, self._max + 1), [len(each) for each in windows])
        chosen, group = _distinct(text[end], hashed, end)
        tf = np.bincount(group, minlength=len(chosen))
        last, n_words = end[chosen], n[chosen]
        begin = last + 1 - n_words
        # Kept small: candidates of many texts are held at once.
        return Candidates(
            text=text[last].astype(np.int32),
            hash=hashed[chosen],
            n=n_words.astype(np.int8),
            units=(units[last + 1] - units[begin]).astype(np.int32),
            tf=tf.astype(np.int32),
            first=(begin - start[last]).astype(np.int32),
            covered=_covered(windows, group, tf, len(ids)).astype(np.int32),
            latin=latin[last + 1] - latin[begin] == n_words,
            end=last.astype(np.int64),
            tokens=tokens,
            n_texts=n_texts,
        )


def _run_lengths(usable: np.ndarray, start: np.ndarray) -> np.ndarray:
    """How many usable words end at each place without a cut, within the text."""
    place = np.arange(len(usable))
    cut = np.maximum.accumulate(np.where(usable, -1, place)) if len(usable) else place
    return np.where(usable, place - np.maximum(cut, start - 1), 0)


def _sums(values: np.ndarray) -> np.ndarray:
    """Sum of everything before each place, and of all."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(values, dtype=np.int64)])


def _chain(word_hash: np.ndarray, n: int) -> list[np.ndarray]:
    """For 1 … n words, the hash of the words that end at each place."""
    chained = [word_hash]
    for _ in range(1, n):
        before = np.concatenate([chained[-1][:1], chained[-1][:-1]])
        chained.append(before * _MULTIPLIER + word_hash)
    return chained


def _distinct(
    text: np.ndarray, hashed: np.ndarray, end: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Which windows are the first of their (text, phrase), by text; and the rank of each window's."""
    order = np.lexsort((end, hashed, text))
    fresh = np.ones(len(order), bool)
    same_text = text[order[1:]] == text[order[:-1]]
    fresh[1:] = ~(same_text & (hashed[order[1:]] == hashed[order[:-1]]))
    group = np.empty(len(order), np.int64)
    group[order] = np.cumsum(fresh) - 1
    return order[fresh], group


def _covered(
    windows: list[np.ndarray], group: np.ndarray, tf: np.ndarray, n_places: int
) -> np.ndarray:
    """For each candidate, how often the most frequent candidate one word longer stands there."""
    covered = np.zeros(len(tf), np.int64)
    slot = np.zeros(n_places, np.int64)
    made = 0
    for end, longer in zip(windows, windows[1:], strict=False):
        slot[end] = made + np.arange(len(end))
        made += len(end)
        times = tf[group[made : made + len(longer)]]
        for place in (longer - 1, longer):
            np.maximum.at(covered, group[slot[place]], times)
    return covered


def _is_number(word: str) -> bool:
    return word.replace(".", "").replace(",", "").replace("%", "").isdigit()
