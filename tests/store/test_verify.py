"""verify is quiet on what is whole, and mends what can be mended."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from records_to_store import png, record

from tuwen.core.errors import DamagedData, NotFound
from tuwen.core.items import Item
from tuwen.core.records import Picture, Record
from tuwen.store import Collection, verify

Make = Callable[..., Collection]


@pytest.fixture
def full(make: Make, tmp_path: Path) -> Path:
    """A closed collection with a file of every kind; one picture came from a file."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "p.png").write_bytes(png(3))
    held = Record(
        Item(id="p", fields={"text": "x"}), (Picture("p.png", tmp_path / "src" / "p.png"),)
    )
    collection = make([*[record(n, pictures=n % 2) for n in range(9)], held])
    collection.tokens()
    with collection.vectors("lsa", 2) as space:
        space.append(collection.ids(), np.ones((10, 2)))
    collection.save_findings("overview", {"items": 10})
    (collection.derived("map") / "points.bin").write_bytes(b"abc")
    (collection.path / "report.html").write_text("<!DOCTYPE html>")
    collection.close()
    return collection.path


def flip(path: Path, place: int | None = None) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if place is None else place] ^= 4
    path.write_bytes(bytes(data))


def test_quiet_on_what_is_whole(full: Path) -> None:
    assert verify(full).ok
    with Collection.open(full) as reader:
        assert verify(full).ok and len(reader) == 10
    with Collection.open(full, write=True) as writer:
        writer.add([record(50)])
        assert verify(full).ok  # also while somebody writes
    assert verify(full, repair=True).damaged == ()


@pytest.mark.parametrize(
    ("pattern", "heals"),
    [
        ("collection.seal", "rebuilt"),
        ("derived/thumbnails/*", "rebuilt"),
        ("derived/tokens/*", "rebuilt"),
        ("derived/words/*", "rebuilt"),
        ("derived/vectors/*", "again"),
        ("derived/findings/*", "again"),
        ("derived/map/*", "again"),
        ("report.html", "again"),
    ],
)
@pytest.mark.parametrize("how", ["flip", "delete"])
def test_derived_files_heal(full: Path, pattern: str, heals: str, how: str) -> None:
    path = next(full.glob(pattern))
    flip(path) if how == "flip" else path.unlink()
    found = verify(full)
    assert not found.ok and any(path.name in line for line in found.damaged)
    mended = verify(full, repair=True)
    assert mended.ok and any(path.name in line for line in getattr(mended, heals))
    assert verify(full).ok
    with Collection.open(full, write=True) as collection:
        assert collection.tokens().n_items == 10
        for item in collection.items():
            assert all(collection.thumbnail(image.sha256) for image in item.images)


def test_originals_come_back_from_their_source_or_are_lost(full: Path, tmp_path: Path) -> None:
    with Collection.open(full) as reader:
        (kept,) = reader.get("p").images
        (gone,) = reader.get("n1").images
    for sha in (kept.sha256, gone.sha256):
        flip(full / "originals" / sha[:2] / sha)
    with Collection.open(full) as reader, pytest.raises(DamagedData, match=gone.sha256):
        reader.picture_bytes(gone.sha256)
    mended = verify(full, repair=True)
    assert not mended.ok and [Path(line).name for line in mended.lost] == [gone.sha256]
    assert [Path(line).name for line in verify(full).damaged] == [gone.sha256]


def test_a_damaged_database_gives_up_what_is_sound(full: Path) -> None:
    with Collection.open(full) as reader:
        before, text = reader.hash, reader.get("n4").fields["text"].encode()
    flip(full / "collection.db", 70)  # in the header, where no row is
    assert verify(full, repair=True).ok
    with Collection.open(full) as reader:
        assert reader.hash == before
    data = (full / "collection.db").read_bytes()
    flip(full / "collection.db", data.index(text))
    with pytest.raises(DamagedData):
        Collection.open(full)
    mended = verify(full, repair=True)
    assert not mended.ok and any("n4" in line for line in mended.lost)
    assert verify(full).ok
    with Collection.open(full) as reader:
        assert len(reader) == 9 and reader.get("n5").fields["title"] == "标题 5"


def test_an_older_copy_of_a_file_is_seen(full: Path) -> None:
    old = {path: path.read_bytes() for path in full.rglob("*") if path.is_file()}
    with Collection.open(full, write=True) as collection:
        collection.add([record(77)])
        collection.save_findings("overview", {"items": 11})
    (full / "collection.db").write_bytes(old[full / "collection.db"])
    assert not verify(full).ok


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        verify(tmp_path / "no.tuwen")
