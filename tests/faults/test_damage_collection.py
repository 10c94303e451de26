"""B1, B2, B4: a bit, a page, a length, a swap, an older copy, a file gone: never a silent wrong answer."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from collection_workload import record

from tuwen.core.errors import TuwenError
from tuwen.core.items import Item
from tuwen.search import search
from tuwen.store import Collection, verify
from tuwen.store.fulltext import FullText

KINDS = {
    "database": "collection.db",
    "seal": "collection.seal",
    "original": "originals/*/*",
    "thumbnails": "derived/thumbnails/*",
    "tokens": "derived/tokens/*",
    "words": "derived/words/*",
    "fulltext": "derived/fulltext/*",
    "vectors": "derived/vectors/*",
    "findings": "derived/findings/*",
    "folder": "derived/map/*",
    "page": "report.html",
}
FLIPS = 60
Harm = Callable[[Path, random.Random], None]


@pytest.fixture(scope="module")
def intact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection with a file of every kind."""
    path = tmp_path_factory.mktemp("intact") / "c.tuwen"
    with Collection.create(path) as collection:
        collection.add([record(n, pictures=n % 2) for n in range(12)])
        FullText(collection).update()
        with collection.vectors("lsa", 4) as space:
            space.append(collection.ids(), np.eye(12, 4, dtype=np.float32))
        collection.save_findings("overview", {"items": 12, "words": ["河边", "market"]})
        collection.save_answers("label", "d" * 64, [("n1", "a")])
        (collection.derived("map") / "points.bin").write_bytes(bytes(range(200)))
        (path / "report.html").write_text("<!DOCTYPE html><p>made up</p>")
    return path


def read_all(path: Path) -> list[object]:
    """Everything that a reader can be told, as one value to compare."""
    with Collection.open(path) as collection:
        items: list[Item] = list(collection.items())
        shas = [image.sha256 for item in items for image in item.images]
        store = collection.tokens()
        return [
            collection.hash,
            items,
            [collection.get(item.id).digest for item in items],
            [collection.picture_bytes(sha) for sha in shas],
            [collection.thumbnail(sha) for sha in shas],
            [collection.picture_facts(sha) for sha in shas],
            [(ids, batch.ids.tolist()) for ids, batch in store.batches(5)],
            store.vocabulary.words,
            collection.vectors("lsa", 4).matrix().tolist(),
            search(collection, "河边").hits,
            collection.findings("overview"),
            collection.answers("label"),
            (collection.derived("map") / "points.bin").read_bytes(),
        ]


@pytest.fixture
def victims(intact: Path, tmp_path: Path) -> Iterator[tuple[Path, dict[str, Path]]]:
    copy = Path(shutil.copytree(intact, tmp_path / "c.tuwen"))
    yield copy, {kind: sorted(copy.glob(pattern))[0] for kind, pattern in KINDS.items()}


def flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(data))


def zero_page(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    start = chance.randrange(0, len(data), 4096)
    while not any(data[start : start + 4096]):  # a page that is zero already is not changed
        start = (start + 4096) % len(data)
    data[start : start + 4096] = bytes(len(data[start : start + 4096]))
    path.write_bytes(bytes(data))


def cut(path: Path, chance: random.Random) -> None:
    os.truncate(path, chance.randrange(path.stat().st_size))


def append(path: Path, chance: random.Random) -> None:
    with open(path, "ab") as file:
        file.write(bytes(chance.randrange(256) for _ in range(chance.randrange(1, 600))))


def check(path: Path, kind: str, victim: Path, right: list[object]) -> None:
    """The damage is seen and named, and a reader that meets it says so or answers rightly."""
    found = verify(path)
    assert not found.ok and any(victim.name in line for line in found.damaged), (kind, found)
    try:
        assert read_all(path) == right, kind
    except TuwenError as error:
        assert error.exit_code == 5, (kind, error)


def test_intact_copies_raise_no_alarm(intact: Path, tmp_path: Path) -> None:
    right = read_all(intact)
    for n in range(20):
        copy = Path(shutil.copytree(intact, tmp_path / f"{n}.tuwen"))
        assert verify(copy).ok and read_all(copy) == right


@pytest.mark.parametrize("kind", KINDS)
def test_one_bit(intact: Path, victims: tuple[Path, dict[str, Path]], kind: str) -> None:
    path, files = victims
    right, chance = read_all(intact), random.Random(kind)
    victim, whole = files[kind], files[kind].read_bytes()
    for _ in range(FLIPS if kind != "database" else FLIPS * 2):
        flip(victim, chance)
        check(path, kind, victim, right)
        victim.write_bytes(whole)
    assert verify(path).ok


@pytest.mark.parametrize("harm", [zero_page, cut, append, lambda p, _: p.unlink()])
def test_pages_lengths_and_absence(
    intact: Path, victims: tuple[Path, dict[str, Path]], harm: Harm
) -> None:
    path, files = victims
    right, chance = read_all(intact), random.Random(1)
    for kind, victim in files.items():
        whole = victim.read_bytes()
        for _ in range(3):
            harm(victim, chance)
            check(path, kind, victim, right)
            victim.write_bytes(whole)
    assert verify(path).ok


def test_swapped_files_and_older_copies(
    intact: Path, victims: tuple[Path, dict[str, Path]]
) -> None:
    path, files = victims
    right = read_all(intact)
    for kind in ("tokens", "vectors", "findings", "original", "database"):
        mine, other = files[kind], files["thumbnails" if kind != "thumbnails" else "tokens"]
        whole = mine.read_bytes()
        mine.write_bytes(other.read_bytes())
        check(path, kind, mine, right)
        mine.write_bytes(whole)
    old = files["database"].read_bytes()
    with Collection.open(path, write=True) as collection:
        collection.add([record(99)])
    right = read_all(path)
    files["database"].write_bytes(old)
    check(path, "database", files["database"], right)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("database", "original")])
def test_repair_of_a_bit(victims: tuple[Path, dict[str, Path]], kind: str) -> None:
    path, files = victims
    flip(files[kind], random.Random(5))
    assert verify(path, repair=True).ok and verify(path).ok
    with Collection.open(path) as collection:
        assert len(list(collection.items())) == 12
        assert search(collection, "河边").hits


def test_repair_without_anything_derived(victims: tuple[Path, dict[str, Path]]) -> None:
    path, _ = victims
    shutil.rmtree(path / "derived")
    assert not verify(path).ok
    assert verify(path, repair=True).ok and verify(path).ok
    with Collection.open(path) as collection:
        shas = [image.sha256 for item in collection.items() for image in item.images]
        assert shas and all(collection.thumbnail(sha)[:3] == b"\xff\xd8\xff" for sha in shas)
        assert search(collection, "河边").hits


def test_repair_of_the_database_keeps_what_is_sound(
    intact: Path, victims: tuple[Path, dict[str, Path]]
) -> None:
    path, files = victims
    whole, chance = files["database"].read_bytes(), random.Random(11)
    with Collection.open(intact) as collection:
        right = {item.id: item for item in collection.items()}
    for _ in range(12):
        flip(files["database"], chance)
        report = verify(path, repair=True)
        if "collection.db" in report.lost:  # nothing could be read: told, and left as it was
            files["database"].write_bytes(whole)
            continue
        with Collection.open(path) as collection:
            kept = {item.id: item for item in collection.items()}
        assert kept.items() <= right.items()
        assert len(kept) == 12 or report.lost, report
        shutil.rmtree(path)
        shutil.copytree(intact, path)
