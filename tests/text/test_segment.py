"""Words of texts: mixed scripts, nothing lost, a user dictionary that works and says what it did."""

import gzip
import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuwen.core.errors import DamagedData, NotFound, UsageError
from tuwen.text.fold import SEPARATOR, normalise
from tuwen.text.segment import CHUNK, Segmenter
from tuwen.text.userwords import find_all, read_words
from tuwen.text.vocabulary import Vocabulary, is_word

CUTS = {
    "我爱北京": ["我", "爱", "北京"],
    "买了T恤和U盘": ["买", "了", "T恤", "和", "U盘"],
    "iPhone15很好用！": ["iPhone15", "很", "好", "用"],
    "２０２０年１．５元": ["2020", "年", "1.5", "元"],
    "臺灣的頭髮": ["台湾", "的", "头发"],
    "café在巴黎": ["café", "在", "巴黎"],
    "好👍🏽，👨‍👩‍👧来了🇨🇳": ["好", "👍🏽", "👨‍👩‍👧", "来", "了", "🇨🇳"],
    "Don’t worry: C++ and C# gain 3.5%": ["Don't", "worry", "C++", "and", "C#", "gain", "3.5%"],
    "naïve Straße 2nd x_y": ["naïve", "Straße", "2nd", "x_y"],
    "Привет, мир": ["Привет", "мир"],
    "नमस्ते दुनिया": ["नमस्ते", "दुनिया"],
    "これは日本です": ["これは", "日本", "です"],
    "안녕하세요 세계": ["안녕하세요", "세계"],
    "สวัสดี": ["ส", "วั", "ส", "ดี"],
    "好\ud800的½，①": ["好", "的", "½", "1"],
    "": [],
    " \n\t": [],
    "！？……": [],
}


@pytest.mark.parametrize("text", CUTS)
def test_cut(text: str) -> None:
    assert Segmenter().cut(text) == CUTS[text]


def test_all_routes_in_one_batch_keep_their_order() -> None:
    texts = [*CUTS, f"a{SEPARATOR}b", "长" * (CHUNK + 5), "end"]
    vocabulary = Vocabulary()
    batch = Segmenter().batch(texts, vocabulary)
    for row, words in enumerate(Segmenter().cut_many(texts)):
        assert [vocabulary[i] for i in batch[row]] == [word.lower() for word in words]
    again = Segmenter().batch(texts, vocabulary, grow=False)
    assert (again.ids == batch.ids).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=6))
def test_no_letter_or_digit_is_lost(texts: list[str]) -> None:
    for text, words in zip(texts, Segmenter().cut_many(texts), strict=True):
        wanted = [char for char in normalise(text) if char.isalnum()]
        assert [char for word in words for char in word if char.isalnum()] == wanted


def test_punctuation_on_request() -> None:
    assert Segmenter().cut("好，好！ ok.", punctuation=True) == [
        "好",
        "，",
        "好",
        "！",
        "ok",
        ".",
    ] or [*Segmenter().cut("好，好！ ok.", punctuation=True)] == ["好", ",", "好", "!", "ok", "."]


def test_user_dictionary_fires_and_reports() -> None:
    own = ["云计算平台", "iPhone 15", "C++语言", "machine learning", "布达拉", "很好", "缺席词"]
    segmenter = Segmenter(own)
    cuts = list(
        segmenter.cut_many(
            [
                "我们的云计算平台，IPHONE 15，学C++语言",
                "Machine Learning is fun",
                "布达拉宫很好看",
            ]
        )
    )
    assert "云计算平台" in cuts[0] and "iphone 15" in map(str.lower, cuts[0])
    assert "C++语言" in cuts[0] and cuts[1][0] == "Machine Learning"
    told = {row.word: row for row in segmenter.report()}
    assert all(told[word.lower()].reason == "fired" for word in own[:4])
    assert told["布达拉"].reason == "inside_longer"
    assert told["布达拉"].instead == (("布达拉宫", 1),)
    assert told["很好"].reason == "overlapped" and told["很好"].instead == (("很/好看", 1),)
    assert told["缺席词"].reason == "absent" and told["缺席词"].n_found == 0
    assert pickle.loads(pickle.dumps(segmenter)).user_dictionary == tuple(own)  # noqa: S301


def test_an_entry_that_says_nothing_is_refused() -> None:
    with pytest.raises(UsageError):
        Segmenter(["——"])


def test_dictionary_files(tmp_path: Path) -> None:
    weighted, plain = tmp_path / "w.txt", tmp_path / "p.txt"
    weighted.write_text("\ufeff云计算 100 n\n小米 14 5\n", "utf-8")
    plain.write_text("# 备注\niPhone 15\n云计算\n\n", "utf-8")
    assert read_words(weighted) == ["云计算", "小米 14"]
    assert read_words(plain) == ["iPhone 15", "云计算"]
    with pytest.raises(NotFound):
        read_words(tmp_path / "none.txt")
    plain.write_bytes("云".encode("gbk"))
    with pytest.raises(DamagedData):
        read_words(plain)


@settings(max_examples=50, deadline=None)
@given(st.text("ab北", max_size=40), st.lists(st.text("ab北", min_size=1, max_size=3), max_size=5))
def test_find_all_finds_every_place(text: str, words: list[str]) -> None:
    found = sorted(find_all(text, words))
    slow = [(w, i) for w in set(words) for i in range(len(text)) if text.startswith(w, i)]
    assert found == sorted(slow)


def test_same_cuts_as_rjieba_on_real_reviews(data: Path) -> None:
    import rjieba

    path = data / "textcls_zh_reviews" / "hotel.jsonl.gz"
    texts = [json.loads(line)["text"] for line in gzip.open(path)][:400]
    plain = [text for text in texts if normalise(text) == text]
    for text, words in zip(plain, Segmenter().cut_many(plain), strict=True):
        if not any(mark in text for mark in "のαβ²\ufe0f\u200d"):
            assert words == [token for token in rjieba.cut(text) if is_word(token)]
