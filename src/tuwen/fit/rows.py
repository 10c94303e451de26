"""Rows: what is learned from, in one order whatever order they came in."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import overload

from tuwen.core.items import Item


class Rows(Sequence[Item]):
    """Items in the order of their digests."""

    def __init__(self, items: Iterable[Item]) -> None:
        """Sort `items`; equal digests are equal items, so there is one order."""
        pairs = sorted(((item.digest, item) for item in items), key=lambda pair: pair[0])
        self._items = [item for _, item in pairs]
        self._digests = [digest for digest, _ in pairs]

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        return self._items[index]

    def take(self, indices: Iterable[int]) -> list[Item]:
        """The items at `indices`."""
        return [self._items[i] for i in indices]

    def digest(self) -> str:
        """SHA-256 (hex) of the sorted digests: what was learned from."""
        return hashlib.sha256("".join(self._digests).encode()).hexdigest()
