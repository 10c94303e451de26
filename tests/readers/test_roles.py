"""Which column is what: by name in two languages, by content, and as the user says."""

import json
from pathlib import Path

import pytest

from tuwen.core.errors import UnknownName
from tuwen.core.items import Item
from tuwen.readers import ReadOptions, open_source
from tuwen.readers.roles import assign

ROWS = [
    {
        "编号": f"n{i}", "标题": f"第{i}条新闻", "正文": "镇上的图书馆下个月重新开放，欢迎大家来看书。" * 2,
        "类别": "文化" if i % 2 else "体育", "发布日期": f"2024年3月{i + 1}日", "地点": "河东",
        "图片": f"p{i}.jpg", "浏览量": i * 7,
    }
    for i in range(20)
]  # fmt: skip


def read(path: Path, rows: list[dict], **options: object) -> list[Item]:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return [each.item for each in open_source(path, ReadOptions(**options))]


def roles(rows: list[dict], **overrides: object) -> dict[str, str]:
    return {name: to.role for name, to in assign(list(rows[0]), rows, overrides).items()}


def test_chinese_names() -> None:
    assert roles(ROWS) == {
        "编号": "id", "标题": "title", "正文": "text", "类别": "label", "发布日期": "time",
        "地点": "place", "图片": "image", "浏览量": "meta",
    }  # fmt: skip


def test_an_item_is_made_of_them(tmp_path: Path) -> None:
    (tmp_path / "p0.jpg").write_bytes(b"x")
    item = read(tmp_path / "x.jsonl", ROWS)[0]
    assert (item.id, item.place, item.targets, item.meta) == (
        "n0",
        "河东",
        {"label": "体育"},
        {"浏览量": 0},
    )
    assert set(item.fields) == {"title", "text"} and item.time.iso == "2024-03-01"
    assert (item.origin.file, item.origin.line) == ("x.jsonl", 1)


def test_names_that_say_nothing_are_judged_by_content() -> None:
    rows = [
        {
            "c1": i,
            "c2": f"A longer text about the market, number {i}, with words.",
            "c3": "ab"[i % 2],
        }
        for i in range(30)
    ]
    assert roles(rows) == {"c1": "meta", "c2": "field", "c3": "meta"}
    short = [{"a": f"好看{i}", "b": i} for i in range(9)]
    assert roles(short) == {"a": "text", "b": "meta"}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"label": 1, "label_name": "good", "text": "x"}, {"label": "meta", "label_name": "label", "text": "text"}),
        ({"en": "a dog", "zh": "一只狗"}, {"en": "field", "zh": "field"}),
        ({"text": "a dog", "text_zh": "狗"}, {"text": "text", "text_zh": "field"}),
        ({"tokens": ["a"], "tags": ["O"]}, {"tokens": "tokens", "tags": "tags"}),
        ({"text": "x", "tags": ["p", "q"]}, {"text": "text", "tags": "labels"}),
        ({"text": "x", "entities": [[0, 1, "name"]]}, {"text": "text", "entities": "entities"}),
        ({"document": "x", "summary": "y"}, {"document": "text", "summary": "summary"}),
        ({"abstract": "x", "title": "y", "keywords": ["k"]}, {"abstract": "summary", "title": "title", "keywords": "field"}),
        ({"text": "x", "image": "https://a.b/c.jpg"}, {"text": "text", "image": "meta"}),
        ({"text": "x", "time": 12.5}, {"text": "text", "time": "meta"}),
    ],
)  # fmt: skip
def test_sets_as_they_are_published(columns: dict, expected: dict) -> None:
    assert roles([columns] * 3) == expected


def test_a_text_for_every_language(tmp_path: Path) -> None:
    rows = [
        {
            "key": "k",
            "names": {"en": "cat", "zh": "猫", "zh-Hant": "貓"},
            "words": {"en": ["a", "b"]},
        }
    ]
    item = read(tmp_path / "x.jsonl", rows)[0]
    assert item.fields == {
        "names_en": "cat",
        "names_zh": "猫",
        "names_zh-Hant": "貓",
        "words_en": "a\nb",
    }
    assert item.languages["names_zh-Hant"] == "zh-hant"
    plain = [{"text": "x", "names": rows[0]["names"], "user_id": "u", "order_no": "n"}] * 3
    assert roles(plain) == {"text": "text", "names": "meta", "user_id": "meta", "order_no": "meta"}


def test_an_id_must_name_one_row() -> None:
    assert roles([{"id": i % 3, "text": f"x{i}"} for i in range(30)])["id"] == "meta"


def test_what_the_user_says_wins(tmp_path: Path) -> None:
    options = {"text": ("标题", "正文"), "label": (), "place": "类别"}
    item = read(tmp_path / "x.jsonl", ROWS, roles=options)[1]
    assert list(item.fields) == ["text", "正文"] and item.place == "文化"
    assert not item.targets and item.meta["地点"] == "河东"


@pytest.mark.parametrize(("given", "near"), [({"text": "正问"}, "正文"), ({"txt": "正文"}, "text")])
def test_a_wrong_name_is_told_with_the_nearest(given: dict, near: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=near):
        read(tmp_path / "x.jsonl", ROWS, roles=given)
    with pytest.raises(UnknownName, match=near):  # also where the table is all of a folder
        list(open_source(tmp_path, ReadOptions(roles=given)))


def test_classes_are_text_whatever_type_they_come_in(tmp_path: Path) -> None:
    rows = [{"text": "x", "label": label} for label in (1, 1.0, "1", True, ["a", 2])]
    found = [item.targets["label"] for item in read(tmp_path / "x.jsonl", rows)]
    assert found == ["1", "1", "1", "true", ["a", "2"]]


def test_tokens_become_text(tmp_path: Path) -> None:
    rows = [{"tokens": ["I", "live", "in", "上", "海", "!"], "tags": ["O"] * 6}]
    item = read(tmp_path / "x.jsonl", rows)[0]
    assert item.fields["text"] == "I live in上海!"
    assert item.meta["tokens"] == rows[0]["tokens"] and item.targets["tags"] == ["O"] * 6


@pytest.mark.parametrize("value", ["a;b", "a|b", "a；b", '["a", "b"]', ["a", "b"]])
def test_several_in_one_cell(value: object, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.png").write_bytes(b"x")
    images = (
        [f"{v}.png" for v in value]
        if isinstance(value, list)
        else str(value).replace("a", "a.png").replace("b", "b.png")
    )
    rows = [
        {
            "text": "x",
            "labels": value,
            "images": images if "；" not in str(value) else "a.png;b.png",
        }
    ]
    (tmp_path / "x.jsonl").write_text(json.dumps(rows[0]), "utf-8")
    [found] = open_source(tmp_path / "x.jsonl")
    assert found.item.targets["labels"] == ["a", "b"]
    assert [picture.name for picture in found.pictures] == ["a.png", "b.png"]


@pytest.mark.parametrize("stem", ["train", "news.test", "dev_0", "x-valid"])
def test_a_split_in_the_name_of_the_file(stem: str, tmp_path: Path) -> None:
    split = {"t": "train", "n": "test", "d": "dev", "x": "dev"}[stem[0]]
    [item] = read(tmp_path / f"{stem}.jsonl", [{"id": 1, "text": "x"}])
    assert (item.split, item.id) == (split, f"{stem}/1")


def test_ids_of_several_tables_do_not_meet(tmp_path: Path) -> None:
    for name in ("noto", "fluent"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "metadata.jsonl").write_text('{"id": "1F600", "text": "x"}')
    (tmp_path / "more.csv").write_text("id,text\n1F600,x\n")
    assert sorted(each.item.id for each in open_source(tmp_path)) == [
        "fluent/1F600",
        "more/1F600",
        "noto/1F600",
    ]


def test_a_description_shows_what_was_understood(tmp_path: Path) -> None:
    read(tmp_path / "x.jsonl", ROWS)
    found = open_source(tmp_path / "x.jsonl").describe()
    assert found["roles"]["text"] == ["正文"] and found["encoding"] == "utf-8"
    assert found["becomes"]["标题"] == "title" and len(found["rows"]) == 5
    json.dumps(found)
