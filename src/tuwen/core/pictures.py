"""Where parts get the bytes of an item's pictures from."""

import hashlib
from typing import Protocol

from tuwen.core.errors import NotFound


class PictureSource(Protocol):
    """Anything that holds pictures by the SHA-256 of their bytes; a collection does."""

    def picture_bytes(self, sha256: str) -> bytes:
        """The bytes as they came; raises NotFound or DamagedData."""


class Album:
    """Pictures held in memory: what a decoder has made, or a handful given by hand."""

    def __init__(self) -> None:
        """Empty."""
        self._bytes: dict[str, bytes] = {}

    def add(self, data: bytes) -> str:
        """Hold `data`; returns its SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._bytes[sha256] = data
        return sha256

    def picture_bytes(self, sha256: str) -> bytes:
        """The bytes as they came; raises NotFound."""
        if sha256 not in self._bytes:
            raise NotFound("no_picture", sha256=sha256)
        return self._bytes[sha256]
