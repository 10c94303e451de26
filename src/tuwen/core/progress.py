"""Progress without printing: the library tells, the surface shows."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Bar(Protocol):
    """One running stage."""

    def advance(self, steps: int = 1) -> None:
        """`steps` more are done."""


class Progress(Protocol):
    """Where stages are announced."""

    def stage(self, key: str, total: int | None = None) -> AbstractContextManager[Bar]:
        """A context manager giving a Bar; `key` is a message key, `total` the steps if known."""


class _Silent:
    def advance(self, steps: int = 1) -> None:
        """Nothing is shown."""


class NoProgress:
    """The default: silent."""

    @contextmanager
    def stage(self, key: str, total: int | None = None) -> Iterator[Bar]:
        """A bar that shows nothing."""
        yield _Silent()
