"""Item: the only record that travels from a source to an answer."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

_EMPTY: Mapping[str, Any] = MappingProxyType({})


class ImageRef(NamedTuple):
    """A picture of an item: the SHA-256 (hex) of its bytes, and the name it came with."""

    sha256: str
    name: str


class When(NamedTuple):
    """A point in time: as written, as ISO 8601 (or "" if not understood), and its precision.

    `precision` is one of "year", "month", "day", "minute", "second", "" (not understood).
    """

    raw: str
    iso: str
    precision: str


class Origin(NamedTuple):
    """Where a record stood: file, line (from 1; 0 if none), page, and box (x0, y0, x1, y1)."""

    file: str = ""
    line: int = 0
    page: int = 0
    box: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One record: texts by field, pictures, targets, and what is known about them.

    Offsets into a field are code points, half-open, in the text as stored. `origin` is not part
    of the content: two records that differ only there have the same digest.
    """

    id: str = ""
    fields: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    languages: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    images: tuple[ImageRef, ...] = ()
    targets: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    time: When | None = None
    place: str = ""
    group: str = ""
    split: str = ""
    meta: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    origin: Origin = Origin()

    def content(self) -> dict[str, Any]:
        """Everything but `id` and `origin`, as plain JSON values, absent parts left out."""
        parts: dict[str, Any] = {}
        if self.fields:
            parts["fields"] = dict(self.fields)
        if self.languages:
            parts["languages"] = dict(self.languages)
        if self.images:
            parts["images"] = [list(image) for image in self.images]
        if self.targets:
            parts["targets"] = dict(self.targets)
        if self.time is not None:
            parts["time"] = list(self.time)
        for name in ("place", "group", "split"):
            if value := getattr(self, name):
                parts[name] = value
        if self.meta:
            parts["meta"] = dict(self.meta)
        return parts

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of everything but `origin`. An item named by its digest keeps it."""
        return hashlib.sha256(self.packed()[1]).hexdigest()

    def packed(self) -> tuple[str, bytes]:
        """The item's id, and the canonical bytes that its digest is the SHA-256 of.

        The bytes hold the id only where one was given: an item without one is named by its digest.
        Raises ValueError or TypeError for values that JSON cannot hold.
        """
        content = self.content()
        if len(self.id) in (0, 64):
            bare = _bytes(content)
            own = hashlib.sha256(bare).hexdigest()
            if self.id in ("", own):
                return own, bare
        content["id"] = self.id
        return self.id, _bytes(content)

    def named(self) -> "Item":
        """The item itself, or a copy whose id is its digest where none was given."""
        return self if self.id else replace(self, id=self.digest)

    def text(self, separator: str = "\n") -> str:
        """All fields joined in the order title, summary, text, then the others as given."""
        order = [name for name in FIELD_ORDER if name in self.fields]
        order += [name for name in self.fields if name not in FIELD_ORDER]
        return separator.join(value for name in order if (value := self.fields[name]))


FIELD_ORDER = ("title", "summary", "text")


_encoder = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)
# The encoder in C, made once: `JSONEncoder.encode` makes a new one for every value it is given.
_make_in_c: Any = getattr(json.encoder, "c_make_encoder", None)
_in_c = _make_in_c and _make_in_c(
    None, _encoder.default, json.encoder.encode_basestring, None, ":", ",", True, False, False
)


def canonical(content: Mapping[str, Any]) -> str:
    """The one JSON form of a content: sorted keys, no spaces, no NaN."""
    return "".join(_in_c(content, 0)) if _in_c else _encoder.encode(content)


def _bytes(content: Mapping[str, Any]) -> bytes:
    return canonical(content).encode("utf-8", "surrogatepass")


def item_from_content(id: str, content: Mapping[str, Any], origin: Origin = Origin()) -> Item:
    """The inverse of `Item.content`, for the store and for model folders."""
    kept = dict(content)
    if "images" in kept:
        kept["images"] = tuple(ImageRef(*image) for image in kept["images"])
    if "time" in kept:
        kept["time"] = When(*kept["time"])
    return Item(id=id, origin=origin, **kept)
