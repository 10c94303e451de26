"""Full-text search: BM25 over words and pairs of Han characters, exact, most of it skipped.

Terms are taken rarest first. As soon as what the remaining ones can add cannot lift a new item into
the best k, only the items already touched are completed (MaxScore: Turtle and Flood 1995).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tuwen.store.fulltext import FULL, PAIR, FullText, Postings, is_han, pair_code
from tuwen.text.fold import fold

PAIR_WEIGHT = 0.5  # of a pair beside a word; chosen on the development part of CSL titles
_LONG = 4096  # postings worth a thought before they are added up
_MAX_TERMS = 256  # of a query that is a whole text: the rarest


class Term(NamedTuple):
    """A term of a query: its code, what it weighs (rarity included), and how it is shown."""

    code: int
    weight: float
    shown: str


class WordIndex:
    """Answers queries over the postings of a collection at its pinned version."""

    def __init__(self, index: FullText, place: np.ndarray) -> None:
        """`place` says where a row stands in this version, -1 for rows that are not in it."""
        self._vocabulary = index.tokens.vocabulary
        self._segmenter = index.tokens.segmenter()
        self._segments = index.segments
        self._alive = []
        for each in self._segments:
            known = each.rows < len(place)
            self._alive.append(known & (place[np.where(known, each.rows, 0)] >= 0))
        self._sums = [np.zeros(len(each.rows), np.float32) for each in self._segments]
        self.n_items = sum(int(alive.sum()) for alive in self._alive)

    def terms(self, query: str) -> list[Term]:
        """What a query asks for, rarest first; words that nothing holds are left out."""
        words = dict.fromkeys(word.lower() for word in self._segmenter.cut(query))
        codes = {n: word for word in words if (n := self._vocabulary.number(word)) >= 0}
        pairs = _pairs(fold(query))
        if not codes and not pairs and len(query.strip()) == 1:
            pairs = self._pairs_with(fold(query.strip()))
        shown = {**codes, **pairs}
        asked = np.array(sorted(shown), np.int64)
        df = self._df(asked)
        n = max(self.n_items, 1)
        found = []
        for code, held in zip(asked.tolist(), df.tolist(), strict=True):
            if held:
                rarity = math.log(1 + (n - held + 0.5) / (held + 0.5)) if held <= n else 1e-3
                found.append(Term(code, rarity * (PAIR_WEIGHT if code >= PAIR else 1), shown[code]))
        found.sort(key=lambda term: (-term.weight, term.code))
        return found[:_MAX_TERMS]

    def search(
        self, terms: Sequence[Term], k: int, keep: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """(rows, scores) of the best k, best first; ties as the items stand in the index.

        `keep` (bool by row) leaves others out.
        """
        if keep is not None:
            return self._filtered(terms, k, keep)
        best_rows, best = np.zeros(0, np.int64), np.zeros(0, np.float32)
        for number in range(len(self._segments)):
            least = float(best[k - 1]) if len(best) >= k else 0.0
            docs, scores = self._segment(number, terms, k, least)
            rows = np.concatenate([best_rows, self._segments[number].rows[docs]])
            values = np.concatenate([best, scores])
            order = np.argsort(-values, kind="stable")[:k]
            best_rows, best = rows[order], values[order]
        return best_rows, best

    def _filtered(
        self, terms: Sequence[Term], k: int, keep: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Ask for more and more until enough of what was found may be kept."""
        wanted = 4 * k
        while True:
            rows, scores = self.search(terms, wanted)
            mine = keep[rows]
            if mine.sum() >= k or len(rows) < wanted:
                return rows[mine][:k], scores[mine][:k]
            wanted *= 8

    def _segment(
        self, number: int, terms: Sequence[Term], k: int, least: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """The items of a segment that may be among the best k, with their scores."""
        segment, sums = self._segments[number], self._sums[number]
        here = _located(segment, terms)
        rest = np.cumsum([weight for _, _, weight in here][::-1])[::-1]
        touched = [np.zeros(0, np.int32)]
        n_touched = 0
        for i, (start, stop, weight) in enumerate(here):
            if stop - start > _LONG and n_touched >= k:
                docs = np.concatenate(touched)
                bar = max(least, float(np.partition(sums[docs], n_touched - k)[n_touched - k]))
                if rest[i] < bar:
                    docs = docs[sums[docs] + rest[i] >= bar]
                    scores = sums[docs]
                    sums[np.concatenate(touched)] = 0
                    return self._best(number, docs, _completed(segment, docs, scores, here[i:]), k)
            docs = segment.docs[start:stop]
            before = sums[docs]
            new = docs[before == 0]
            touched.append(new)
            n_touched += len(new)
            sums[docs] = before + segment.weights[start:stop] * np.float32(weight / FULL)
        docs = np.concatenate(touched)
        scores = sums[docs]
        sums[docs] = 0
        return self._best(number, docs, scores, k)

    def _best(
        self, number: int, docs: np.ndarray, scores: np.ndarray, k: int
    ) -> tuple[np.ndarray, np.ndarray]:
        alive = self._alive[number][docs]
        docs, scores = docs[alive], scores[alive]
        if len(docs) > k:
            bar = np.partition(scores, len(scores) - k)[len(scores) - k]
            above, ties = np.flatnonzero(scores > bar), np.flatnonzero(scores == bar)
            ties = ties[np.argsort(docs[ties])][: k - len(above)]
            keep = np.concatenate([above, ties])
            docs, scores = docs[keep], scores[keep]
        return docs, scores

    def _df(self, codes: np.ndarray) -> np.ndarray:
        """In how many items each code stands (changed and removed ones included)."""
        df = np.zeros(len(codes), np.int64)
        for each in self._segments:
            place, there = _find(each, codes)
            df[there] += each.starts[place[there] + 1] - each.starts[place[there]]
        return df

    def _pairs_with(self, character: str) -> dict[int, str]:
        """A query of one Han character: the pairs it stands in."""
        point = ord(character)
        if not is_han(np.array([point], np.uint32))[0]:
            return {}
        found: set[int] = set()
        for each in self._segments:
            codes = each.codes[np.searchsorted(each.codes, PAIR) :]
            first, second = codes >> 21 & 0x1FFFFF, codes & 0x1FFFFF
            found.update(codes[(first == point) | (second == point)].tolist())
        return dict.fromkeys(found, character)


def _pairs(text: str) -> dict[int, str]:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    han = is_han(points)
    place = np.flatnonzero(han[:-1] & han[1:])
    codes = pair_code(points[place], points[place + 1])
    return {
        code: text[at : at + 2] for code, at in zip(codes.tolist(), place.tolist(), strict=True)
    }


def _find(segment: Postings, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    place = np.searchsorted(segment.codes, codes)
    inside = np.minimum(place, max(len(segment.codes) - 1, 0))
    there = np.zeros(len(codes), bool)
    if len(segment.codes):
        there = segment.codes[inside] == codes
    return inside, there


def _located(segment: Postings, terms: Sequence[Term]) -> list[tuple[int, int, float]]:
    """(start, stop, weight) of the terms that the segment holds."""
    codes = np.fromiter((term.code for term in terms), np.int64, len(terms))
    place, there = _find(segment, codes)
    starts = segment.starts[place[there]].tolist()
    stops = segment.starts[place[there] + 1].tolist()
    weights = [term.weight for term, held in zip(terms, there.tolist(), strict=True) if held]
    return list(zip(starts, stops, weights, strict=True))


def _completed(
    segment: Postings,
    docs: np.ndarray,
    scores: np.ndarray,
    rest: Sequence[tuple[int, int, float]],
) -> np.ndarray:
    """The scores with what the remaining terms add."""
    scores = scores.copy()
    for start, stop, weight in rest:
        posted = segment.docs[start:stop]
        place = np.minimum(np.searchsorted(posted, docs), len(posted) - 1)
        hit = posted[place] == docs
        scores[hit] += segment.weights[start:stop][place[hit]] * np.float32(weight / FULL)
    return scores


def matched(text: str, terms: Sequence[Term]) -> list[str]:
    """Which terms stand in `text`, longest first, none inside another; pairs if no word does."""
    folded = fold(text)
    for kind in (False, True):
        shown = {term.shown for term in terms if (term.code >= PAIR) == kind}
        found: list[str] = []
        for word in sorted(shown, key=lambda word: (-len(word), word)):
            if word in folded and not any(word in longer for longer in found):
                found.append(word)
        if found:
            return found
    return []
