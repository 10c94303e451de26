"""Reading: encodings told right on real sentences, and rows read per second.

Sentences of real sets are put into each encoding, 1, 3, 20 and 2,000 of them; a sentence tells right
where the detected encoding gives the same text. "Silently wrong" counts wrong ones called sure.
"""

import codecs
import random
import re
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.common import figure, rows
from tuwen.core.platform import peak_memory
from tuwen.readers import open_source
from tuwen.readers.encoding import codec_of, detect

SOURCES = {
    "zh": (
        ("textcls_zh_reviews", "hotel.jsonl.gz", "text"),
        ("textcls_zh_thucnews_title", "test.jsonl.gz", "text"),
        ("summ_zh_csl_title", "test.jsonl.gz", "abstract"),
    ),
    "en": (
        ("textcls_en_agnews", "test.jsonl.gz", "description"),
        ("multimodal_mediaeval2016", "dev.jsonl.gz", "text"),
        ("mt_multi30k", "val.jsonl.gz", "en"),
    ),
}
ENCODINGS = {
    "zh and en, UTF-8, BOM, GBK": [
        ("zh", "utf-8"), ("zh", "utf-8-sig"), ("zh", "gbk"), ("en", "utf-8"), ("en", "utf-8-sig"),
    ],
    "Big5 (code page 950), UTF-16": [
        ("hant", "cp950"), ("zh", "utf-16"), ("zh", "utf-16-le"), ("zh", "utf-16-be"),
        ("en", "utf-16-le"),
    ],
}  # fmt: skip
LENGTHS = ((1, 400), (3, 400), (20, 100), (2000, 4))


def sentences(language: str) -> list[str]:
    """Sentences of a language; traditional Chinese is converted from simplified."""
    if language == "hant":
        from opencc import OpenCC

        convert = OpenCC("s2tw").convert
        return [convert(each) for each in random.Random(1).sample(sentences("zh"), 4000)]
    texts = [row[key] for *parts, key in SOURCES[language] for row in rows(*parts)]
    cut = (part for text in texts for part in re.split(r"(?<=[。！？!?.])\s*|\n", text))
    return [part for part in cut if len(part) > 1]


def encodings() -> None:
    """Right, unsure and silently wrong answers of the detector."""
    pools = {language: sentences(language) for language in ("zh", "hant", "en")}
    for name, cases in ENCODINGS.items():
        found: Counter[str] = Counter()
        for language, encoding in cases:
            rng = random.Random(f"{language} {encoding}")
            for n, times in LENGTHS:
                for _ in range(times):
                    text = "\n".join(rng.choices(pools[language], k=n))
                    found[judged(text.encode(encoding, "ignore"), encoding)] += 1
        total = found.total()
        right = (found["right"] + found["right, unsure"]) / total
        least = 0.995 if "GBK" in name else 0.95
        figure(
            f"encoding told right: {name}",
            round(right, 5),
            at_least=least,
            met=right >= least,
            protocol=f"{total} strings of 1, 3, 20, 2,000 real sentences",
            unsure=round((found["right, unsure"] + found["unsure"]) / total, 4),
        )
        wrong = found["wrong"]
        figure(
            f"encoding silently wrong: {name}", wrong, at_least=0, met=wrong == 0, protocol="same"
        )


def judged(data: bytes, encoding: str) -> str:
    """What came of one string."""
    guess = detect(data)
    text = codecs.getincrementaldecoder(codec_of(guess.encoding))("replace").decode(data)
    if text.removeprefix("\ufeff") == data.decode(encoding).removeprefix("\ufeff"):
        return "right" if guess.sure else "right, unsure"
    return "wrong" if guess.sure else "unsure"


def speed() -> None:
    """Rows a second of processor time, and memory, over a million short rows."""
    with tempfile.TemporaryDirectory() as folder:
        for name, line in (
            (
                "x.jsonl",
                '{{"id": "{0}", "title": "title {0}", "text": "short text {0}", "label": "{1}"}}\n',
            ),
            ("x.csv", '{0},title {0},"short text, {0}",{1}\n'),
        ):
            path = Path(folder) / name
            head = "id,title,text,label\n" if name == "x.csv" else ""
            path.write_text(head + "".join(line.format(i, "abc"[i % 3]) for i in range(1_000_000)))
            before, start = peak_memory(), time.process_time()
            n = sum(1 for _ in open_source(path))
            value = round(n / (time.process_time() - start))
            figure(
                f"rows read per second: {name}", value, at_least=60_000, met=value >= 60_000,
                protocol="1,000,000 rows of four columns, processor time",
                grown_megabytes=(peak_memory() - before) // 1_000_000,
            )  # fmt: skip


def main() -> None:
    """All rows."""
    encodings()
    speed()


if __name__ == "__main__":
    main()
