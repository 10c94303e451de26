"""The loop: order, resuming, the second process, and what it refuses."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from town_items import town

from tuwen.core.errors import Interrupted, UnknownName, UsageError
from tuwen.core.items import Item
from tuwen.core.records import Record
from tuwen.mining import STAGES, Context, mine, run
from tuwen.mining.run import ordered
from tuwen.mining.topics import TopicStage
from tuwen.store import Collection

Make = Callable[..., Collection]


def test_needs_come_first() -> None:
    names = [stage.name for stage in ordered(None)]
    assert len(names) == len(STAGES) == len(set(names))
    for stage in ordered(None):
        assert all(names.index(need) < names.index(stage.name) for need in stage.needs)
    assert [stage.name for stage in ordered(["map"])] == ["vectors", "topics", "map"]
    with pytest.raises(UnknownName, match="topics"):
        ordered(["topic"])


@pytest.mark.parametrize("name", [full.partition("/")[0] for full in STAGES])
def test_stages_say_what_they_are(name: str) -> None:
    stage = ordered([name])[-1]
    assert stage.name == name and stage.gives and type(stage).__doc__
    assert 0 <= stage.forecast(0, 0) <= stage.forecast(1_000, 10) < stage.forecast(10**6, 10**5)
    assert not (stage.apart and stage.needs), "what runs beside the others cannot wait for them"


def test_all_of_it_then_nothing_twice(paper: Collection) -> None:
    first = mine(paper, threads=1)
    assert {each["status"] for each in first.values()} <= {"done", "nothing"}
    assert [n for n, each in first.items() if each["status"] == "nothing"] == ["colours", "joint"]
    json.dumps({name: paper.findings(name) for name in paper.findings_names()}, allow_nan=False)
    again = mine(paper, threads=1)
    assert {each["status"] for each in again.values()} == {"kept"}
    assert {each["status"] for each in mine(paper, ["topics"], seed=1).values()} == {"done"}
    paper.add([Record(Item(id="new", fields={"text": "面馆 味道 辣椒"}))])
    assert mine(paper, ["overview"], threads=1)["overview"]["status"] == "done"
    assert paper.findings("overview")["items"] == 151


def test_goes_on_where_it_stopped(paper: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(stage: TopicStage, context: Context) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(TopicStage, "run", stop)
        with pytest.raises(Interrupted):
            mine(paper, ["overview", "vectors", "topics"], threads=1)
    told = mine(paper, ["overview", "vectors", "topics"], threads=1)
    assert [told[n]["status"] for n in ("overview", "vectors", "topics")] == [
        "kept",
        "kept",
        "done",
    ]


ASIDE = ["overview", "duplicates", "topics", "audit"]


def test_second_process_finds_the_same(made: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    alone, helped = made(town(), "alone"), made(town(), "helped")
    mine(alone, ASIDE, threads=1)
    monkeypatch.setattr(run, "WORTH", 0.0)
    started = []
    helper = run.Helper
    monkeypatch.setattr(run, "Helper", lambda *given: started.append(given) or helper(*given))
    mine(helped, ASIDE, threads=2)
    assert [stage.name for stage in started[0][3]] == ["duplicates", "audit"]
    for name in ASIDE:
        one, other = helped.findings(name), alone.findings(name)
        assert one.keys() == other.keys()
        assert {**one, "seconds": 0} == {**other, "seconds": 0}


def test_does_itself_what_the_second_process_did_not(
    paper: Collection, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(run, "WORTH", 0.0)
    monkeypatch.setattr("tuwen.mining.helper.sys.executable", "/bin/false")
    told = mine(paper, ASIDE, threads=2)
    assert {each["status"] for each in told.values()} == {"done"}
    assert "doing it here" in caplog.text


def test_order_of_adding_does_not_matter(made: Make) -> None:
    one, other = made(town(), "one"), made(town()[::-1], "other")
    for collection in (one, other):
        mine(collection, ["topics", "clusters", "keywords", "map"], threads=1)
    for name in ("topics", "clusters", "keywords", "map"):
        assert one.findings(name) == other.findings(name)


def test_empty_collection_is_refused(made: Make) -> None:
    with pytest.raises(UsageError, match="no items"):
        mine(made([]))


@pytest.mark.parametrize(
    "items",
    [
        [Item(id="1")],
        [Item(id="1", fields={"text": "  "}), Item(id="2", fields={"text": "。！"})],
        [Item(id="1", fields={"text": "一"})],
        [Item(id=str(i), fields={"text": "同一句话 the same"}) for i in range(4)],
        [Item(id="1", fields={"text": "长" * 30_000}), Item(id="2", fields={"text": "😀 \u0000"})],
    ],
    ids=["nothing", "blank", "one character", "all the same", "odd"],
)
def test_collections_with_little_in_them(items: list[Any], made: Make) -> None:
    told = mine(made(items), threads=1, steps=2)
    assert {each["status"] for each in told.values()} <= {"done", "nothing"}
