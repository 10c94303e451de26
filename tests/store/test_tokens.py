"""Tokens and vectors: in the order of the digests, append-only, erased without trace."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from records_to_store import record

from tuwen.core.errors import UsageError
from tuwen.core.records import Record
from tuwen.store import Collection
from tuwen.store import tokens as tokens_module
from tuwen.text.segment import Segmenter

Make = Callable[..., Collection]


def words(collection: Collection, size: int = 3) -> dict[str, list[str]]:
    store = collection.tokens()
    found = {}
    for ids, batch in store.batches(size):
        for place, id in enumerate(ids):
            found[id] = [store.vocabulary[n] for n in batch[place]]
    return found


def expected(collection: Collection) -> dict[str, list[str]]:
    segmenter = Segmenter()
    return {
        item.id: [word.lower() for word in segmenter.cut(item.text())]
        for item in collection.items()
    }


def test_tokens_follow_the_items(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens_module, "SEGMENT_ITEMS", 4)
    monkeypatch.setattr(tokens_module, "_READ", 2)
    collection = make([record(n) for n in range(11)])
    assert words(collection) == expected(collection)
    assert list(words(collection)) == collection.ids()
    changed = Record(replace(record(3).item, fields={"text": "全新的 words"}))
    collection.add([changed, record(20)])
    assert words(collection) == expected(collection)
    for n in range(30, 42):  # many small segments are merged
        collection.add([record(n)])
        collection.tokens()
    assert words(collection) == expected(collection)
    assert len(collection.tokens().segments) < 14


def test_erased_words_are_gone(make: Make) -> None:
    odd = Record(replace(record(1).item, fields={"text": "独一无二的zyxwv"}))
    collection = make([odd, record(2), record(3)])
    store = collection.tokens()
    assert "zyxwv" in store.vocabulary
    store.erase(collection.rows_of(["n1"]))
    assert "zyxwv" not in store.vocabulary
    again = {id for ids, _ in store.batches() for id in ids}
    assert again == {"n2", "n3"}


def test_vectors_come_back(make: Make) -> None:
    collection = make([record(n) for n in range(6)])
    values = np.arange(24, dtype=np.float32).reshape(6, 4)
    ids = collection.ids()
    with collection.vectors("lsa/1", 4) as space:
        space.append(ids[:4], values[:4])
    with collection.vectors("lsa/1", 4) as space:
        assert len(space.missing()) == 2
        space.append(ids[4:], values[4:])
    assert space.ids() == ids and np.array_equal(space.matrix(), values)
    collection.add([Record(replace(record(0).item, fields={"text": "x"}))])
    held = collection.vectors("lsa/1", 4)
    assert len(held.ids()) == 5 and "n0" not in held.ids() and len(held.missing()) == 1
    held.erase(collection.rows_of(["n1"]))
    assert "n1" not in held.ids() and held.matrix().shape == (4, 4)


@pytest.mark.parametrize("values", [np.zeros((1, 3)), np.full((1, 4), np.nan)])
def test_bad_vectors_are_refused(make: Make, values: np.ndarray) -> None:
    collection = make([record(0)])
    with pytest.raises(UsageError):
        collection.vectors("s", 4).append(["n0"], values)
