"""Folders: texts, pictures with what lies beside them, classes and splits by place."""

import gzip
import json
from pathlib import Path

import pytest

from tuwen.core.records import Record
from tuwen.readers import ReadOptions, open_source

PNG = b"\x89PNG\r\n\x1a\n"


def put(root: Path, files: dict[str, bytes | str]) -> None:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)


def records(path: Path, **options: object) -> dict[str, Record]:
    return {
        each.item.id.removeprefix(f"{path.name}/"): each
        for each in open_source(path, ReadOptions(**options))
        if isinstance(each, Record)
    }


def test_texts_with_titles(tmp_path: Path) -> None:
    put(tmp_path, {
        "a.md": "# 新桥通车 #\n\n正文第一段。\n",
        "b.txt": "Market day\n\nThree hundred people came.",
        "c.txt": "This is only a first sentence.\n\nAnd another.",
        "d.txt": "one line",
        "e.md": "no heading\nat all",
        "f.txt": "  \n ",
    })  # fmt: skip
    found = {name: dict(each.item.fields) for name, each in records(tmp_path).items()}
    assert found == {
        "a.md": {"title": "新桥通车", "text": "正文第一段。\n"},
        "b.txt": {"title": "Market day", "text": "Three hundred people came."},
        "c.txt": {"text": "This is only a first sentence.\n\nAnd another."},
        "d.txt": {"text": "one line"},
        "e.md": {"text": "no heading\nat all"},
    }
    assert [each.reason for each in open_source(tmp_path) if not isinstance(each, Record)] == [
        "reject_empty"
    ]


def test_files_of_two_folders_do_not_meet(tmp_path: Path) -> None:
    put(tmp_path, {"one/a.txt": "first text", "two/a.txt": "second text", "two/b.png": PNG})
    ids = [each.item.id for name in ("one", "two") for each in open_source(tmp_path / name)]
    assert ids == ["one/a.txt", "two/a.txt", "two/b.png"]


def test_packed_texts(tmp_path: Path) -> None:
    put(tmp_path, {"a.txt.gz": gzip.compress("镇上的图书馆重新开放。".encode("gbk"))})
    assert [each.item.fields["text"] for each in records(tmp_path).values()] == [
        "镇上的图书馆重新开放。"
    ]


def test_a_markdown_text_brings_its_pictures(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "posts/a.md": "# A\n\nSee ![x](../img/p.png) and ![](http://x/y.png) ![no](gone.png)",
            "img/p.png": PNG,
            "img/q.png": PNG,
        },
    )
    found = records(tmp_path)
    assert [picture.read() for picture in found["posts/a.md"].pictures] == [PNG]


@pytest.mark.parametrize("kind", ["png", "txt"])
def test_a_sub_folder_is_a_class(kind: str, tmp_path: Path) -> None:
    data = PNG if kind == "png" else "some words here"
    put(
        tmp_path,
        {
            f"{place}/x.{kind}": data
            for place in ("train/cat", "train/dog/brown", "test/cat", "val/images/dog")
        },
    )
    found = {
        name: (each.item.targets.get("label"), each.item.split)
        for name, each in records(tmp_path).items()
    }
    assert found == {
        f"train/cat/x.{kind}": ("cat", "train"), f"train/dog/brown/x.{kind}": ("dog/brown", "train"),
        f"test/cat/x.{kind}": ("cat", "test"), f"val/images/dog/x.{kind}": ("dog", "dev"),
    }  # fmt: skip


def test_folders_that_are_no_classes(tmp_path: Path) -> None:
    put(tmp_path, {"set/images/a.png": PNG, "set/images/b.png": PNG})
    assert all(not each.item.targets for each in records(tmp_path).values())
    put(tmp_path / "years", {"2023/05/a.txt": "one word", "2024/06/b.txt": "two words"})
    found = [each.item for each in records(tmp_path / "years").values()]
    assert all(not item.targets for item in found)
    assert [item.meta for item in found] == [{"folder": "2023/05"}, {"folder": "2024/06"}]


def test_what_lies_beside_a_picture(tmp_path: Path) -> None:
    put(tmp_path, {
        "a.jpg": PNG, "a.txt": "A red house", "b.png": PNG,
        "b.json": json.dumps({"id": "B", "title": "蓝房子", "label": "house", "time": "2024-03-05"}),
        "c.png": PNG, "c.json": "{bad", "d.png": PNG, "d.jpg": PNG, "d.md": "# Both\n\nsides", "e.png": PNG,
    })  # fmt: skip
    found = records(tmp_path)
    assert found["a.jpg"].item.fields == {"text": "A red house"}
    assert (found["B"].item.fields, found["B"].item.targets) == (
        {"title": "蓝房子"},
        {"label": "house"},
    )
    assert found["B"].item.time.iso == "2024-03-05"
    assert len(found["d.jpg"].pictures) == 2 and found["d.jpg"].item.fields["title"] == "Both"
    assert found["c.png"].item.fields == found["e.png"].item.fields == {}
    rejects = [each for each in open_source(tmp_path) if not isinstance(each, Record)]
    assert [(each.file, each.reason) for each in rejects] == [("c.json", "reject_json")]


@pytest.mark.parametrize("table", ["metadata.csv", "metadata.jsonl"])
def test_a_table_with_file_names(table: str, tmp_path: Path) -> None:
    rows = [
        {"file_name": "images/a.png", "text": "甲"},
        {"file_name": "images/b.png", "text": "乙"},
    ]
    text = (
        "file_name,text\nimages/a.png,甲\nimages/b.png,乙\n"
        if table.endswith("csv")
        else "\n".join(map(json.dumps, rows))
    )
    put(
        tmp_path,
        {
            table: text,
            **{f"images/{n}.png": PNG for n in "abc"},
            "README.md": "about",
            "LICENSE": "free",
        },
    )
    found = list(open_source(tmp_path))
    assert [(each.item.fields.get("text"), len(each.pictures)) for each in found] == [
        ("甲", 1),
        ("乙", 1),
        (None, 1),
    ]
    assert found[2].item.id.endswith("/images/c.png")  # no row names it, and it is not lost
    described = open_source(tmp_path).describe()
    assert described["files"] == {"table": 1, "picture": 3, "about": 2}
    assert described["ignored"] == ["LICENSE", "README.md"]


def test_a_picture_by_itself(tmp_path: Path) -> None:
    put(tmp_path, {"a.png": PNG, "a.txt": "beside it", "b.png": PNG})
    [found] = open_source(tmp_path / "a.png")
    assert found.item.fields == {"text": "beside it"} and found.pictures[0].read() == PNG


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "a.txt": "some words",
            "b.exe": "MZ",
            ".hidden.txt": "x",
            ".git/x.txt": "x",
            "Thumbs.db": "x",
        },
    )
    found = list(open_source(tmp_path))
    assert [getattr(each, "reason", "") for each in found] == ["reject_format", ""]


def test_real_sets_open_without_being_told(data: Path) -> None:
    expected = {
        "textcls_zh_reviews/hotel.jsonl.gz": ({"text"}, {"label"}),
        "textcls_en_agnews/test.jsonl.gz": ({"title", "text"}, {"label"}),
        "summ_en_bbc/valid.jsonl.gz": ({"text", "summary"}, {"label"}),
        "summ_zh_csl_title/dev.jsonl.gz": ({"title", "summary", "keywords"}, {"label"}),
        "mt_tatoeba_en_zh/dev.jsonl.gz": ({"en", "zh"}, set()),
        "ner_zh_weibo/weibo.dev.jsonl.gz": ({"text"}, {"tags"}),
        "fakenews_en_liar/test.jsonl.gz": ({"text"}, {"label"}),
        "textcls_zh_fewclue_csldcp/dev_0.jsonl.gz": ({"text"}, {"label"}),
    }
    for name, (fields, targets) in expected.items():
        found = list(open_source(data / name))
        assert all(isinstance(each, Record) for each in found), name
        assert set(found[0].item.fields) == fields and set(found[0].item.targets) == targets, name
