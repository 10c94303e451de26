"""Groundwork on text: segmentation against jieba and plain rjieba, language, wrong encodings.

Speed: processor time of one process, the best of three, whole sets. Language: shares of texts
whose code is right; "und" counts as wrong, but for Czech, which is not known and for which it is
right. Wrong encodings: real Chinese texts garbled by script; put right means equal to the letter, and
for UTF-8 read as GBK, where odd bytes are lost for good, found.
"""

import time
from collections.abc import Callable, Sequence

from benchmarks.common import figure, rows
from tuwen.text.fold import normalise
from tuwen.text.language import detect_many
from tuwen.text.mojibake import undo
from tuwen.text.segment import Segmenter
from tuwen.text.vocabulary import Vocabulary

GARBLED: dict[str, Callable[[str], str]] = {
    "GBK read as Latin-1": lambda text: text.encode("gb18030").decode("latin-1"),
    "UTF-8 read as Latin-1": lambda text: text.encode().decode("latin-1"),
    "UTF-8 read as GBK": lambda text: text.encode().decode("gb18030", "replace"),
}


def seconds(work: Callable[[], object]) -> float:
    """The least processor time of three runs."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def segmentation(texts: Sequence[str]) -> None:
    """Texts to numbered words: ours in batches, rjieba and jieba text by text with a dict."""
    import jieba
    import rjieba

    jieba.setLogLevel(60)
    jieba.initialize()

    def one_by_one(cut: Callable[[str], Sequence[str]], some: Sequence[str]) -> None:
        numbers: dict[str, int] = {}
        for text in some:
            [numbers.setdefault(word, len(numbers)) for word in cut(text)]

    rate = sum(map(len, texts)) / seconds(lambda: Segmenter().batch(texts, Vocabulary())) / 1e6
    plain = sum(map(len, texts)) / seconds(lambda: one_by_one(rjieba.cut, texts)) / 1e6
    some = texts[::20]
    old = sum(map(len, some)) / seconds(lambda: one_by_one(jieba.lcut, some)) / 1e6
    figure(
        "segmentation to numbers, million characters/s",
        round(rate, 2),
        protocol=f"62,772 reviews; same run: rjieba text by text {plain:.2f}, jieba {old:.2f}",
    )


def languages() -> None:
    """Right codes on sentences, headlines and names, and texts per second."""
    captions = list(rows("mt_multi30k", "train.jsonl.gz"))
    sets = {
        f"captions {lang}": (lang, [row[lang] for row in captions]) for lang in ("en", "de", "fr")
    }
    sets["captions cs"] = ("und", [row["cs"] for row in captions if row.get("cs")])
    short = list(rows("mt_tatoeba_en_zh", "train.jsonl.gz"))
    sets |= {
        f"short sentences {lang}": (lang, [row[lang] for row in short]) for lang in ("en", "zh")
    }
    sets["headlines en"] = ("en", [r["title"] for r in rows("textcls_en_agnews", "test.jsonl.gz")])
    emoji = list(rows("emoji", "metadata.jsonl.gz"))
    for lang in emoji[0]["names"]:
        names = [row["names"][lang] for row in emoji if lang in row["names"]]
        sets[f"names of emoji {lang}"] = (lang, names)
    right = {}
    for name, (lang, texts) in sets.items():
        codes = [code.removesuffix("-Hant") for code in detect_many(texts).codes]
        right[name] = round(codes.count(lang.removesuffix("-Hant")) / len(codes), 3)
    texts = sets["captions en"][1]
    rate = len(texts) / seconds(lambda: detect_many(texts))
    figure("language: right codes", right, protocol="whole sets; zh and zh-Hant count as one")
    figure("language: texts/s", round(rate, -3), at_least=50_000, reach=200_000, met=rate >= 50_000)


def encodings(texts: Sequence[str]) -> None:
    """Garbled texts found and put right; clean ones left alone."""
    told = {}
    for name, garble in GARBLED.items():
        fixed = [undo(garble(text)) for text in texts]
        lossy = name.endswith("GBK")
        hits = sum(bool(a) if lossy else a == b for a, b in zip(fixed, texts, strict=True))
        told[name] = round(hits / len(texts), 4)
    alarms = sum(map(bool, map(undo, texts)))
    figure("wrong encodings put right", told, false_alarms=alarms, protocol=f"{len(texts)} reviews")


def main() -> None:
    """Print the figures."""
    texts = [row["text"] for row in rows("textcls_zh_reviews", "online_shopping_10_cats.jsonl.gz")]
    segmentation(texts)
    languages()
    encodings([normalise(text) for text in texts[::5] if len(text) >= 4 and not text.isascii()])


if __name__ == "__main__":
    main()
