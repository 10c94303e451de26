"""Rows: what is learned from, in the order of digests whatever order it came in."""

import hashlib
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, final, runtime_checkable

from tuwen.core.items import Item


@runtime_checkable
class Held(Protocol):
    """Items held elsewhere in the order of their digests; a collection is one."""

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the sorted digests."""

    def ids(self) -> list[str]:
        """All ids in the order of the digests."""

    def items(self, ids: Iterable[str] | None = None) -> Iterator[Item]:
        """The items of `ids`."""


class Rows(Sequence[Item]):
    """Items in the order of their digests."""

    @abstractmethod
    def take(self, indices: Iterable[int]) -> list[Item]:
        """The items at `indices`."""

    @abstractmethod
    def digest(self) -> str:
        """SHA-256 (hex) of the sorted digests: what was learned from."""

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        places = range(len(self))[index]
        return self.take(places) if isinstance(index, slice) else self.take([places])[0]


@final
class ListedRows(Rows):
    """Rows in memory."""

    def __init__(self, items: Iterable[Item]) -> None:
        """Sort `items`; equal digests are equal items, so there is one order."""
        pairs = sorted(((item.digest, item) for item in items), key=lambda pair: pair[0])
        self._items = [item for _, item in pairs]
        self._digests = [digest for digest, _ in pairs]

    def __len__(self) -> int:
        return len(self._items)

    def take(self, indices: Iterable[int]) -> list[Item]:
        """The items at `indices`."""
        return [self._items[i] for i in indices]

    def digest(self) -> str:
        """The same as the hash of a collection of these items."""
        return hashlib.sha256(bytes.fromhex("".join(self._digests))).hexdigest()


@final
class HeldRows(Rows):
    """Rows that stay where they are, read as they are needed."""

    def __init__(self, held: Held) -> None:
        """Only the ids come into memory."""
        self._held, self._ids = held, held.ids()

    def __len__(self) -> int:
        return len(self._ids)

    def take(self, indices: Iterable[int]) -> list[Item]:
        """The items at `indices`."""
        wanted = [self._ids[i] for i in indices]
        found = {item.id: item for item in self._held.items(wanted)}
        return [found[id] for id in wanted]

    def digest(self) -> str:
        """The hash of the collection."""
        return self._held.hash


def rows_of(items: Iterable[Item] | Held) -> Rows:
    """Rows of items in any order, or of a collection without reading it whole."""
    if isinstance(items, Rows):
        return items
    return HeldRows(items) if isinstance(items, Held) else ListedRows(items)
