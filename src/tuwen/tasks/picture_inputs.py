"""Texts with their pictures, as an estimator may be given them → items and a source of pictures.

Pictures from outside (paths, bytes) pass the safe intake; what it refuses is told, never dropped
silently. Arrays are taken as they are.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tuwen.core.errors import UsageError
from tuwen.core.items import ImageRef, Item
from tuwen.core.pictures import Album, PictureSource
from tuwen.image.facts import ImageReject
from tuwen.image.safe import Intake
from tuwen.tasks.inputs import item_of


class Illustrated(NamedTuple):
    """Items, where their pictures are, and (row, message key) of pictures that were refused."""

    items: list[Item]
    pictures: PictureSource
    refused: list[tuple[int, str]]


def illustrated(texts: Any, pictures: Sequence[Any] | None) -> Illustrated:
    """Items with pictures: a Collection, a path, or texts with one picture each (None: without).

    A picture is a path, bytes, or a uint8 array (H, W, 3) or (H, W). Raises UsageError where the
    two do not go together.
    """
    if hasattr(texts, "picture_bytes"):
        return Illustrated(list(texts.items()), texts, [])
    if pictures is None:
        if isinstance(texts, (str, Path)):
            return _read(Path(texts))
        raise UsageError("pairs_wanted")
    listed = [item_of(text, row) for row, text in enumerate(texts)]
    if len(listed) != len(pictures):
        raise UsageError("pairs_lengths", texts=len(listed), pictures=len(pictures))
    album = Album()
    refs, refused = _taken_in(enumerate(pictures), album)
    items = [replace(item, images=tuple(refs.get(row, ()))) for row, item in enumerate(listed)]
    return Illustrated(items, album, refused)


def pictured(pictures: Iterable[Any]) -> Illustrated:
    """One item a picture, without text; a refused picture leaves its item empty."""
    album, given = Album(), list(pictures)
    refs, refused = _taken_in(enumerate(given), album)
    items = [Item(images=tuple(refs.get(row, ()))) for row in range(len(given))]
    return Illustrated(items, album, refused)


def _read(path: Path) -> Illustrated:
    if path.suffix == ".tuwen":
        from tuwen.store import Collection

        collection = Collection.open(path)  # stays open: pictures are read from it
        return Illustrated(list(collection.items()), collection, [])
    from tuwen.core.records import Record
    from tuwen.readers import open_source

    records = [each for each in open_source(path) if isinstance(each, Record)]
    album = Album()
    given = ((row, picture.read()) for row, r in enumerate(records) for picture in r.pictures)
    refs, refused = _taken_in(given, album)
    items = [replace(r.item, images=tuple(refs.get(row, ()))) for row, r in enumerate(records)]
    return Illustrated(items, album, refused)


def _taken_in(
    given: Iterable[tuple[int, Any]], album: Album
) -> tuple[dict[int, list[ImageRef]], list[tuple[int, str]]]:
    refs: dict[int, list[ImageRef]] = {}
    refused: list[tuple[int, str]] = []
    outside: dict[int, bytes] = {}

    def strangers() -> Iterator[tuple[int, bytes]]:
        for number, (row, picture) in enumerate(given):
            if isinstance(picture, np.ndarray):
                refs.setdefault(row, []).append(ImageRef(album.add(_png(picture)), ""))
            elif picture is not None:
                data = _bytes(picture, row)
                rows[number], outside[number] = row, data
                yield number, data

    rows: dict[int, int] = {}
    with Intake() as intake:
        for number, found in intake.examine_many(strangers()):
            data, row = outside.pop(number), rows.pop(number)
            if isinstance(found, ImageReject):
                refused.append((row, found.reason))
            else:
                refs.setdefault(row, []).append(ImageRef(album.add(data), ""))
    return refs, refused


def _bytes(picture: Any, row: int) -> bytes:
    if isinstance(picture, (bytes, bytearray)):
        return bytes(picture)
    if isinstance(picture, (str, Path)):
        return Path(picture).read_bytes()
    raise UsageError("picture_input", row=row, kind=type(picture).__name__)


def _png(picture: np.ndarray) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(np.asarray(picture, np.uint8)).convert("RGB").save(out, "PNG", compress_level=1)
    return out.getvalue()
