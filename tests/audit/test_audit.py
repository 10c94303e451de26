"""The audit: each kind of defect is found where it is, and healthy items are left alone."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tuwen import sample
from tuwen.core.errors import UsageError
from tuwen.core.items import Item
from tuwen.core.messages import LANGUAGES, table
from tuwen.core.records import Reject
from tuwen.mining.audit import KINDS, AuditReport, audit
from tuwen.mining.audit.material import guess_split
from tuwen.readers import open_source
from tuwen.text.mojibake import undo

ZH = "今天的市场很热闹，卖菜的人从清晨就开始忙，直到傍晚才收摊回家。"
EN = "The market opened early today, and it didn’t close before the evening bells had rung."


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> tuple[AuditReport, sample.SampleTruth]:
    folder = tmp_path_factory.mktemp("paper")
    truth = sample.write(folder, 360, seed=21)
    return audit(list(open_source(folder))), truth


def whose(report: AuditReport, kind: str) -> set[str]:
    return {part for row in report.of(kind) for part in (row.item, row.field)}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("mismatch", "imbalance")])
def test_planted_defects_are_found(
    paper: tuple[AuditReport, sample.SampleTruth], kind: str
) -> None:
    report, truth = paper
    planted = truth.of_kind(kind)
    hits = [d for d in planted if {d.id, d.field, f"{d.id}:1"} & whose(report, kind)]
    twins = [d for d in planted if d not in hits and d.twin in whose(report, kind)]
    assert planted and len(hits) + len(twins) >= 0.9 * len(planted)
    assert report.counts[kind] <= len(planted) * 1.1 + 1


def test_a_clean_paper_is_hardly_flagged(tmp_path: Path) -> None:
    sample.write(tmp_path / "clean", 400, seed=22, pictures=False, defects=False)
    report = audit(list(open_source(tmp_path / "clean")))
    assert report.n_items == 400
    assert len({row.item for row in report.rows}) <= 4


def test_leaks_between_two_sources_and_by_split() -> None:
    train = [Item(id=f"a{i}", fields={"text": f"{EN} {i * 37} {i}"}) for i in range(30)]
    test = [replace(train[3], id="b3"), Item(id="b4", fields={"text": "Something else entirely."})]
    report = audit(train, test=test)
    assert [(row.item, row.evidence["values"]["other"]) for row in report.of("leak")] == [
        ("b3", "a3")
    ]
    same_side = audit(
        [replace(item, split="train") for item in [*train, replace(train[3], id="b3")]]
    )
    assert not same_side.of("leak") and len(same_side.of("duplicate_exact")) == 1


@pytest.mark.parametrize(
    ("path", "split"),
    [
        ("hate.train.jsonl", "train"),
        ("x/test/a.txt", "test"),
        ("valid.csv", "dev"),
        ("latest.csv", ""),
    ],
)
def test_split_is_guessed_from_the_name(path: str, split: str) -> None:
    assert guess_split(path) == split


@pytest.mark.parametrize(
    "wrong",
    [
        ZH.encode().decode("gb18030", "replace"),
        EN.encode().decode("cp1252"),
        ZH.encode("gb18030").decode("latin-1"),
        ZH.encode().decode("latin-1"),
    ],
)
def test_mojibake_is_undone_and_told(wrong: str) -> None:
    right = EN if "market" in wrong else ZH
    assert undo(wrong)[:5] == right[:5]
    rows = audit([Item(id="a", fields={"text": wrong})]).rows
    assert [(row.item, row.kind) for row in rows] == [("a", "mojibake")]


@pytest.mark.parametrize(
    "text", [ZH, EN, "café, naïve, Ångström, ÀÉÎÕÜ", "한국어", "日本語テキスト", "Ærø"]
)
def test_rightly_decoded_text_is_left_alone(text: str) -> None:
    assert undo(text) == "" and audit([Item(id="a", fields={"text": text})]).rows == ()


def test_doubts_empties_rejects_and_rare_classes() -> None:
    items = [
        Item(id=f"i{n}", fields={"title": f"Note {n}", "text": f"{n * 7919} {EN}"},
             targets={"section": "rare" if n < 2 else "ab"[n % 2]})
        for n in range(120)
    ]  # fmt: skip
    items[5] = replace(items[5], fields={"title": "N/A", "text": " "})
    items[6] = replace(items[6], fields={"title": "Note", "text": ""})
    items[7] = replace(items[7], fields={"title": "Note", "text": "锟斤拷 and \ufffd"})
    report = audit([*items, Reject("a.csv", 7, "reject_unclosed_quote")])
    kinds = {(row.item or row.field, row.kind) for row in report.rows}
    assert {("i5", "empty"), ("i6", "empty"), ("i7", "encoding_doubt")} <= kinds
    assert {("a.csv:7", "truncated"), ("section", "imbalance")} <= kinds


def test_one_caption_for_many_pictures_is_no_duplicate() -> None:
    from tuwen.core.items import ImageRef

    items = [
        Item(id=str(n), fields={"text": "A ripe red apple, sold by weight."},
             images=(ImageRef(f"{n:064x}", f"{n}.jpg"),))
        for n in range(5)
    ]  # fmt: skip
    assert audit(items).rows == ()
    assert audit([*items, replace(items[0], id="x", images=())]).counts["duplicate_exact"] == 1


def test_files_hold_every_row(tmp_path: Path) -> None:
    report = audit([Item(id=f"=1+{n}", fields={"text": EN}) for n in range(3)])
    with open(report.write(tmp_path / "a.csv", "zh"), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["item"] for row in rows] == ["=1+1", "=1+2"] and "文本相同" in rows[0]["evidence"]
    assert b"'=1+1" in report.write(tmp_path / "b.csv", spreadsheet=True).read_bytes()
    told = json.loads(report.write(tmp_path / "a.json").read_bytes())
    assert told["counts"] == {"duplicate_exact": 2} and told["rows"][0]["evidence"]["key"]
    with pytest.raises(UsageError):
        report.write(tmp_path / "a.doc")


def test_every_kind_has_its_words() -> None:
    for lang in LANGUAGES:
        assert {f"kind_{kind}" for kind in KINDS} <= set(table(lang))
    assert audit([]).rows == ()
