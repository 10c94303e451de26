"""Language of a text, offline: by script first, then by letter patterns for Latin letters.

A script that one language uses settles it. Chinese is told traditional from simplified by
characters that only one of them writes, Japanese from Chinese by kana or its own characters. Among
languages in Latin letters naive Bayes over letter trigrams and whole words decides (Cavnar and
Trenkle 1994; McNamee 2005), learned when first used from word lists of our own. "und" (ISO 639-2)
is the honest answer for signs, numbers, and texts too short to tell.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from tuwen.text.fold import SEPARATOR, joined, lower_points, one_way_forms
from tuwen.text.language_words import FUNCTION_WORDS, WORDS
from tuwen.text.stopwords import LANGUAGES as LISTED
from tuwen.text.stopwords import stop_words

UNKNOWN = "und"
LATIN = tuple(WORDS)
CHUNK = 400_000  # characters looked at in one go

# Script classes. What stands in the first rows are counts that decide between languages.
_OTHER, _LATIN, _HAN, _KANA, _TRADITIONAL, _SIMPLIFIED, _JAPANESE, _UKRAINIAN, _PERSIAN = range(9)
# Scripts with the language that is meant where nothing else is known.
_ALPHABETS = (
    ("ko", "\u1100\u11ff\u3130\u318f\uac00\ud7a3", 1.0),
    ("ru", "\u0400\u052f", 0.25),
    ("ar", "\u0600\u06ff\u0750\u077f\u08a0\u08ff\ufb50\ufdff\ufe70\ufefc", 0.25),
    ("hi", "\u0900\u097f", 0.25),
    ("th", "\u0e00\u0e7f", 0.25),
    ("el", "\u0370\u03ff\u1f00\u1fff", 0.25),
    ("he", "\u0590\u05ff\ufb1d\ufb4f", 0.25),
    ("bn", "\u0980\u09ff", 0.25),
    ("ta", "\u0b80\u0bff", 0.25),
    ("ka", "\u10a0\u10ff", 0.25),
    ("hy", "\u0530\u058f", 0.25),
    ("lo", "\u0e80\u0eff", 0.25),
    ("my", "\u1000\u109f", 0.25),
    ("km", "\u1780\u17ff", 0.25),
)
_N_CLASSES = 9 + len(_ALPHABETS)
_UNIT = 0.25  # a letter against a Han character, in what it says

# Addresses and names of accounts say nothing of the language around them.
_ADDRESS = re.compile(r"https?://[!-~]+|[\w.+-]{0,64}@[\w.-]+")
_BITS = 20  # features are looked up by so many bits of their hash
_SPREAD = np.uint32(0x9E3779B1)
_PRIOR = 10.0  # features of the mean language added to each one's own
_FUNCTION_WEIGHT = 3.0  # how much more often a closed-class word is met than one of the others
_WORD_TRUST = 3.0  # a known word against a known trigram
_SHARPNESS = 0.25  # evidence of overlapping trigrams is not independent
_KNOWN = (0.4, 0.7)  # share of known trigrams at which a text is surely not, surely in one of these

_LETTERS = 2.5  # so many letters, even of a known word, leave as much doubt as certainty


class Languages(NamedTuple):
    """Codes and confidences (0 to 1, float32) of texts, row by row."""

    codes: list[str]
    confidence: np.ndarray


def detect(text: str) -> tuple[str, float]:
    """Code (ISO 639-1, "zh-Hant", or "und") and confidence of the language most of `text` is in."""
    codes, confidence = detect_many([text])
    return codes[0], float(confidence[0])


def detect_many(texts: Iterable[str]) -> Languages:
    """`detect` of many texts at once."""
    codes: list[str] = []
    parts = [np.zeros(0, np.float32)]
    for chunk in _chunks(texts):
        found, confidence = _detect(chunk)
        codes += found
        parts.append(confidence)
    return Languages(codes, np.concatenate(parts))


def _detect(texts: Sequence[str]) -> tuple[list[str], np.ndarray]:
    raw = joined(texts).encode("utf-32-le", "surrogatepass")
    points = np.append(np.frombuffer(raw, np.uint32), np.uint32(ord(SEPARATOR)))
    ends = np.flatnonzero(points == ord(SEPARATOR))
    counts = _class_counts(points, ends)
    units, codes_of = _by_script(counts)
    best = units.argmax(1)
    amount = units[np.arange(len(best)), best]
    share = amount / np.maximum(units.sum(1), 1e-9)
    confidence = share * (1 - 0.5 ** (1 + amount))
    codes = codes_of[np.arange(len(best)), best]
    latin = np.flatnonzero((best == 0) & (amount > 0))
    if len(latin):
        codes[latin], sure = _latin(points, ends, latin)
        confidence[latin] = share[latin] * sure
    unknown = (amount <= 0) | (confidence < 0.5)
    codes[unknown] = UNKNOWN
    confidence[amount <= 0] = 0
    return codes.tolist(), confidence.astype(np.float32)


def _class_counts(points: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Characters of each class in each text, (n, classes)."""
    classes = _classes()[points].astype(np.int64)
    lengths = np.diff(ends, prepend=-1)
    classes += np.repeat(np.arange(len(ends)) * _N_CLASSES, lengths)
    return np.bincount(classes, minlength=len(ends) * _N_CLASSES).reshape(-1, _N_CLASSES)


def _by_script(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What each script says of each text, in Han characters' worth, and the code it would mean."""
    han = counts[:, [_HAN, _TRADITIONAL, _SIMPLIFIED, _JAPANESE]].sum(1)
    kana = counts[:, _KANA]
    japanese = (kana * 8 > han) | ((counts[:, _JAPANESE] > 0) & (counts[:, _SIMPLIFIED] == 0))
    traditional = counts[:, _TRADITIONAL] > counts[:, _SIMPLIFIED]
    weights = np.array([weight for _, _, weight in _ALPHABETS])
    others = counts[:, 9:] * weights
    names = np.array([name for name, _, _ in _ALPHABETS], object)
    extra = counts[:, [_UKRAINIAN, _PERSIAN]]
    others[:, 1] += extra[:, 0] * _UNIT
    others[:, 2] += extra[:, 1] * _UNIT
    codes = np.empty((len(counts), 2 + len(names)), object)
    codes[:, 0] = UNKNOWN
    codes[:, 1] = np.where(japanese, "ja", np.where(traditional, "zh-Hant", "zh"))
    codes[:, 2:] = names
    codes[extra[:, 0] > 0, 3] = "uk"
    codes[extra[:, 1] > 0, 4] = "fa"
    units = np.column_stack([counts[:, _LATIN] * _UNIT, han + kana, others])
    return units, codes


def _latin(points: np.ndarray, ends: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Codes and confidences of the texts at `rows`, all in Latin letters."""
    model, n = _model(), len(rows)
    wanted = np.zeros(len(ends), bool)
    wanted[rows] = True
    lengths = np.diff(ends, prepend=-1)
    letters = _letters()[points[np.repeat(wanted, lengths)]]
    texts = np.repeat(np.arange(n), lengths[rows])
    (grams, at), (words, of) = _trigrams(letters), _words(letters)
    evidence, n_known = model.trigrams.sums(grams, texts[at], n)
    told, _ = model.words.sums(words, texts[of], n)
    scores = _SHARPNESS * (evidence + _WORD_TRUST * told)
    best = scores.argmax(1)
    sure = 1 / np.exp(scores - scores.max(1, keepdims=True)).sum(1)
    n_letters = np.bincount(texts[at], minlength=n)
    low, high = _KNOWN
    sure *= ((n_known / np.maximum(n_letters, 1) - low) / (high - low)).clip(0, 1)
    return np.array(LATIN, object)[best], sure * (1 - 0.5 ** (n_letters / _LETTERS))


class _Evidence:
    """Features by hash, and what each says for each language (log-odds against their mean)."""

    def __init__(self, hashes: Sequence[np.ndarray], weights: Sequence[np.ndarray]) -> None:
        """Per language: hashes of features, and how much each counts."""
        features, inverse = np.unique(np.concatenate(hashes), return_inverse=True)
        sizes = [len(each) for each in hashes]
        counts = np.zeros((len(features), len(hashes)))
        np.add.at(
            counts, (inverse, np.repeat(np.arange(len(hashes)), sizes)), np.concatenate(weights)
        )
        mean = (counts / counts.sum(0)).mean(1, keepdims=True)
        own = (counts + _PRIOR * mean) / (counts.sum(0) + _PRIOR)
        self._log_odds = np.log(own / mean)
        self._at = np.zeros(1 << _BITS, np.int32)
        self._at[features] = np.arange(1, len(features) + 1)

    def sums(self, hashes: np.ndarray, texts: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
        """Log-odds (n, languages) summed by text, and how many features were known."""
        from scipy.sparse import csr_matrix

        at = self._at[hashes]
        known = at > 0
        n_known = np.bincount(texts[known], minlength=n)
        indptr = np.concatenate([np.zeros(1, np.int64), np.cumsum(n_known)])
        ones = np.ones(int(indptr[-1]))
        shape = (n, len(self._log_odds))
        return csr_matrix((ones, at[known] - 1, indptr), shape=shape) @ self._log_odds, n_known


class _Model(NamedTuple):
    trigrams: _Evidence
    words: _Evidence


@cache
def _model() -> _Model:
    grams, words = [], []
    for code in LATIN:
        function = [*FUNCTION_WORDS[code].split(), *(stop_words(code) if code in LISTED else ())]
        weights = dict.fromkeys(_pieces(WORDS[code].split()), 1.0)
        weights |= dict.fromkeys(_pieces(function), _FUNCTION_WEIGHT)
        text = " " + " ".join(weights) + " "
        letters = _letters()[np.frombuffer(text.encode("utf-32-le"), np.uint32)]
        of_word = np.array([*weights.values(), 0.0])[np.cumsum(letters == 0) - 1]
        hashes, at = _trigrams(letters)
        grams.append((hashes, of_word[at]))
        hashes, at = _words(letters)
        words.append((hashes, of_word[at]))
    return _Model(*(_Evidence(*zip(*each, strict=True)) for each in (grams, words)))


def _pieces(words: Iterable[str]) -> list[str]:
    """The words as texts show them once apostrophes separate."""
    return sorted({piece for word in words for piece in re.split("['-]", word.lower()) if piece})


def _trigrams(letters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hashes of the trigrams around each letter, word edges included, and their places."""
    at = np.flatnonzero(letters)
    around = np.concatenate([[0], letters, [0]]).astype(np.uint32)
    mixed = (around[at] * _SPREAD + around[at + 1]) * _SPREAD + around[at + 2]
    return _hashed(mixed), at


def _words(letters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hashes of the words, and where they begin."""
    inside = letters > 0
    starts = np.flatnonzero(inside & ~np.concatenate([[False], inside[:-1]]))
    if not len(starts):
        return np.zeros(0, np.uint32), starts
    letters = letters[starts[0] :]
    begins = starts - starts[0]
    place = np.arange(len(letters), dtype=np.uint32)
    place -= np.repeat(begins.astype(np.uint32), np.diff(np.append(begins, len(letters))))
    mixed = letters * (np.uint32(2) * place + np.uint32(1)) * _SPREAD
    mixed ^= mixed >> np.uint32(15)
    return _hashed(np.add.reduceat(mixed, begins, dtype=np.uint32)), starts


def _hashed(values: np.ndarray) -> np.ndarray:
    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    values = (values ^ (values >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return values >> np.uint32(32 - _BITS)


@cache
def _letters() -> np.ndarray:
    """Each code point's own lower-case Latin letter, 0 where it is none (uint32)."""
    lower = lower_points(np.arange(0x110000, dtype=np.uint32))
    return np.where(_is_latin(lower), lower, np.uint32(0))


def _is_latin(points: np.ndarray) -> np.ndarray:
    plain = ((points >= 0x61) & (points <= 0x7A)) | ((points >= 0x41) & (points <= 0x5A))
    marked = (points >= 0xC0) & (points < 0x250) & (points != 0xD7) & (points != 0xF7)
    return plain | marked | ((points >= 0x1E00) & (points < 0x1F00))


@cache
def _classes() -> np.ndarray:
    """The script class of every code point (uint8)."""
    every = np.arange(0x110000, dtype=np.uint32)
    table = np.full(0x110000, _OTHER, np.uint8)
    table[_is_latin(lower_points(every))] = _LATIN
    for i, (_, ranges, _) in enumerate(_ALPHABETS):
        for first, last in zip(ranges[::2], ranges[1::2], strict=True):
            table[ord(first) : ord(last) + 1] = 9 + i
    for low, high in ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x32400), (0x3005, 0x3008)):
        table[low:high] = _HAN
    for low, high in ((0x3041, 0x30FB), (0x30FC, 0x3100), (0xFF66, 0xFFA0)):
        table[low:high] = _KANA
    for kind, members in zip((_TRADITIONAL, _SIMPLIFIED, _JAPANESE), one_way_forms(), strict=True):
        table[members & (table == _HAN)] = kind
    for kind, letters in ((_UKRAINIAN, "іїєґ"), (_PERSIAN, "پچژگکی")):
        for letter in letters:
            table[[ord(letter), ord(letter.upper())]] = kind
    return table


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for text in texts:
        # A combining mark is one letter with its base (Vietnamese is often written so).
        plain = text if text.isascii() else unicodedata.normalize("NFC", text)
        if "://" in plain or "@" in plain:
            plain = _ADDRESS.sub(" ", plain)
        chunk.append(plain)
        size += len(plain)
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
