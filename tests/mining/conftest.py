"""Small collections, open for writing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from town_items import town

from tuwen.core.items import Item
from tuwen.core.records import Record
from tuwen.store import Collection


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Callable[..., Collection]]:
    """Makes collections of items, open for writing."""
    opened: list[Collection] = []

    def make(items: list[Item], name: str = "c") -> Collection:
        collection = Collection.create(tmp_path / f"{name}.tuwen")
        opened.append(collection)
        collection.add(Record(item) for item in items)
        return collection

    yield make
    for collection in opened:
        collection.close()


@pytest.fixture
def paper(made: Callable[..., Collection]) -> Collection:
    """The town paper."""
    return made(town())
