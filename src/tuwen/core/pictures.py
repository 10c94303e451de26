"""Where parts get the bytes of an item's pictures from."""

from typing import Protocol


class PictureSource(Protocol):
    """Anything that holds pictures by the SHA-256 of their bytes; a collection does."""

    def picture_bytes(self, sha256: str) -> bytes:
        """The bytes as they came; raises NotFound or DamagedData."""
