"""What intake tells of a picture: the facts of an accepted one, or why it was refused."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

MAX_BYTES = 64_000_000
MAX_PIXELS = 50_000_000
MAX_SIDE = 16_384
MAX_FRAMES = 256
MAX_CPU_SECONDS = 10
THUMBNAIL = 160  # pixels, the longer side
MAX_TEXT = 10_000  # characters of any one text found inside a picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """The facts of an accepted picture.

    `width` and `height` are pixels as shown, after EXIF rotation; `thumbnail` is a JPEG of at most
    160 px a side without metadata; `phash` and `dhash` are 64-bit integers; `colours` is float32
    (k, 4): red, green, blue in 0..255 and the share in 0..1, largest first; `taken` holds untrusted
    text from EXIF, IPTC and XMP under the keys of `image.metadata`.
    """

    sha256: str
    format: str
    width: int
    height: int
    n_frames: int
    n_bytes: int
    thumbnail: bytes
    phash: int
    dhash: int
    colours: np.ndarray
    taken: Mapping[str, Any] = field(default_factory=dict)
    suffix_matches: bool = True

    def to_json(self) -> dict[str, Any]:
        """Everything but the thumbnail, as plain JSON values (hashes as 16 hex digits)."""
        return {
            "sha256": self.sha256,
            "format": self.format,
            "width": self.width,
            "height": self.height,
            "n_frames": self.n_frames,
            "n_bytes": self.n_bytes,
            "phash": f"{self.phash:016x}",
            "dhash": f"{self.dhash:016x}",
            "colours": [[round(float(value), 4) for value in row] for row in self.colours],
            "taken": dict(self.taken),
            "suffix_matches": self.suffix_matches,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageReject:
    """Why a picture was refused: a message key with its values, and how its bytes began."""

    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)
    first_bytes: bytes = b""


def examined_from_json(facts: Mapping[str, Any], thumbnail: bytes) -> Examined:
    """The inverse of `Examined.to_json`; raises ValueError for anything it could not have given.

    The facts come out of a process that a hostile picture may have taken over, hence the checks.
    """
    try:
        colours = np.asarray(facts["colours"], np.float32).reshape(-1, 4)
        found = Examined(
            sha256=facts["sha256"],
            format=facts["format"],
            width=facts["width"],
            height=facts["height"],
            n_frames=facts["n_frames"],
            n_bytes=facts["n_bytes"],
            thumbnail=thumbnail,
            phash=int(facts["phash"], 16),
            dhash=int(facts["dhash"], 16),
            colours=colours,
            taken=_checked_taken(facts["taken"]),
            suffix_matches=bool(facts["suffix_matches"]),
        )
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(f"facts of a picture lack or bend {error}") from error
    if not _plausible(found):
        raise ValueError("facts of a picture are out of range")
    return found


def _plausible(found: Examined) -> bool:
    counts = (found.width, found.height, found.n_frames, found.n_bytes)
    return (
        isinstance(found.sha256, str)
        and len(found.sha256) == 64
        and set(found.sha256) <= set("0123456789abcdef")
        and found.format in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
        and all(type(count) is int and count > 0 for count in counts)
        and max(found.width, found.height) <= MAX_SIDE
        and found.n_frames <= MAX_FRAMES
        and 0 <= found.phash < 1 << 64
        and 0 <= found.dhash < 1 << 64
        and found.thumbnail[:3] == b"\xff\xd8\xff"
        and bool(np.isfinite(found.colours).all())
    )


def _checked_taken(taken: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in taken.items():
        if isinstance(value, str):
            kept[str(name)] = value[:MAX_TEXT]
        elif isinstance(value, list):
            kept[str(name)] = [str(each)[:MAX_TEXT] for each in value[:MAX_FRAMES]]
        elif isinstance(value, float) and math.isfinite(value):
            kept[str(name)] = value
        else:
            raise TypeError(name)
    return kept
