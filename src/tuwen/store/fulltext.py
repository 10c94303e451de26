"""The full-text index: words, and pairs of neighbouring Han characters, with what they weigh.

One segment of postings per segment of tokens. A pair is indexed wherever two Han characters stand
side by side, so that a Chinese word is found however the text around it was cut. A posting holds
what BM25 (Robertson and Walker 1994) gives a term for its count and the length of the text, as 16
bits; the rarity of the term comes in when a query is asked.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tuwen.core.progress import NoProgress, Progress
from tuwen.store import segments
from tuwen.store.derived import rest
from tuwen.store.tokens import TokenSegment, TokenStore
from tuwen.text.tokens import TokenBatch
from tuwen.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    from tuwen.store.collection import Collection

KIND = "fulltext"
K1, B = 1.2, 0.75
PAIR = 1 << 42  # codes of pairs: PAIR | first << 21 | second; below: numbers of words
_HAN = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
FULL = 65_535


class Postings(NamedTuple):
    """A segment: `codes` (T,) sorted; term t stands in `docs[starts[t]:starts[t + 1]]`.

    `docs` are places in `rows`, ascending; `weights` uint16, of FULL = all a term can give.
    """

    rows: np.ndarray
    codes: np.ndarray
    starts: np.ndarray
    docs: np.ndarray
    weights: np.ndarray


class FullText:
    """The postings of a collection, one segment a segment of tokens."""

    def __init__(self, collection: "Collection") -> None:
        """Read what there is; raises DamagedData."""
        self._collection, self._drawer = collection, collection.drawer
        self.tokens = TokenStore(collection)
        self._load()

    def _load(self) -> None:
        held = {row.name: row for row in self._drawer.registered(KIND)}
        wanted = {_name(each): each for each in self.tokens.segments}
        self._stale = [row for name, row in held.items() if name not in wanted]
        self._todo = [each for name, each in wanted.items() if name not in held]
        self.segments = [
            Postings(**segments.read(self._drawer, row))
            for name, row in held.items()
            if name in wanted
        ]

    @property
    def current(self) -> bool:
        """Whether every item of this version is indexed."""
        return not self.tokens.n_missing and not self._todo and not self._stale

    def update(self, progress: Progress | None = None) -> None:
        """Index what is new; raises UsageError for a reader."""
        self._collection.expect_writer()
        self.tokens.update(progress)
        self._load()
        if not self._todo and not self._stale:
            return
        maker = _Maker(self.tokens)
        with (progress or NoProgress()).stage("stage_fulltext", len(self._todo)) as bar:
            for each in self._todo:
                arrays = maker.postings(each)._asdict()
                new = segments.write(self._drawer, KIND, _name(each), arrays)
                self._drawer.replace([], [new])
                rest(each.memory)
                bar.advance()
        self._drawer.replace(self._stale, [])
        self._load()


def _name(segment: TokenSegment) -> str:
    return segment.file.sha.hex()[:16]


class _Maker:
    """Turns token segments into postings."""

    def __init__(self, tokens: TokenStore) -> None:
        self._pairs = PairTable(tokens.vocabulary)
        n = max(sum(len(each.rows) for each in tokens.segments), 1)
        self._mean_length = max(tokens.n_tokens / n, 1e-9)

    def postings(self, segment: TokenSegment) -> Postings:
        """Sort (code, doc), count runs, weigh."""
        batch, n = segment.batch, len(segment.rows)
        bits = max(n - 1, 1).bit_length()
        keys = self._keys(batch, bits)
        keys.sort()
        new = np.ones(len(keys), bool)
        np.not_equal(keys[1:], keys[:-1], out=new[1:])
        counts = np.diff(np.flatnonzero(new), append=len(keys)).astype(np.float32)
        keys = keys[new]
        docs = (keys & ((1 << bits) - 1)).astype(np.int32)
        keys >>= bits
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        n_words = int(np.searchsorted(keys, PAIR))  # postings of words, then those of pairs
        penalty = np.empty(len(docs), np.float32)
        lengths = (batch.lengths / self._mean_length).astype(np.float32)
        penalty[:n_words] = lengths[docs[:n_words]]
        n_pairs = np.bincount(docs[n_words:], minlength=n).astype(np.float32)
        penalty[n_words:] = (n_pairs / max(float(n_pairs.mean()), 1e-9))[docs[n_words:]]
        penalty = counts + K1 * (1 - B + B * penalty)
        weights = np.round(counts / penalty * FULL).astype(np.uint16)
        return Postings(segment.rows, keys[first], np.append(first, len(keys)), docs, weights)

    def _keys(self, batch: TokenBatch, bits: int) -> np.ndarray:
        """code << bits | place, for every word and pair of every text."""
        rows = batch.rows()
        codes, owners = self._pairs.of(batch)
        keys = np.empty(len(batch.ids) + len(codes), np.int64)
        keys[: len(rows)] = batch.ids
        keys[len(rows) :] = codes
        keys <<= bits
        keys[: len(rows)] |= rows
        keys[len(rows) :] |= owners
        return keys


class PairTable:
    """Pairs of neighbouring Han characters in lists of words."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Look at the characters of every word."""
        words = vocabulary.words
        points = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        ends = np.cumsum(lengths)
        han = np.where(is_han(points), points, 0).astype(np.int64)
        self._first, self._last = han[ends - lengths], han[ends - 1]
        inner = np.ones(len(points), bool)
        inner[ends - 1] = False  # a last character has no neighbour within its word
        place = np.flatnonzero(inner[:-1] & (han[:-1] > 0) & (han[1:] > 0))
        owner = np.searchsorted(ends, place, side="right")
        self._codes = pair_code(han[place], han[place + 1]) if len(place) else np.zeros(0, np.int64)
        self._starts = np.searchsorted(owner, np.arange(len(words) + 1))

    def of(self, batch: TokenBatch) -> tuple[np.ndarray, np.ndarray]:
        """(codes, texts) of every pair in the texts, within words and across their borders."""
        ids, rows = batch.ids, batch.rows()
        n_inner = self._starts[ids + 1] - self._starts[ids]
        begin = np.repeat(self._starts[ids] - (np.cumsum(n_inner) - n_inner), n_inner)
        inner = self._codes[begin + np.arange(len(begin))]
        left, right = self._last[ids[:-1]], self._first[ids[1:]]
        across = (left > 0) & (right > 0) & (rows[:-1] == rows[1:])
        codes = np.concatenate([inner, pair_code(left[across], right[across])])
        return codes, np.concatenate([np.repeat(rows, n_inner), rows[:-1][across]])


def is_han(points: np.ndarray) -> np.ndarray:
    """Which code points are Han characters."""
    mask = np.zeros(len(points), bool)
    for low, high in _HAN:
        mask |= (points >= low) & (points <= high)
    return mask


def pair_code(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The code of two neighbouring characters."""
    codes: np.ndarray = PAIR | first << 21 | second
    return codes
