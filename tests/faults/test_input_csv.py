"""I4: broken and odd CSV and TSV. Every row is a record or a reject; no quote swallows its rows."""

import csv
import io
import random
from collections import Counter
from pathlib import Path

import pytest

from tuwen.core.errors import LimitReached
from tuwen.core.records import Record, Reject
from tuwen.readers import ReadOptions, open_source

HEAD = "id,text,label\n"


def read(path: Path, data: str | bytes, **options: object) -> list[Record | Reject]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(open_source(path, ReadOptions(**options)))


def texts(found: list[Record | Reject]) -> list[str]:
    return [each.item.fields.get("text", "") for each in found if isinstance(each, Record)]


def reasons(found: list[Record | Reject]) -> list[tuple[int, str]]:
    return [(each.line, each.reason) for each in found if isinstance(each, Reject)]


CASES = {
    "unclosed, rows follow": (
        HEAD + '1,one,a\n2,"two,b\n3,three,c\n4,four,d\n',
        ["one", "three", "four"],
        [(3, "reject_unclosed_quote")],
    ),
    "unclosed, quoted rows follow": (
        HEAD + '1,"one",a\n2,"two,b\n3,"three",c\n4,"",d\n',
        ["one", "three", ""],
        [(3, "reject_unclosed_quote")],
    ),
    "unclosed at the last row": (
        HEAD + '1,one,a\n2,two,"b',
        ["one"],
        [(3, "reject_unclosed_quote")],
    ),
    "two unclosed": (
        HEAD + '1,"one,a\n2,two,b\n3,"three,c\n4,four,d\n',
        ["two", "four"],
        [(2, "reject_unclosed_quote"), (4, "reject_unclosed_quote")],
    ),
    "line ends inside quotes": (
        HEAD + '1,"one\nand ""more""\n\nlines",a\r\n2,two,b\r\n',
        ['one\nand "more"\n\nlines', "two"],
        [],
    ),
    "text after a closing quote": (
        HEAD + '1,"one" more,a\n2,two,b\n',
        ["two"],
        [(2, "reject_after_quote")],
    ),
    "a quote inside a bare cell is text": (HEAD + '1,say "one",a\n2,5" disk,b\n', ['say "one"', '5" disk'], []),
    "ragged": (
        HEAD + "1,one,a\n2,two\n3,three,c,d\n4,four,d,,\n",
        ["one", "four"],
        [(3, "reject_ragged"), (4, "reject_ragged")],
    ),
    "carriage returns only": (HEAD.replace("\n", "\r") + "1,one,a\r2,two,b\r", ["one", "two"], []),
    "NUL and controls are text": (HEAD + "1,o\0ne,a\n2,\x1b[31mtwo,b\n", ["o\0ne", "\x1b[31mtwo"], []),
    "semicolons": ("id;text;label\n1;one, and;a\n2;two;b\n", ["one, and", "two"], []),
    "tabs, quotes as text": (
        'id\ttext\tlabel\n1\t"one\ta\n2\t"two\tb\n3\tthree\tc\n',
        ['"one', '"two', "three"],
        [],
    ),
    "told by sep=": ("sep=|\nid|text|label\n1|one|a\n", ["one"], []),
    "joined files": (
        "\ufeff" + HEAD + "1,one,a\n\ufeff" + HEAD + '\ufeff"2",two,b\n',
        ["one", "two"],
        [(3, "reject_header_again")],
    ),
    "no header": ("1,a first sentence here,x\n2,and a second one,y\n", [], []),
    "blank lines": (HEAD + "\n1,one,a\n\n\n2,two,b\n\n", ["one", "two"], []),
    "empty cells": (HEAD + ",,\n1,,a\n", [""], [(2, "reject_empty")]),
    "formulas are text": (HEAD + '1,=1+1,a\n2,"@SUM(A1)",b\n', ["=1+1", "@SUM(A1)"], []),
    "no rows": (HEAD, [], []),
    "nothing": ("", [], []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_row_is_read_or_told(case: str, tmp_path: Path) -> None:
    data, expected, refused = CASES[case]
    found = read(tmp_path / "x.csv", data)
    if case == "no header":
        assert [list(each.item.fields.values()) for each in found] == [
            ["a first sentence here"], ["and a second one"],
        ]  # fmt: skip
    else:
        assert texts(found) == expected
    assert reasons(found) == refused


def test_duplicate_and_missing_names_become_columns_of_their_own(tmp_path: Path) -> None:
    found = read(tmp_path / "x.csv", "text,text,,label\none,two,three,a\n")
    item = found[0].item
    assert item.fields["text"] == "one" and item.targets == {"label": "a"}
    assert sorted(map(str, [*item.fields.values(), *item.meta.values()])) == ["one", "three", "two"]
    assert "column_3" in {*item.fields, *item.meta}


def test_cells_longer_than_the_csv_module_takes(tmp_path: Path) -> None:
    long = "很长的一格" * 60_000
    found = read(tmp_path / "x.csv", f'{HEAD}1,"{long}",a\n2,{long},b\n')
    assert texts(found) == [long, long]


def test_a_row_over_the_limit_costs_only_itself(tmp_path: Path) -> None:
    data = f'{HEAD}1,{"x" * 5_000_000},a\n2,two,b\n3,"{"y" * 5_000_000}\n'
    found = read(tmp_path / "x.csv", data, max_record=1_000_000)
    assert texts(found) == ["two"]
    assert [reason for _, reason in reasons(found)] == ["reject_too_long", "reject_too_long"]
    assert all(len(each.first_bytes) <= 80 for each in found if isinstance(each, Reject))


def test_a_million_columns_are_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(LimitReached) as refused:
        read(tmp_path / "x.csv", ",".join(f"c{i}" for i in range(1_000_000)) + "\n1\n")
    assert "4096" in str(refused.value) and "\n" not in str(refused.value)


def test_a_folder_goes_on_after_a_file_that_fails(tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text(",".join("ab" * 5000) + "\n")
    (tmp_path / "fine.csv").write_text(HEAD + "1,one,a\n")
    found = list(open_source(tmp_path))
    assert texts(found) == ["one"] and reasons(found) == [(0, "too_many_columns")]


@pytest.mark.parametrize("seed", range(100, 130))
def test_planted_faults_are_counted(seed: int, tmp_path: Path) -> None:
    """Of a written file with faults in known rows, the others come back to the character."""
    rng = random.Random(seed)
    out = io.StringIO()
    pieces = ["新闻", "a b", 'q"q', ",", "，", "\n", "it's", ""]
    rows = [[f"r{i}", "".join(rng.choices(pieces, k=4)) or "x", "a"] for i in range(60)]
    quoting = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    lines: list[str] = []
    broken = set(rng.sample(range(60), 6))
    fault = rng.choice(['{},"open,a\n', "{},one\n", "{},a,b,c,d\n", '{},"one" more,a\n'])
    for number, row in enumerate(rows):
        out = io.StringIO()
        csv.writer(out, quoting=quoting, lineterminator="\n").writerow(row)
        lines.append(fault.format(row[0]) if number in broken else out.getvalue())
    found = read(tmp_path / "x.csv", HEAD + "".join(lines))
    whole = {(r.item.id, r.item.fields.get("text")) for r in found if isinstance(r, Record)}
    expected = {(row[0], row[1]) for number, row in enumerate(rows) if number not in broken}
    assert whole == expected
    assert Counter(type(each) for each in found)[Reject] == len(broken)
