"""A user's words: kept with the collection, used by index and query, and told about."""

from pathlib import Path

import pytest

from tuwen.core.errors import UsageError
from tuwen.core.items import Item
from tuwen.core.records import Record
from tuwen.search import search
from tuwen.store import Collection, dictionary

TEXTS = {"a": "水上戏台今晚有戏", "b": "老戏台修好了", "c": "河边有鱼"}


@pytest.fixture
def town(tmp_path: Path) -> Path:
    path = tmp_path / "town.tuwen"
    with Collection.create(path) as store:
        store.add(Record(Item(id=id, fields={"text": text})) for id, text in TEXTS.items())
        store.tokens()
    return path


def test_words_are_kept_and_told_about(town: Path) -> None:
    with Collection.open(town, write=True) as store:
        assert dictionary.give(store, ["水上戏台", "戏台", "没有的词", "戏台"])
        assert not dictionary.give(store, ["水上戏台", "戏台", "没有的词"])
        assert "水上戏台" in store.tokens().vocabulary
        found = store.findings(dictionary.REPORT)
    told = {
        entry["word"]: (entry["n_found"], entry["n_fired"], entry["reason"])
        for entry in found["entries"]
    }
    assert found["n_entries"] == 3 and found["n_fired"] == 2
    assert told["水上戏台"] == (1, 1, "fired")
    assert told["戏台"] == (2, 1, "inside_longer")
    assert told["没有的词"] == (0, 0, "absent")


def test_items_added_later_are_cut_alike_and_counted(town: Path) -> None:
    with Collection.open(town, write=True) as store:
        dictionary.give(store, ["水上戏台"])
        store.tokens()
        store.add([Record(Item(id="d", fields={"text": "水上戏台又亮灯"}))])
        store.tokens()
        (entry,) = store.findings(dictionary.REPORT)["entries"]
        assert (entry["n_found"], entry["n_fired"]) == (2, 2)
        assert {hit.id for hit in search(store, "水上戏台").hits} >= {"a", "d"}


def test_an_entry_that_says_nothing_is_refused(town: Path) -> None:
    with Collection.open(town, write=True) as store:
        with pytest.raises(UsageError):
            dictionary.give(store, ["!!"])
        assert dictionary.words(store) == ()
