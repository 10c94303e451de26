"""Vocabulary: words and their numbers, in both directions, growing as texts arrive."""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from tuwen.core.errors import DamagedData
from tuwen.text.fold import SEPARATOR
from tuwen.text.tokens import UNKNOWN

DROPPED = -2  # what stands between words: punctuation, spaces, lone marks
BREAK = -3  # what stands between texts: SEPARATOR
# Signs that people use as words: emoji, dingbats, regional indicators.
_SIGN = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")


def is_word(token: str) -> bool:
    """Whether `token` says something: a letter, a digit or an emoji is in it."""
    return any(map(str.isalnum, token)) or _SIGN.search(token) is not None


class _Index(dict[str, int]):
    """Token → id. A token not met before is folded, judged, and numbered if `grows`."""

    __slots__ = ("grows", "words")

    def __init__(self) -> None:
        super().__init__({SEPARATOR: BREAK})
        self.words: list[str] = []
        self.grows = True

    def __missing__(self, token: str) -> int:
        word = token.lower()
        known = self.get(word)
        if known is None:
            if not is_word(word):
                known = DROPPED
            elif not self.grows:
                return UNKNOWN
            else:
                known = self[word] = len(self.words)
                self.words.append(word)
        if self.grows:
            self[token] = known
        return known


class Vocabulary:
    """Words numbered from 0 in the order in which they came. Case is folded; order is kept."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        """Start with `words`, each once."""
        self._index = _Index()
        for word in words:
            self._index[word]

    def __len__(self) -> int:
        return len(self._index.words)

    def __iter__(self) -> Iterator[str]:
        return iter(self._index.words)

    def __getitem__(self, number: int) -> str:
        """The word of a number."""
        return self._index.words[number]

    def __contains__(self, word: str) -> bool:
        return self.number(word) >= 0

    @property
    def words(self) -> list[str]:
        """All words by number; not to be changed."""
        return self._index.words

    def number(self, word: str) -> int:
        """The number of `word`, or UNKNOWN."""
        return max(self._index.get(word.lower(), UNKNOWN), UNKNOWN)

    def numbers(self, tokens: Sequence[str], grow: bool = True) -> np.ndarray:
        """Numbers of tokens, int32; UNKNOWN, DROPPED (no word) or BREAK (SEPARATOR) where none.

        With `grow` a word met for the first time is given the next number.
        """
        self._index.grows = grow
        try:
            return np.fromiter(map(self._index.__getitem__, tokens), np.int32, len(tokens))
        finally:
            self._index.grows = True

    def arrays(self, start: int = 0) -> tuple[np.ndarray, np.ndarray]:
        """Words from number `start` on: their UTF-8 bytes (uint8), and where each ends (int64)."""
        encoded = [word.encode("utf-8", "surrogatepass") for word in self.words[start:]]
        ends = np.cumsum([len(word) for word in encoded], dtype=np.int64)
        return np.frombuffer(b"".join(encoded), np.uint8), ends

    def extend(self, letters: np.ndarray, ends: np.ndarray) -> None:
        """Add words from `arrays`; raises DamagedData where they cannot be what `arrays` gave."""
        data, before = letters.tobytes(), len(self)
        starts = np.concatenate([np.zeros(1, np.int64), ends[:-1]]) if len(ends) else ends
        try:
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
                self._index[data[start:end].decode("utf-8", "surrogatepass")]
        except UnicodeDecodeError as error:
            raise DamagedData("damaged_file", path="vocabulary", why=str(error)) from error
        if len(self) != before + len(ends) or (len(ends) and ends[-1] != len(data)):
            raise DamagedData("damaged_file", path="vocabulary", why="its words are not distinct")

    @classmethod
    def from_arrays(cls, letters: np.ndarray, ends: np.ndarray) -> "Vocabulary":
        """The vocabulary whose `arrays()` these are."""
        vocabulary = cls()
        vocabulary.extend(letters, ends)
        return vocabulary
