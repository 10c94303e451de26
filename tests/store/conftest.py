"""Small collections to try things on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tuwen.core.records import Record
from tuwen.store import Collection


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Collection]]:
    """Make a collection of records, open for writing; closed after the test."""
    opened: list[Collection] = []

    def _make(records: list[Record], name: str = "c.tuwen", **settings: bool) -> Collection:
        collection = Collection.create(tmp_path / name, **settings)
        opened.append(collection)
        collection.add(records)
        return collection

    yield _make
    for collection in opened:
        collection.close()
