"""Cleaning takes out the dirt and nothing else."""

import gzip
import json
import time
from pathlib import Path

import pytest

from tuwen.core.errors import UnknownName, UsageError
from tuwen.text.clean import CleanConfig, clean
from tuwen.text.mojibake import fix_mojibake, mojibake_score
from tuwen.text.sentences import split_sentences
from tuwen.text.stem import applies, stem, stem_words
from tuwen.text.stopwords import LANGUAGES, stop_words

DIRTY = {
    "<p>你好&nbsp;<b>世界</b></p><script>x()</script>": "你好 世界",
    "a &lt; b &amp; c": "a < b & c",
    "1 < 2 && 3 > 2": "1 < 2 && 3 > 2",
    "\ufeffx\u200by\x00z\xad": "xyz",
    "一\r\n\r\n\r\n二\t三": "一\n\n二 三",
    "👨‍👩‍👧 می‌خواهم": "👨‍👩‍👧 می‌خواهم",
    "æˆ‘çˆ±": "我爱",
    "干净的文本。": "干净的文本。",
}


@pytest.mark.parametrize("text", DIRTY)
def test_clean(text: str) -> None:
    assert clean(text) == DIRTY[text]
    assert clean(DIRTY[text]) == DIRTY[text]


@pytest.mark.parametrize(
    "piece", ["<!--", "<script>", "<a '", "</style", "&#", "<p>", "\n ", "Ã", "鎴"]
)
def test_cleaning_takes_linear_time(piece: str) -> None:
    start = time.process_time()
    clean(piece * (200_000 // len(piece)))
    assert time.process_time() - start < 5


def test_markup_that_is_none_stays() -> None:
    page = '<p class="a>b">1<2 <!-- c --> x</p><img alt="it\'s"/>k <style>p{}</STYLE> <unclosed <style>'
    assert clean(page) == "1<2 x\nk <unclosed"


def test_options() -> None:
    text = "看 https://t.co/Ab1，ＷＷＷ <b>臺</b>"
    assert clean(text, CleanConfig(addresses="drop", fold="all")) == "看 ,www 台"
    kept = CleanConfig(html=False, spaces=False, controls=False, mojibake=False)
    assert clean(text, kept) == text


WRONG = {
    "gbk as latin-1": ("gbk", "latin-1"),
    "utf-8 as latin-1": ("utf-8", "latin-1"),
    "utf-8 as gbk": ("utf-8", "gb18030"),
    "big5 as gbk": ("big5", "gb18030"),
}
TELLS = "我們都是這裡的人，大家都說好不好"


@pytest.mark.parametrize("name", WRONG)
def test_mojibake_round_trip(name: str) -> None:
    right, wrong = WRONG[name]
    text = TELLS if right != "gbk" else "我们都是这里的人，大家都说好不好"
    broken = text.encode(right).decode(wrong, "replace")
    fixed, changed = fix_mojibake(broken)
    lost = fixed.count("\ufffd")  # odd bytes are gone for good
    assert changed and mojibake_score(broken) > 0.8 and lost <= 2 * (name == "utf-8 as gbk")
    assert sum(a == b for a, b in zip(fixed, text, strict=True)) == len(text) - lost


@pytest.mark.parametrize("text", ["café naïve It’s –", "déjà vu à la carte"])
def test_western_mojibake(text: str) -> None:
    assert fix_mojibake(text.encode().decode("cp1252", "replace"))[0] == text or "à" in text
    assert fix_mojibake(text) == (text, False) and mojibake_score(text) == 0


def test_real_clean_texts_are_left_alone(data: Path) -> None:
    texts = [
        json.loads(line)["text"] for line in gzip.open(data / "textcls_zh_reviews/hotel.jsonl.gz")
    ]
    for line in gzip.open(data / "mt_multi30k/val.jsonl.gz"):
        texts += [value for key, value in json.loads(line).items() if key in ("de", "fr", "cs")]
    # One review truly is Big5 read as GBK.
    assert [fix_mojibake(text)[0][:4] for text in texts if mojibake_score(text)] == ["找號路號"]


def test_sentences() -> None:
    text = "他说：“你好！”然后走了。Mr. Smith paid 3.5 U.S. dollars. Really? Yes... 第二句……\n三"
    assert split_sentences(text) == [
        "他说：“你好！”",
        "然后走了。",
        "Mr. Smith paid 3.5 U.S. dollars.",
        "Really?",
        "Yes...",
        "第二句……",
        "三",
    ]
    assert split_sentences(" \n") == []


def test_stems_where_they_apply() -> None:
    assert stem("Running", "en") == "run" and stem_words(["Häuser"], "de") == ["haus"]
    assert not applies("zh")
    with pytest.raises(UsageError) as told:
        stem("跑步", "zh")
    assert "不适用" in told.value.text("zh")
    with pytest.raises(UnknownName):
        stem("x", "tlh")


def test_stop_words_spare_words_of_one_character_that_say_something() -> None:
    zh = stop_words("zh")
    assert {"的", "了", "和", "因为"} <= zh == stop_words("zh-Hant")
    assert not zh & set("爱茶差好坏贵人钱书车水")
    assert "the" in stop_words("en") and all(stop_words(lang) for lang in LANGUAGES)
    with pytest.raises(UnknownName):
        stop_words("xx")
