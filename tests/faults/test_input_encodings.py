"""I7: bytes in many encodings. Decoded right, or "unsure, choose": never surely wrong."""

import codecs
import random
from pathlib import Path

import pytest

from tuwen.core.errors import UsageError
from tuwen.core.records import Record, Reject
from tuwen.readers import ReadOptions, open_source
from tuwen.readers.encoding import detect

ZH = """镇上的图书馆下个月重新开放。 昨天的集市来了三百多人，比去年多了一半！ 新桥什么时候通车？
他家的豆腐又嫩又便宜，排队也值得。 校长说，今年要再添两间教室。 这件衣服洗了一次就缩水，很失望。
客服态度不错，第二天就换了货；物流也快。 老人们在河边打太极，孩子们放风筝。 房间干净，离车站近。
医生提醒大家：天气转凉，注意保暖。 屏幕有一条划痕，联系卖家没有回复。 《小镇晚报》创刊二十年。""".split()
HANT = """鎮上的圖書館下個月重新開放。 昨天的市集來了三百多人，比去年多了一半！ 新橋什麼時候通車？
他家的豆腐又嫩又便宜，排隊也值得。 校長說，今年要再添兩間教室。 這件衣服洗了一次就縮水，很失望。
客服態度不錯，第二天就換了貨；物流也快。 老人們在河邊打太極，孩子們放風箏。 房間乾淨，離車站近。""".split()
JA = """町の図書館は来月また開きます。 昨日の市場には三百人以上が来ました。 新しい橋はいつ通れるのですか？
この服は一度洗っただけで縮んでしまいました。 子どもたちは川のそばで遊んでいる。""".split()
EN = """The library opens again next month.|More than three hundred people came to the market!
|When will the new bridge carry cars?|The screen has a scratch – and nobody answers.|It isn’t far from the station.
|Mr Brown’s café serves soup at noon.|“We need two more rooms,” the headmaster said.""".replace(
    "\n", ""
).split("|")
SETS = {"zh": ZH, "zh-hant": HANT, "ja": JA, "en": EN}
CASES = [
    ("zh", "utf-8"), ("zh", "utf-8-sig"), ("zh", "gbk"), ("zh", "gb18030"), ("zh", "utf-16"),
    ("zh", "utf-16-le"), ("zh", "utf-16-be"), ("zh", "utf-32"), ("zh", "utf-32-le"),
    ("zh-hant", "utf-8"), ("zh-hant", "big5"), ("zh-hant", "gbk"), ("zh-hant", "utf-16-le"),
    ("ja", "utf-8"), ("ja", "shift_jis"), ("ja", "euc_jp"), ("ja", "utf-16-be"),
    ("en", "utf-8"), ("en", "utf-8-sig"), ("en", "gbk"), ("en", "cp1252"), ("en", "utf-16-le"),
]  # fmt: skip


def strings(language: str, encoding: str, n_sentences: int, n: int) -> list[bytes]:
    rng = random.Random(f"{language}{encoding}{n_sentences}")
    made = (" ".join(rng.choices(SETS[language], k=n_sentences)) for _ in range(n))
    return [text.encode(encoding, "ignore") for text in made]


def judged(data: bytes, encoding: str) -> tuple[bool, bool]:
    """Whether the detected encoding gives the same text, and whether it is called sure."""
    found = detect(data)
    text = codecs.getincrementaldecoder(found.encoding)("replace").decode(data)
    true = codecs.getincrementaldecoder(encoding)("replace").decode(data)
    return text.removeprefix("\ufeff") == true.removeprefix("\ufeff"), found.sure


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_right_or_unsure(language: str, encoding: str) -> None:
    right, n = 0, 0
    for n_sentences, repeats in ((1, 12), (3, 12), (20, 5), (2000, 1)):
        for data in strings(language, encoding, n_sentences, repeats):
            for part in (data, data[:-1]):  # also with the last character cut off
                fine, sure = judged(part, encoding)
                assert fine or not sure, (part[:80], detect(part))
                right, n = right + fine, n + 1
    assert right >= (0.9 if encoding == "cp1252" else 0.95) * n


@pytest.mark.parametrize(
    "data", [b"", b"a", b"\x80", b"\xff\xff", b"\0", b"\0" * 50, bytes(range(256))]
)
def test_scraps_are_no_crash(data: bytes) -> None:
    assert codecs.lookup(detect(data).encoding)


def test_noise_is_never_sure() -> None:
    rng = random.Random(0)
    noise = [rng.randbytes(rng.choice((20, 200, 5000))) for _ in range(60)]
    assert not any(detect(each).sure for each in noise)


def test_lines_in_another_encoding_are_rejected_one_by_one(tmp_path: Path) -> None:
    lines = [f"{number},{text}".encode() for number, text in enumerate(ZH)]
    lines[3] = lines[3].decode().encode("gbk")
    (tmp_path / "utf8.csv").write_bytes(b"id,text\n" + b"\n".join(lines))
    lines = [f"{number},{text}".encode("gbk") for number, text in enumerate(ZH)]
    lines[3] = lines[3].decode("gbk").encode()
    (tmp_path / "gbk.csv").write_bytes(b"id,text\n" + b"\n".join(lines))
    for name in ("utf8.csv", "gbk.csv"):
        found = list(open_source(tmp_path / name))
        assert [r.line for r in found if isinstance(r, Reject)] == [5]
        texts = [r.item.fields["text"] for r in found if isinstance(r, Record)]
        assert texts == ZH[:3] + ZH[4:]


def test_unsure_says_what_there_is_to_choose_from(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("id,text\n1,东西\n".encode("gbk"))
    found = open_source(path).describe()
    if not found["sure"]:
        assert all(each["preview"] for each in found["alternatives"])
        with pytest.raises(UsageError, match="gb18030"):
            list(open_source(path))
    rows = list(open_source(path, ReadOptions(encoding="gbk")))
    assert rows[0].item.fields["text"] == "东西"


def test_an_encoding_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("text\nx\n")
    with pytest.raises(UsageError, match="utf-9"):
        list(open_source(tmp_path / "x.csv", ReadOptions(encoding="utf-9")))


def test_a_doubtful_text_follows_its_neighbours(tmp_path: Path) -> None:
    for number, text in enumerate(ZH):
        (tmp_path / f"{number}.txt").write_bytes(text.encode("gbk"))
    (tmp_path / "x.txt").write_bytes("早，".encode("gbk"))
    found = {each.item.origin.file: each.item.fields["text"] for each in open_source(tmp_path)}
    assert found["x.txt"] == "早，" and len(found) == len(ZH) + 1


def test_a_file_that_begins_in_ascii(tmp_path: Path) -> None:
    """The first Chinese row comes long after what is looked at first."""
    rows = "id,text\n" + "".join(f"{i},plain ascii text in row {i}\n" for i in range(20_000))
    data = rows.encode() + "".join(f"x{i},{text}\n" for i, text in enumerate(ZH)).encode("gbk")
    (tmp_path / "x.csv").write_bytes(data)
    texts = [each.item.fields["text"] for each in open_source(tmp_path / "x.csv")]
    assert texts[-len(ZH) :] == ZH
