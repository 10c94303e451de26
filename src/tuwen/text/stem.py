"""Stems: a word without its endings, by the Snowball algorithms (Porter 1980, 2001)."""

from functools import cache
from typing import Any

from tuwen.core.errors import UnknownName, UsageError
from tuwen.core.suggest import closest

ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
# Languages whose words have no endings to take off.
NONE = frozenset(("zh", "zh-Hant", "ja", "ko", "th", "vi", "lo", "my", "km"))


def stem(word: str, lang: str) -> str:
    """The stem of a word in lower case.

    Raises UsageError for a language in which stemming does not apply (Chinese words are not
    inflected), UnknownName for one without an algorithm.
    """
    return str(_stemmer(lang).stemWord(word.lower()))


def stem_words(words: list[str], lang: str) -> list[str]:
    """The stems of many words; raises as `stem` does."""
    return list(_stemmer(lang).stemWords([word.lower() for word in words]))


def applies(lang: str) -> bool:
    """Whether words of `lang` can be stemmed here."""
    return lang in ALGORITHMS


@cache
def _stemmer(lang: str) -> Any:
    if lang in NONE:
        raise UsageError("stem_not_applicable", language=lang)
    if lang not in ALGORITHMS:
        near = closest(lang, ALGORITHMS)
        raise UnknownName("unknown_name", role="stemmer", name=lang, near=near)
    import snowballstemmer

    return snowballstemmer.stemmer(ALGORITHMS[lang])
