"""Segmentation: texts into words, Chinese by dictionary, others by their spaces, emoji whole.

Texts that hold Chinese go to rjieba (the algorithm of jieba: the most probable path through a
word graph, unknown words by a hidden Markov model), many texts in one call. Texts without Chinese
are cut by one regular expression. Nothing is dropped but what lies between words, so words of one
character stay. Japanese kana is cut where the script changes; Thai, Lao, Khmer, Burmese and
Tibetan, for which no dictionary is at hand, by letter with its marks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import compress
from typing import Any

import numpy as np

from tuwen.core.errors import UsageError
from tuwen.text import scripts
from tuwen.text.fold import SEPARATOR, joined, normalise
from tuwen.text.tokens import TokenBatch
from tuwen.text.userwords import EntryReport, UserWords
from tuwen.text.vocabulary import BREAK, DROPPED, Vocabulary, is_word

CHUNK = 100_000  # characters cut in one go: beyond, caches suffer
_HELD = "\ue000"  # stands in for a word that rjieba would tear apart

_HAN = re.compile(f"[{scripts.HAN}]")
_LETTER = f"[\\dA-Za-z_{scripts.ALPHABETS}]"  # \w would leave out the marks of many alphabets
_WORD = (
    rf"{scripts.EMOJI}|\d+(?:[.,]\d+)+%?|\d+%|[{scripts.KATAKANA}]+|[{scripts.HIRAGANA}]+"
    rf"|{scripts.CLUSTER}|\b[cC](?:\+\+|\#)"
    rf"|{_LETTER}+(?:'{_LETTER}+)*"
)
_ASCII_WORD = r"\d+(?:[.,]\d+)+%?|\d+%|\b[cC](?:\+\+|\#)|\w+(?:'\w+)*"
_TORN = (  # inside Chinese text: words that rjieba knows nothing of
    rf"{scripts.EMOJI}|[{scripts.KATAKANA}]+|[{scripts.HIRAGANA}]+|{scripts.CLUSTER}"
    rf"|(?<![a-zA-Z0-9])[a-zA-Z0-9]*[{scripts.ALPHABETS}][a-zA-Z0-9{scripts.ALPHABETS}]*"
)
_TORN_BY = (
    f"{_HELD}{scripts.ALPHABETS}{scripts.HIRAGANA}{scripts.KATAKANA}{scripts.UNSPACED}"
    f"{scripts.EMOJI_PARTS}"
)
_HAS_HAN, _TEARS = 1, 2  # flags of a text
_PLAIN = re.compile(f"[{scripts.HAN}a-zA-Z0-9+#&._%-]+")  # what rjieba may see as one word
# Words that mix capitals with Chinese stand in the dictionary with capitals only.
_MIXED = (
    "t恤 k歌 u盘 aa制 bb机 bp机 ic卡 ip卡 ip地址 sim卡 pos机 atm机 卡拉ok 阿q a股 b股 h股 x光 x射线 b超 "
    "ct机 qq群 qq号 n次 vip卡 ktv包间 k线 dna检测 3d打印"
).split()


class Segmenter:
    """Cuts texts into words, with words of the user's own."""

    def __init__(self, user_dictionary: Iterable[str] = ()) -> None:
        """`user_dictionary`: words, as `userwords.read_words` reads them from a file.

        Raises UsageError for an entry without a letter, digit or emoji.
        """
        self.user_dictionary = tuple(user_dictionary)
        self._user = UserWords(tuple(dict.fromkeys(map(_entry, self.user_dictionary))))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.user_dictionary,)

    def cut(self, text: str, punctuation: bool = False) -> list[str]:
        """The words of `text` as written (half width, simplified); spaces are never words."""
        return next(iter(self.cut_many([text], punctuation)))

    def cut_many(self, texts: Iterable[str], punctuation: bool = False) -> Iterator[list[str]]:
        """The words of each text."""
        wanted = _visible if punctuation else is_word
        for chunk in _chunks(texts):
            for tokens in self._tokens_by_text(chunk):
                yield [token for token in tokens if wanted(token)]

    def batch(self, texts: Sequence[str], vocabulary: Vocabulary, grow: bool = True) -> TokenBatch:
        """The texts as numbers in `vocabulary`, which learns new words if `grow`."""
        chunks = [self._numbers(chunk, vocabulary, grow) for chunk in _chunks(texts)]
        ids = np.concatenate([np.zeros(0, np.int32), *(ids for ids, _ in chunks)])
        lengths = np.concatenate([np.zeros(1, np.int64), *(lengths for _, lengths in chunks)])
        return TokenBatch(ids, np.cumsum(lengths))

    def report(self) -> list[EntryReport]:
        """Which entries of the user dictionary fired so far, and why others did not."""
        return self._user.report()

    def _numbers(
        self, texts: Sequence[str], vocabulary: Vocabulary, grow: bool
    ) -> tuple[np.ndarray, np.ndarray]:
        """Word numbers of the texts one after the other, and how many each text has."""
        lengths = np.zeros(len(texts), np.int64)
        parts = []
        for rows, tokens in self._routes(texts):
            ids, lengths[rows] = _by_text(vocabulary, tokens, grow)
            parts.append((rows, ids))
        if len(parts) == 1:
            return parts[0][1], lengths
        starts = np.cumsum(lengths) - lengths
        merged = np.empty(lengths.sum(), np.int32)
        for rows, ids in parts:
            sizes = lengths[rows]
            shift = np.repeat(starts[rows] - (np.cumsum(sizes) - sizes), sizes)
            merged[np.arange(len(ids)) + shift] = ids
        return merged, lengths

    def _tokens_by_text(self, texts: Sequence[str]) -> list[list[str]]:
        made: list[list[str]] = [[]] * len(texts)
        for rows, tokens in self._routes(texts):
            for row, cut in zip(rows.tolist(), _split(tokens), strict=True):
                made[row] = cut
        return made

    def _routes(self, texts: Sequence[str]) -> Iterator[tuple[np.ndarray, list[str]]]:
        """Rows of texts that are cut alike, and their tokens with SEPARATOR between texts."""
        whole = normalise(joined(texts))
        flags = np.zeros(len(texts), np.uint8) if whole.isascii() else _flags(whole)
        if self._phrases:
            flags |= np.where(flags & _HAS_HAN, _TEARS, 0).astype(np.uint8)
        parts = whole.split(SEPARATOR)
        for wanted, cut in (
            (_HAS_HAN, self._cut_plain),
            (_HAS_HAN | _TEARS, self._cut_torn),
            (0, self._cut_spaced),
        ):
            chosen = flags == wanted if wanted else flags & _HAS_HAN == 0
            if chosen.any():
                tokens = cut(SEPARATOR.join(compress(parts, chosen.tolist())))
                if self._user.words:
                    self._user.observe(tokens)
                yield np.flatnonzero(chosen), tokens

    def _cut_plain(self, text: str) -> list[str]:
        tokens: list[str] = self._jieba.cut(text)
        return tokens

    def _cut_torn(self, text: str) -> list[str]:
        held: list[str] = []
        text = self._torn.sub(lambda match: held.append(match[0]) or _HELD, text)  # type: ignore[func-returns-value]
        words = iter(held)
        return [next(words) if token == _HELD else token for token in self._jieba.cut(text)]

    def _cut_spaced(self, text: str) -> list[str]:
        if self._user.words:  # lossless, so that the tally can find its place
            return [token for token in self._spaced.split(text) if token]
        return (_ascii_words() if text.isascii() else _words()).findall(text)

    @cached_property
    def _jieba(self) -> Any:
        if not self._user.words:
            return _plain_jieba()
        return _jieba_with([*self._user.words, *map(_stripped, self.user_dictionary)])

    @cached_property
    def _phrases(self) -> str:
        """A regex of the user's words that rjieba would never see as one, longest first."""
        odd = [word for word in self._user.words if not _PLAIN.fullmatch(word)]
        return "|".join(map(_phrase, sorted(odd, key=len, reverse=True)))

    @cached_property
    def _torn(self) -> re.Pattern[str]:
        odd = f"(?i:{self._phrases})|" if self._phrases else ""
        return re.compile(f"{odd}{_TORN}|{_HELD}")

    @cached_property
    def _spaced(self) -> re.Pattern[str]:
        """Splits a text without Chinese into words and what lies between, losing nothing."""
        words = sorted(self._user.words, key=len, reverse=True)
        own = "|".join(_phrase(word) for word in words if not _HAN.search(word))
        return re.compile(f"({f'(?i:{own})|' if own else ''}{_WORD}|{SEPARATOR})")


@cache
def _words() -> re.Pattern[str]:
    return re.compile(f"{SEPARATOR}|{_WORD}")


@cache
def _ascii_words() -> re.Pattern[str]:
    return re.compile(f"{SEPARATOR}|{_ASCII_WORD}")


def _flags(text: str) -> np.ndarray:
    """For each of the joined texts, whether it holds Chinese, and what rjieba would tear."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    edges = np.flatnonzero(points == ord(SEPARATOR))
    kinds = np.append(_kinds()[points], np.uint8(0))  # a last, empty text has a place too
    return np.bitwise_or.reduceat(kinds, np.concatenate([np.zeros(1, np.int64), edges + 1]))


@cache
def _kinds() -> np.ndarray:
    """What each code point adds to the flags of a text."""
    every = (
        "".join(map(chr, range(0xD800))) + "\0" * 0x800 + "".join(map(chr, range(0xE000, 0x110000)))
    )
    kinds = np.zeros(0x110000, np.uint8)
    for flag, members in ((_HAS_HAN, scripts.HAN), (_TEARS, _TORN_BY)):
        for run in re.finditer(f"[{members}]+", every):
            kinds[run.start() : run.end()] |= flag
    return kinds


def _visible(token: str) -> bool:
    return not token.isspace()


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for text in texts:
        chunk.append(text)
        size += len(text)
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _split(tokens: Sequence[str]) -> Iterator[list[str]]:
    row: list[str] = []
    for token in tokens:
        if token == SEPARATOR:
            yield row
            row = []
        else:
            row.append(token)
    yield row


def _by_text(
    vocabulary: Vocabulary, tokens: Sequence[str], grow: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the words among `tokens`, and how many stand before each SEPARATOR and the end."""
    ids = vocabulary.numbers(tokens, grow)
    words = ids > DROPPED
    edges = np.flatnonzero(ids == BREAK)
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(words, dtype=np.int64)])
    return ids[words], np.diff(before[np.concatenate([[0], edges, [len(ids)]])])


def _entry(line: str) -> str:
    word = _stripped(line).lower()
    if not is_word(word) or SEPARATOR in word:
        raise UsageError("user_word", word=line)
    return word


def _stripped(line: str) -> str:
    return normalise(line.strip())


def _phrase(word: str) -> str:
    """A regex for `word` that does not begin or end inside a longer Latin word or number."""
    before = r"(?<![a-zA-Z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    after = r"(?![a-zA-Z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return before + re.escape(word) + after


@cache
def _plain_jieba() -> Any:
    return _jieba_with(())


def _jieba_with(words: Sequence[str]) -> Any:
    import rjieba

    jieba = rjieba.Jieba()
    for word in (*_MIXED, *words):
        if _PLAIN.fullmatch(word):
            for form in {word, word.upper(), word.capitalize()}:  # rjieba minds the case
                jieba.add_word(form, jieba.suggest_freq(form), None)
    return jieba
