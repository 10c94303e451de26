"""Check: one kind of look at a collection, told apart by whether an item alone can show it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from tuwen.core.items import Item
from tuwen.mining.audit.material import Material
from tuwen.mining.audit.rows import Row, Said
from tuwen.text.near import Near
from tuwen.text.shingles import Batch


class Seen(NamedTuple):
    """A batch of items with all their text, and its shingles."""

    items: Sequence[Item]
    texts: Sequence[str]
    batch: Batch


@dataclass
class Whole:
    """What checks over the whole may use, once every item was seen."""

    material: Material
    seed: int = 0
    near: Near | None = None
    garbled: set[str] = field(default_factory=set)  # items whose text was decoded wrongly
    notes: list[Said] = field(default_factory=list)


class Check(ABC):
    """One kind of look at a collection."""

    name: ClassVar[str]

    def __init__(self, n_items: int) -> None:
        """`n_items` is the size of what will be looked at."""
        self.n_items = n_items


class ItemCheck(Check):
    """Looks at each item by itself."""

    @abstractmethod
    def look(self, seen: Seen) -> Iterator[Row]:
        """The defects of a batch."""


class WholeCheck(Check):
    """Sees every batch, and concludes when all were seen."""

    @abstractmethod
    def see(self, seen: Seen) -> None:
        """Keep what is needed of a batch."""

    @abstractmethod
    def conclude(self, whole: Whole) -> Iterator[Row]:
        """The defects of the whole."""
