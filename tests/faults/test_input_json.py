"""I5: broken and odd JSON and JSON Lines. One bad line is one reject, whatever is wrong with it."""

import gzip
import json
from pathlib import Path

import pytest

from tuwen.core.errors import Refused
from tuwen.core.records import Record, Reject
from tuwen.readers import ReadOptions, open_source

GOOD = '{"id": "a", "text": "好的一行"}'
BAD = {
    "cut off": ('{"id": "b", "text": "x', "reject_json"),
    "no JSON": ("hello, world", "reject_json"),
    "two on a line": ('{"id": "b"} {"id": "c"}', "reject_json"),
    "nested too deep": ('{"text": ' + "[" * 100_000 + "]" * 100_000 + "}", "reject_json_depth"),
    "a key twice": ('{"text": "x", "text": "y"}', "reject_json_key_twice"),
    "NaN": ('{"text": "x", "n": NaN}', "reject_json_nan"),
    "infinity": ('{"text": "x", "n": -Infinity}', "reject_json_nan"),
    "too large a number": ('{"text": "x", "n": 1e999}', "reject_json_nan"),
    "5,000 digits": ('{"text": "x", "n": ' + "9" * 5000 + "}", "reject_json"),
    "half a surrogate pair": ('{"text": "x\\ud800"}', "reject_surrogate"),
    "a list": ("[1, 2]", "reject_json_no_object"),
    "a string": ('"text"', "reject_json_no_object"),
    "nothing in it": ('{"text": ""}', "reject_empty"),
    "control character": ('{"text": "a\tb"}', "reject_json"),
}


def read(path: Path, data: str | bytes, **options: object) -> list[Record | Reject]:
    path.write_bytes(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
    return list(open_source(path, ReadOptions(**options)))


@pytest.mark.parametrize("kind", BAD)
def test_one_bad_line_is_one_reject(kind: str, tmp_path: Path) -> None:
    line, reason = BAD[kind]
    found = read(tmp_path / "x.jsonl", f"{GOOD}\n{line}\n\n{GOOD}")
    assert [type(each) for each in found] == [Record, Reject, Record]
    assert (found[1].line, found[1].reason) == (2, reason)
    assert found[1].first_bytes == line.encode()[:80]


@pytest.mark.parametrize(
    "kind", [kind for kind in BAD if kind not in ("two on a line", "cut off", "no JSON")]
)
def test_one_bad_member_of_an_array_is_one_reject(kind: str, tmp_path: Path) -> None:
    line, reason = BAD[kind]
    found = read(tmp_path / "x.json", f"[{GOOD},\n{line},\n{GOOD}]")
    assert [type(each) for each in found] == [Record, Reject, Record]
    assert found[1].reason == reason


def test_a_whole_pair_of_surrogates_is_a_character(tmp_path: Path) -> None:
    found = read(tmp_path / "x.jsonl", '{"text": "\\ud83d\\ude00"}\n')
    assert found[0].item.fields["text"] == "😀"


def test_values_of_mixed_types_are_kept_as_they_are(tmp_path: Path) -> None:
    lines = [
        '{"text": "x", "n": 1}',
        '{"text": 7, "n": "b"}',
        '{"text": ["p", "q"], "n": {"m": 0.5}}',
    ]
    found = [each.item for each in read(tmp_path / "x.jsonl", "\n".join(lines))]
    assert [item.fields["text"] for item in found] == ["x", "7", "p\nq"]
    assert [item.meta["n"] for item in found] == [1, "b", {"m": 0.5}]


SHAPES = {
    "array": "[{0}, {0}]",
    "lines": "{0}\n{0}\n",
    "one after another, indented": "{0}\n\n  {0}",
    "in a wrapper": '{{"n": 2, "data": [{0}, {0}]}}',
    "columns, as pandas writes them": '{{"text": {{"0": "好的一行", "1": "好的一行"}}}}',
    "by id": '{{"p": {{"text": "好的一行"}}, "q": {{"text": "好的一行"}}}}',
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_shapes_in_which_rows_come(shape: str, encoding: str, tmp_path: Path) -> None:
    data = SHAPES[shape].format('{"text": "好的一行"}').encode(encoding)
    found = read(tmp_path / "x.json", data, encoding=encoding)
    assert [each.item.fields["text"] for each in found] == ["好的一行"] * 2


def test_a_single_object_is_a_row(tmp_path: Path) -> None:
    found = read(tmp_path / "x.json", json.dumps({"text": "x", "parts": {"a": 1}}, indent=1))
    assert [each.item.meta for each in found] == [{"parts": {"a": 1}}]


def test_an_array_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    for cut in ("", ",", ', {"text": "b', ', {"text": "b"}'):
        found = read(tmp_path / "x.json", f"[{GOOD}{cut}")
        assert isinstance(found[0], Record) and isinstance(found[-1], Reject)


def test_brackets_in_strings_and_across_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuwen.readers.json_cut._BLOCK", 7)
    rows = [{"text": f'{i} ]}}, "\\ [{{' * 3, "n": [1, {"m": []}]} for i in range(20)]
    found = read(tmp_path / "x.json", json.dumps(rows, indent=2))
    assert [each.item.fields["text"] for each in found] == [row["text"] for row in rows]


@pytest.mark.parametrize("name", ["x.jsonl", "x.json"])
def test_a_record_over_the_limit_costs_only_itself(name: str, tmp_path: Path) -> None:
    long = '{"text": "' + "x" * 3_000_000 + '"}'
    rows = f"{GOOD}\n{long}\n{GOOD}\n" if name == "x.jsonl" else f"[{GOOD}, {long}, {GOOD}]"
    found = read(tmp_path / name, rows, max_record=1_000_000)
    assert [getattr(each, "reason", "") for each in found] == ["", "reject_too_long", ""]
    assert len(found[1].first_bytes) <= 80


def test_a_torn_gz_gives_its_whole_lines_then_says_so(tmp_path: Path) -> None:
    data = gzip.compress("".join(f'{{"text": "row {i}"}}\n' for i in range(200_000)).encode())
    (tmp_path / "x.jsonl.gz").write_bytes(data[: len(data) // 2])
    *rows, told = open_source(tmp_path / "x.jsonl.gz")
    assert len(rows) > 90_000 and all(isinstance(each, Record) for each in rows[:-1])
    assert told.reason == "damaged_source"
    assert list(open_source(tmp_path))[-1].reason == "damaged_source"


def test_a_gz_bomb_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl.gz").write_bytes(gzip.compress(b" " * 50_000_000))
    with pytest.raises(Refused, match="x.jsonl"):
        list(open_source(tmp_path / "x.jsonl.gz"))
