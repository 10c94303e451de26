"""The user's own words: what was asked for, what fired, and why the rest did not."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from tuwen.core.errors import DamagedData, NotFound

_WEIGHTED = re.compile(r"(.*\S)\s+\d+(?:\s+[a-z]{1,4})?")
_BASE = np.uint64(0x9E3779B97F4A7C15)
_SHOWN = 3  # of what was cut instead, the most frequent

Reason = Literal["fired", "absent", "inside_longer", "split", "overlapped"]


class EntryReport(NamedTuple):
    """What became of one entry of a user dictionary.

    It stood `n_found` times in the texts and was cut `n_fired` times. `reason` is the commonest
    one for the others: "inside_longer" (part of a longer word), "split" (cut into pieces),
    "overlapped" (a word crosses its edge); "absent" if it never stood in a text, and "fired" if
    it always fired. `instead` holds what was cut in its place, with counts.
    """

    word: str
    n_found: int
    n_fired: int
    reason: Reason
    instead: tuple[tuple[str, int], ...]


@dataclass
class UserWords:
    """A user's words, and the tally of what became of them."""

    words: tuple[str, ...]
    _fired: Counter[str] = field(default_factory=Counter)
    _found: Counter[str] = field(default_factory=Counter)
    _why: dict[str, Counter[tuple[Reason, str]]] = field(default_factory=dict)

    def observe(self, tokens: Sequence[str]) -> None:
        """Tally the words against `tokens`, which together are a text."""
        text = "".join(tokens).lower()
        ends = np.cumsum(np.fromiter(map(len, tokens), np.int64, len(tokens)))
        if not self.words or ends[-1:].sum() != len(text):
            return
        found = list(find_all(text, self.words))
        begin = np.array([start for _, start in found], np.int64)
        end = begin + np.array([len(word) for word, _ in found], np.int64)
        first, last = np.searchsorted(ends, begin, "right"), np.searchsorted(ends, end, "left")
        aligned = (np.concatenate([[0], ends])[first] == begin) & (ends[last] == end)
        fired = aligned & (first == last)
        self._found.update(word for word, _ in found)
        self._fired.update(found[i][0] for i in np.flatnonzero(fired).tolist())
        for i in np.flatnonzero(~fired).tolist():
            reason = _reason(bool(first[i] == last[i]), bool(aligned[i]))
            instead = "/".join(tokens[first[i] : last[i] + 1])
            self._why.setdefault(found[i][0], Counter())[reason, instead] += 1

    def report(self) -> list[EntryReport]:
        """One row an entry, in the order given."""
        return [self._row(word) for word in self.words]

    def _row(self, word: str) -> EntryReport:
        found, fired = self._found[word], self._fired[word]
        why = self._why.get(word, Counter()).most_common()
        reason: Reason = why[0][0][0] if why else "fired" if found else "absent"
        cuts = tuple((cut, n) for (_, cut), n in why[:_SHOWN])
        return EntryReport(word, found, fired, reason, cuts)


def read_words(path: Path) -> list[str]:
    """The words of a dictionary file (UTF-8): one a line, or jieba's "word frequency tag".

    Frequencies and tags are left out, and only where every line has them: in a plain list
    "iPhone 15" is a word. Lines that begin with "# " are remarks. Raises NotFound, DamagedData.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise NotFound("unreadable_file", path=str(path), why=str(error)) from error
    except UnicodeDecodeError as error:
        raise DamagedData("damaged_file", path=str(path), why=str(error)) from error
    words = [line.strip() for line in lines if line.strip() and not line.startswith("# ")]
    parts = [_WEIGHTED.fullmatch(word) for word in words]
    return [part[1] for part in parts if part] if all(parts) else words


def _reason(one: bool, aligned: bool) -> Reason:
    if one:
        return "inside_longer"
    return "split" if aligned else "overlapped"


def find_all(text: str, words: Iterable[str]) -> Iterable[tuple[str, int]]:
    """Every (word, start) at which one of `words` stands in `text`, overlaps included.

    Rolling hashes of all windows, one pass a distinct length (Karp and Rabin 1987), each hit
    checked: the time does not grow with the number of words.
    """
    by_length: dict[int, set[str]] = {}
    for word in words:
        by_length.setdefault(len(word), set()).add(word)
    points = _points(text)
    return chain.from_iterable(
        _hits(text, points, length, same) for length, same in by_length.items()
    )


def _points(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)


def _hits(text: str, points: np.ndarray, length: int, words: set[str]) -> Iterable[tuple[str, int]]:
    if length > len(points):
        return
    wanted = np.array([_hash_of(word) for word in words], np.uint64)
    wanted.sort()
    rolled = _rolled(points, length)
    place = np.searchsorted(wanted, rolled)
    for start in np.flatnonzero(wanted[np.minimum(place, len(wanted) - 1)] == rolled).tolist():
        if (word := text[start : start + length]) in words:
            yield word, start


@lru_cache(1 << 16)
def _hash_of(word: str) -> np.uint64:
    rolled: np.uint64 = _rolled(_points(word), len(word))[0]
    return rolled


def _rolled(points: np.ndarray, length: int) -> np.ndarray:
    windows = len(points) - length + 1
    rolled = np.zeros(windows, np.uint64)
    for i in range(length):
        rolled *= _BASE
        rolled += points[i : i + windows]
    return rolled ^ (rolled >> np.uint64(31))
