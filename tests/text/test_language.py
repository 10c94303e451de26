"""Languages of texts: sure on sentences, modest on scraps, honest about what it does not know."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tuwen.text.language import detect, detect_many

SAID = {
    "今天天气很好": "zh",
    "今天天氣很好，我們去臺灣": "zh-Hant",
    "今日は天気がいいですね": "ja",
    "駅前広場": "ja",
    "오늘 날씨가 좋네요": "ko",
    "Сегодня хорошая погода": "ru",
    "Сьогодні гарна погода і тепло": "uk",
    "الطقس جميل اليوم": "ar",
    "आज मौसम अच्छा है": "hi",
    "วันนี้อากาศดี": "th",
    "The weather is lovely today": "en",
    "Das Wetter ist heute schön": "de",
    "Il fait beau aujourd'hui": "fr",
    "Hoy hace muy buen tiempo": "es",
    "Hoje o tempo está muito bom": "pt",
    "Oggi il tempo è molto bello": "it",
    "Het weer is vandaag heel mooi": "nl",
    "Cuaca hari ini sangat bagus": "id",
    "Bugün hava çok güzel": "tr",
    "Hôm nay thời tiết rất đẹp": "vi",
    "这个iPhone很好用": "zh",
}
NOTHING = ["", "  ", "12345", "！！！", "😀👍", "a", "ok", "x y z", "qwrtp zxcv"]


def test_every_language_said() -> None:
    codes, confidence = detect_many(SAID)
    assert dict(zip(SAID, codes, strict=True)) == SAID
    assert (confidence > 0.5).all() and (confidence <= 1).all()


@pytest.mark.parametrize("text", NOTHING)
def test_und_where_nothing_tells(text: str) -> None:
    assert detect(text)[0] == "und"


def test_one_by_one_as_together() -> None:
    texts = [*SAID, *NOTHING, "lang " * 300_000]
    codes, confidence = detect_many(texts)
    alone = [detect(text) for text in texts]
    assert codes == [code for code, _ in alone]
    assert np.allclose(confidence, [sure for _, sure in alone])
    assert detect_many([]).codes == []


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


@pytest.mark.parametrize(("lang", "least"), [("en", 0.99), ("de", 0.99), ("fr", 0.99), ("cs", 0.6)])
def test_captions(data: Path, lang: str, least: float) -> None:
    texts = [row[lang] for row in rows(data / "mt_multi30k" / "val.jsonl.gz")]
    wanted = "und" if lang == "cs" else lang  # Czech is not known here, and should not be claimed
    assert np.mean([code == wanted for code in detect_many(texts).codes]) >= least


@pytest.mark.parametrize(("lang", "least"), [("en", 0.99), ("zh", 0.99)])
def test_short_sentences(data: Path, lang: str, least: float) -> None:
    texts = [row[lang] for row in rows(data / "mt_tatoeba_en_zh" / "dev.jsonl.gz")]
    codes = [code.removesuffix("-Hant") for code in detect_many(texts).codes]
    assert np.mean([code == lang for code in codes]) >= least


def test_names_of_emoji_in_sixteen_languages(data: Path) -> None:
    """One to four words each, the hardest of all; scripts of one language must be near perfect."""
    names: dict[str, list[str]] = {}
    for row in rows(data / "emoji" / "metadata.jsonl.gz"):
        for lang, name in dict(row["names"]).items():
            names.setdefault(lang, []).append(name)
    share = {}
    for lang, texts in names.items():
        codes = [code.removesuffix("-Hant") for code in detect_many(texts).codes]
        share[lang] = float(np.mean([code == lang.removesuffix("-Hant") for code in codes]))
    assert min(share[lang] for lang in ("zh", "zh-Hant", "ko", "ru", "ar", "hi", "th")) > 0.99
    assert min(share[lang] for lang in ("en", "de", "fr", "es", "pt", "it", "id", "tr", "vi")) > 0.6
