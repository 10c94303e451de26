"""What a reader gives: records with their pictures still outside, or rejects with their reason."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tuwen.core.items import Item

REJECT_BYTES = 80  # how much of a refused record is kept


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that has not been taken in yet: a file, or bytes out of an archive."""

    name: str
    path: Path | None = None
    data: bytes | None = None

    def read(self) -> bytes:
        """The bytes as they came; raises OSError where the file cannot be read."""
        if self.data is not None:
            return self.data
        assert self.path is not None, "a picture has a path or data"
        return self.path.read_bytes()


@dataclass(frozen=True, slots=True)
class Record:
    """An accepted row: an item without its pictures, and the pictures."""

    item: Item
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """A refused row: where it stood, why (a message key with values), and how it began."""

    file: str
    line: int
    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)
    first_bytes: bytes = b""


class Reader(ABC):
    """One format: file → records and rejects, streaming, in bounded memory."""

    @abstractmethod
    def describe(self) -> dict[str, Any]:
        """Format, encoding with alternatives, columns, guessed roles, first rows."""

    @abstractmethod
    def __iter__(self) -> Iterator[Record | Reject]:
        """Every row exactly once, as a record or as a reject."""
