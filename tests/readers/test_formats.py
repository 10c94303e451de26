"""One table in every format comes back as the same items, and binary formats in their own way."""

import csv
import gzip
import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest

from tuwen.core.errors import DamagedData, UsageError
from tuwen.core.items import Item
from tuwen.core.records import Record
from tuwen.readers import open_source

ROWS = [
    {"id": f"r{i}", "title": f"标题 {i}", "text": f'第{i}段, "quoted"\nand a second line', "label": "ab"[i % 2]}
    for i in range(12)
]  # fmt: skip


def write(path: Path) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(ROWS[0]), delimiter="\t" if ".tsv" in path.name else ",")
    writer.writeheader()
    writer.writerows(ROWS)
    lines = "\n".join(json.dumps(row) for row in ROWS)
    text = {
        ".csv": out.getvalue(),
        ".tsv": out.getvalue(),
        ".json": json.dumps(ROWS),
        ".jsonl": lines,
    }
    name = path.name.removesuffix(".gz")
    if name.endswith(".parquet"):
        arrow, files = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        files.write_table(arrow.Table.from_pylist(ROWS), path)
    elif name.endswith(".xlsx"):
        from openpyxl import Workbook

        book = Workbook()
        for row in [list(ROWS[0]), *(list(row.values()) for row in ROWS)]:
            book.active.append(row)
        book.save(path)
    else:
        data = text[Path(name).suffix].encode()
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def items(path: Path) -> list[Item]:
    return [each.item for each in open_source(path) if isinstance(each, Record)]


@pytest.mark.parametrize(
    "name",
    [
        "x.csv",
        "x.csv.gz",
        "x.tsv",
        "x.json",
        "x.json.gz",
        "x.jsonl",
        "x.jsonl.gz",
        "x.parquet",
        "x.xlsx",
    ],
)
def test_the_same_items_from_every_format(name: str, tmp_path: Path) -> None:
    write(tmp_path / "expected.jsonl")
    write(tmp_path / name)
    assert [item.digest for item in items(tmp_path / name)] == [
        item.digest for item in items(tmp_path / "expected.jsonl")
    ]


@pytest.mark.parametrize("name", ["x.parquet", "x.xlsx", "x.json.gz"])
def test_also_inside_an_archive(name: str, tmp_path: Path) -> None:
    import zipfile

    write(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / name, f"in/{name}")
    found = items(tmp_path / "a.zip")
    assert [item.digest for item in found] == [item.digest for item in items(tmp_path / name)]


def test_parquet_with_embedded_pictures_and_odd_types(tmp_path: Path) -> None:
    arrow, files = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    columns = {
        "text": ["one", None], "image": [{"bytes": b"\x89PNG", "path": "a.png"}, {"bytes": b"GIF8", "path": None}],
        "n": [1.5, float("nan")], "when": [datetime(2024, 3, 5, 10), None], "tags": [["p", "q"], []],
        "raw": [b"\x00\xff", b""],
    }  # fmt: skip
    files.write_table(arrow.table(columns), tmp_path / "x.parquet")
    first, second = open_source(tmp_path / "x.parquet")
    assert first.pictures[0].read() == b"\x89PNG" and first.pictures[0].name == "a.png"
    assert first.item.meta == {"n": 1.5, "when": "2024-03-05T10:00:00", "raw": "AP8="}
    json.dumps(open_source(tmp_path / "x.parquet").describe())
    assert first.item.targets == {"labels": ["p", "q"]}
    assert second.pictures[0].read() == b"GIF8" and not second.item.meta


def test_a_workbook_of_several_sheets(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "一月"
    for row in [
        ["标题", "日期", "数量"],
        ["甲", date(2024, 1, 5), 3.0],
        [None, None, None],
        ["乙", datetime(2024, 1, 6, 9, 30), 4.5],
    ]:
        book.active.append(row)
    second = book.create_sheet("二月")
    for row in [["标题", "日期"], ["丙", "2024-02-01", "extra"], ["丁", None]]:
        second.append(row)
    book.create_sheet("空")
    book.save(tmp_path / "x.xlsx")
    found = list(open_source(tmp_path / "x.xlsx"))
    kept = [each.item for each in found if isinstance(each, Record)]
    assert [item.fields["title"] for item in kept] == ["甲", "乙", "丙", "丁"]
    assert [item.time.iso if item.time else "" for item in kept] == [
        "2024-01-05",
        "2024-01-06T09:30:00",
        "2024-02-01",
        "",
    ]
    assert [item.meta for item in kept] == [{"数量": 3}, {"数量": 4.5}, {"column_3": "extra"}, {}]
    assert len(kept) == len(found)
    assert open_source(tmp_path / "x.xlsx").describe()["sheets"] == ["一月", "二月"]


@pytest.mark.parametrize("name", ["x.parquet", "x.xlsx", "x.zip", "x.json.gz"])
def test_a_file_that_is_not_what_it_says(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"something else, long enough to look at")
    with pytest.raises(DamagedData, match=name.removesuffix(".gz")):
        list(open_source(tmp_path / name))


def test_a_format_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    write(tmp_path / "x.jsonl")
    (tmp_path / "noname").write_bytes((tmp_path / "x.jsonl").read_bytes())
    assert len(items(tmp_path / "noname")) == 12
    (tmp_path / "x.bin").write_bytes(b"\0\1\2")
    with pytest.raises(UsageError, match="x.bin"):
        open_source(tmp_path / "x.bin")


def test_a_source_is_read_as_often_as_asked(tmp_path: Path) -> None:
    write(tmp_path / "x.csv")
    source = open_source(tmp_path / "x.csv")
    assert list(source) == list(source)
