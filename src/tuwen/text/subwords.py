"""Subwords: pieces between a character and a word, learned by merging the commonest neighbours.

Byte-pair encoding (Sennrich, Haddow and Birch 2016) over characters within words, so that nothing is
unknown as long as its characters are known. The mark "▁" opens a word; pieces never cross words.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import final

from tuwen.core.errors import BadConfig

OPEN = "\u2581"
_REMEMBERED = 200_000  # words whose pieces are kept


@final
class Subwords:
    """Merges in the order learned; cuts words into pieces, and joins them again."""

    def __init__(self, merges: Sequence[tuple[str, str]], characters: Iterable[str]) -> None:
        """`merges` first learned first; `characters` those met in learning."""
        self.merges = [(left, right) for left, right in merges]
        self.pieces = sorted(set(characters)) + [left + right for left, right in self.merges]
        self._rank = {pair: rank for rank, pair in enumerate(self.merges)}
        self._cut: dict[str, tuple[str, ...]] = {}

    @classmethod
    def learn(cls, counts: Mapping[str, int], n_pieces: int, min_count: int = 2) -> "Subwords":
        """Learn from words with their counts until there are `n_pieces`, or no pair repeats.

        Ties go to the pair first in order, so equal counts give equal pieces. Raises BadConfig
        where `n_pieces` is below the number of characters.
        """
        learner = _Learner(counts)
        if n_pieces < len(learner.characters):
            raise BadConfig("too_few_pieces", n=n_pieces, characters=len(learner.characters))
        merges: list[tuple[str, str]] = []
        while len(learner.characters) + len(merges) < n_pieces:
            best = learner.best()
            if best is None or best[1] < min_count:
                break
            learner.merge(best[0])
            merges.append(best[0])
        return cls(merges, learner.characters)

    def cut(self, word: str) -> tuple[str, ...]:
        """The pieces of a word; a character never met stands alone."""
        if (known := self._cut.get(word)) is not None:
            return known
        pieces = [OPEN, *word]
        while len(pieces) > 1:
            ranks = [
                self._rank.get(pair, len(self._rank))
                for pair in zip(pieces, pieces[1:], strict=False)
            ]
            best = min(ranks)
            if best == len(self._rank):
                break
            pieces = _merged(pieces, self.merges[best])
        if len(self._cut) >= _REMEMBERED:
            self._cut.clear()
        made = self._cut[word] = tuple(pieces)
        return made

    def cut_all(self, words: Iterable[str]) -> list[str]:
        """The pieces of many words in a row."""
        return [piece for word in words for piece in self.cut(word)]

    @staticmethod
    def join(pieces: Iterable[str]) -> list[str]:
        """The words that pieces make: the inverse of `cut_all`."""
        text = "".join(pieces)
        return text.split(OPEN)[1:] if text.startswith(OPEN) else text.split(OPEN)


def _merged(pieces: Sequence[str], pair: tuple[str, str]) -> list[str]:
    made, i = [], 0
    while i < len(pieces):
        if i + 1 < len(pieces) and (pieces[i], pieces[i + 1]) == pair:
            made.append(pieces[i] + pieces[i + 1])
            i += 2
        else:
            made.append(pieces[i])
            i += 1
    return made


class _Learner:
    """Counts of neighbouring pieces over all words, kept right while pairs are merged."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        words = sorted(counts)
        self._times = [counts[word] for word in words]
        self._words = [[OPEN, *word] for word in words]
        self.characters = sorted({piece for pieces in self._words for piece in pieces})
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._where: dict[tuple[str, str], set[int]] = defaultdict(set)
        for i in range(len(words)):
            self._tally(i, self._times[i])
        self._heap = [(-times, pair) for pair, times in self._pairs.items()]
        heapq.heapify(self._heap)

    def best(self) -> tuple[tuple[str, str], int] | None:
        """The commonest pair and its count; outdated entries of the heap are passed over."""
        while self._heap:
            times, pair = self._heap[0]
            if self._pairs[pair] == -times:
                return pair, -times
            heapq.heappop(self._heap)
            if self._pairs[pair] > 0:
                heapq.heappush(self._heap, (-self._pairs[pair], pair))
        return None

    def merge(self, pair: tuple[str, str]) -> None:
        """Replace the pair by its union wherever it stands."""
        union, touched = "".join(pair), set[tuple[str, str]]()
        for i in sorted(self._where.pop(pair)):
            self._tally(i, -self._times[i])
            self._words[i] = _merged(self._words[i], pair)
            self._tally(i, self._times[i])
            neighbours = zip(self._words[i], self._words[i][1:], strict=False)
            touched.update(each for each in neighbours if union in each)
        for each in touched:
            heapq.heappush(self._heap, (-self._pairs[each], each))

    def _tally(self, i: int, times: int) -> None:
        for pair in zip(self._words[i], self._words[i][1:], strict=False):
            self._pairs[pair] += times
            if times > 0:
                self._where[pair].add(i)
