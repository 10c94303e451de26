"""Each command does its job, speaks JSON, and ends with the documented exit code."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tuwen.cli.app import COMMANDS
from tuwen.store import Collection

Run = Callable[..., "object"]


def test_mine_reads_everything_and_reports(run: Run, source: Path, tmp_path: Path) -> None:
    path = tmp_path / "c.tuwen"
    answer = run("mine", source, "-o", path, "--steps", 2, "--json")
    said = answer.json
    assert answer.code in (0, 4)
    assert said["schema"] == "tuwen.mine/1"
    assert said["read"] == said["accepted"] + said["rejected"] + said["duplicates"] > 50
    page = Path(said["report"]).read_text("utf-8")
    assert page.lower().startswith("<!doctype html>") and len(page) > 50_000


def test_mining_again_adds_nothing(run: Run, source: Path, mined: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(mined, tmp_path / "c.tuwen")
    with Collection.open(copy) as store:
        before = store.hash
    said = run("add", source, "-c", copy, "--json").json
    assert said["accepted"] == 0 and said["hash"] == before


def test_dry_run_writes_nothing(run: Run, source: Path, tmp_path: Path) -> None:
    path = tmp_path / "c.tuwen"
    answer = run("mine", source, "-o", path, "--dry-run", "--json")
    assert answer.code == 0 and not path.exists()
    assert answer.json["sources"][0]["format"]


def test_search_gives_reasons(run: Run, mined: Path) -> None:
    with Collection.open(mined) as store:
        item = next(item for item in store.items() if item.fields.get("title"))
    said = run("search", item.fields["title"], "-c", mined, "-k", 3, "--json").json
    assert item.id in [hit["id"] for hit in said["hits"]]
    assert all(hit["why"] for hit in said["hits"])


def test_search_by_item_and_by_picture(run: Run, mined: Path, tmp_path: Path) -> None:
    with Collection.open(mined) as store:
        items = [item for item in store.items() if item.images][:12]
        item = items[0]
        picture = tmp_path / "query.png"
        picture.write_bytes(store.picture_bytes(item.images[0].sha256))
    # An item unlike all others has no hits; most have some, and none is the item itself.
    like = {each.id: run("search", each.id, "-c", mined, "--json").json["hits"] for each in items}
    assert sum(map(bool, like.values())) > len(items) / 3
    assert all(hit["id"] != id for id, hits in like.items() for hit in hits)
    hits = run("search", picture, "-c", mined, "--json").json["hits"]
    assert item.id in [hit["id"] for hit in hits[:3]]


def test_audit_names_planted_defects(run: Run, mined: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(mined, tmp_path / "c.tuwen")
    rows = tmp_path / "defects.csv"
    said = run("audit", "-c", copy, "-o", rows, "--json").json
    assert said["counts"] and rows.read_text("utf-8-sig").count("\n") > 1
    kind = next(iter(said["counts"]))
    assert run("audit", "-c", copy, "--fail-on", kind).code == 9


def test_audit_of_a_source_leaves_nothing_behind(run: Run, source: Path) -> None:
    before = sorted(source.rglob("*"))
    assert run("audit", source, "--json").json["counts"]
    assert sorted(source.rglob("*")) == before


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ""])
def test_export_comes_back_the_same(run: Run, mined: Path, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"out{suffix}"
    assert run("export", "items", "-c", mined, "-o", target, "--json").json["rows"] > 50
    if suffix == "":
        run("add", target, "-c", tmp_path / "again.tuwen")
        with Collection.open(tmp_path / "again.tuwen") as again, Collection.open(mined) as store:
            assert again.hash == store.hash


def test_remove_then_verify(run: Run, mined: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(mined, tmp_path / "c.tuwen")
    with Collection.open(copy) as store:
        first = next(iter(store.ids()))
    assert run("remove", first, "-c", copy, "--dry-run", "--json").json["would_remove"] == [first]
    assert run("remove", first, "-c", copy, "--json").json["removed"] == [first]
    assert run("remove", first, "-c", copy).code == 3
    assert run("verify", copy).code == 0


def test_verify_names_the_damaged_file(run: Run, mined: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(mined, tmp_path / "c.tuwen")
    original = next(path for path in (copy / "originals").rglob("*") if path.is_file())
    data = bytearray(original.read_bytes())
    data[len(data) // 2] ^= 1
    original.write_bytes(bytes(data))
    answer = run("verify", copy, "--json")
    assert answer.code == 5 and original.name in answer.out


@pytest.mark.parametrize("what", ["collection", "source", "item"])
def test_info(run: Run, mined: Path, source: Path, what: str) -> None:
    words = {"collection": [mined], "source": [source], "item": ["-c", mined, "--item"]}[what]
    if what == "item":
        with Collection.open(mined) as store:
            words.append(next(iter(store.ids())))
    assert run("info", *words, "--json").json["kind"] == what


def test_tour_and_doctor(run: Run, tmp_path: Path) -> None:
    said = run("tour", "-n", 30, "-o", tmp_path / "tour", "--json").json
    assert Path(said["report"]).exists()
    assert run("doctor", "--json").json["ok"]


def test_doctor_proves_that_nothing_reaches_for_the_network(run: Run) -> None:
    said = run("doctor", "--offline", "--json").json
    (offline,) = [check for check in said["checks"] if check["name"] == "offline"]
    assert offline["ok"] and offline["attempts"] == [], offline


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_two_examples(run: Run, name: str, lang: str) -> None:
    answer = run("--lang", lang, name, "--help")
    assert answer.code == 0 and answer.out.count(f"  tuwen {name}") >= 2


@pytest.mark.parametrize(
    ("words", "code", "needle"),
    [
        (["mien"], 2, "mine"),
        (["mine", "nowhere/"], 3, "nowhere"),
        (["mine"], 2, "source"),
        (["search", "x", "-c", "nowhere.tuwen"], 3, "nowhere.tuwen"),
        (["search", "x"], 2, "TUWEN_COLLECTION"),
        (["--lang", "fr", "info"], 2, "zh or en"),
        (["add", "x", "-c", "x.tuwen", "--column", "text"], 2, "ROLE=NAME"),
        (["export", "itemz", "-c", "x.tuwen"], 2, "items"),
    ],
)
def test_mistakes_get_one_line(run: Run, words: list[str], code: int, needle: str) -> None:
    answer = run(*words)
    assert answer.code == code
    assert answer.err.count("\n") == 1 and needle in answer.err and "Traceback" not in answer.err


def test_errors_speak_json_and_chinese(run: Run) -> None:
    answer = run("mine", "nowhere", "--json", "--lang", "zh")
    assert json.loads(answer.out)["error"]["key"] == "source_missing"
    assert "找不到" in answer.err


def test_two_tables_that_count_alike_do_not_overwrite_each_other(run: Run, tmp_path: Path) -> None:
    for name in ("train", "test"):
        rows = [{"id": i, "text": f"{name} 第{i}条新闻讲的是另一件事 {i * 7919}"} for i in range(5)]
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(lines, "utf-8")
    both = [tmp_path / "train.jsonl", tmp_path / "test.jsonl"]
    said = run("add", *both, "-c", tmp_path / "c.tuwen", "--json").json
    assert said["items"] == 10
    assert run("add", *both, "-c", tmp_path / "c.tuwen", "--json").json["duplicates"] == 10


def test_bare_command_shows_the_help(run: Run) -> None:
    answer = run()
    assert answer.code == 2 and "mine" in answer.out + answer.err
    assert "Traceback" not in answer.err


def test_all_refused_says_why(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "评论.csv"
    table.write_bytes("编号,评论\n".encode("gbk") + "1,房间很好\n".encode("gbk") * 9)
    answer = run("mine", table, "-o", tmp_path / "c.tuwen", "--encoding", "utf-8")
    assert answer.code == 2 and "refused" in answer.err


def test_a_wrong_column_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("a,b\n1,2\n", "utf-8")
    answer = run("mine", table, "-o", tmp_path / "c.tuwen", "--column", "text=nothing")
    assert answer.code == 2 and not (tmp_path / "c.tuwen").exists()


def test_verify_repair_says_what_it_dropped(run: Run, mined: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(mined, tmp_path / "c.tuwen")
    page = copy / "report.html"
    page.write_bytes(page.read_bytes()[:-5] + b"xxxxx")
    answer = run("verify", copy, "--repair", "--json")
    assert answer.code == 0 and "report.html" in answer.json["again"]


def test_verify_leaves_other_folders_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", "utf-8")
    assert run("verify", tmp_path, "--repair").code == 3
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_audit_as_a_page_of_its_own(run: Run, source: Path, tmp_path: Path) -> None:
    page = tmp_path / "audit.html"
    assert run("audit", source, "-o", page).code == 0
    assert "tuwen" in page.read_text("utf-8") and not list(tmp_path.glob("*.tuwen"))


def test_the_report_masks_personal_data(run: Run, tmp_path: Path) -> None:
    rows = [
        f"{i} 号来信:身份证 11010519491231002X 电话 13812345678 想问第 {i} 件事" for i in range(30)
    ]
    (tmp_path / "letters.jsonl").write_text(
        "".join(json.dumps({"text": row}, ensure_ascii=False) + "\n" for row in rows), "utf-8"
    )
    said = run("mine", tmp_path / "letters.jsonl", "-o", tmp_path / "c.tuwen", "--json").json
    page = Path(said["report"]).read_text("utf-8").lower()
    assert "11010519491231002x" not in page and "13812345678" not in page


def test_a_picture_that_is_not_there_is_said(run: Run, mined: Path) -> None:
    assert run("search", "missing.jpg", "-c", mined).code == 3
    assert run("search", " ", "-c", mined).code == 2
