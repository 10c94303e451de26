"""What goes in comes out, once, in the order of its digest, whatever way it came."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from records_to_store import png, record

from tuwen.core.errors import NotFound, UsageError
from tuwen.core.items import ImageRef, Item, When
from tuwen.core.records import Picture, Record, Reject
from tuwen.store import Collection

Make = Callable[..., Collection]


def test_items_come_back_equal(make: Make) -> None:
    full = Item(
        id="x", fields={"title": "题", "正文": "\x00 \ud83d\ude00 文"}, languages={"title": "zh"},
        targets={"label": "a", "spans": [[0, 1, "X"]]}, time=When("2024年", "2024", "year"),
        place="河边", group="g", split="train", meta={"n": 1.5, "b": [None, True]},
    )  # fmt: skip
    unnamed = Item(fields={"text": "无名"})
    collection = make([Record(full), Record(unnamed), record(3)])
    assert collection.get("x") == full and collection.get("n3") == record(3).item
    assert collection.get(unnamed.digest).digest == unnamed.digest
    digests = [item.digest for item in collection.items()]
    assert digests == sorted(digests) and len(collection) == 3
    assert collection.ids() == [item.id for item in collection.items()]


def test_every_row_is_counted(make: Make) -> None:
    bad = Record(Item(id="bad", meta={"x": float("nan")}))
    rejects = [Reject("a.csv", n, "reject_quote", {"n": n}, b"x" * 99) for n in range(3)]
    collection = make([])
    counts = collection.add([record(1), record(1), record(2), bad, *rejects])
    assert counts == (7, 2, 4, 1)
    kept = collection.rejects()
    assert [r.line for r in kept] == [0, 1, 2] or len(kept) == 4
    assert all(len(reject.first_bytes) <= 80 for reject in kept)
    assert collection.add([record(1), *rejects]) == (4, 0, 3, 1)
    assert len(collection.rejects()) == 4


def test_the_hash_forgets_the_order_and_the_way(make: Make, tmp_path: Path) -> None:
    one = make([record(n) for n in range(20)], "one.tuwen")
    two = make([record(n) for n in range(10, 20)], "two.tuwen")
    two.add([record(n) for n in reversed(range(15))])
    assert one.hash == two.hash


def test_same_id_other_content_is_a_new_version(make: Make) -> None:
    collection = make([record(1), record(2)])
    before = collection.version
    changed = replace(record(1).item, fields={"text": "新"})
    assert collection.add([Record(changed)]).accepted == 1
    assert collection.get("n1") == changed and len(collection) == 2
    with Collection.open(collection.path, version=before) as old:
        assert old.get("n1") == record(1).item and len(old) == 2
        assert collection.get("n1") not in list(old.items())


def test_readers_stay_at_their_version(make: Make) -> None:
    collection = make([record(1)])
    with Collection.open(collection.path) as reader:
        collection.add([record(2)])
        assert len(reader) == 1 and reader.ids() == ["n1"]
        assert list(reader.items(["n2"])) == []
        reader.refresh()
        assert len(reader) == 2
        with pytest.raises(UsageError, match="reading"):
            reader.add([record(3)])


def test_pictures_are_kept_as_they_came(make: Make) -> None:
    collection = make([record(1, pictures=2), record(2, pictures=1), record(1, pictures=2)])
    item = collection.get("n1")
    assert [image.name for image in item.images] == ["1-0.png", "1-1.png"]
    sha = item.images[0].sha256
    assert collection.picture_bytes(sha) == png(10)
    assert collection.thumbnail(sha)[:3] == b"\xff\xd8\xff"
    facts = collection.picture_facts(sha)
    assert (facts["width"], facts["format"]) == (24, "PNG")
    table = collection.picture_table()
    assert table["sha256"] == sorted(table["sha256"]) and len(table["phash"]) == 3
    with pytest.raises(NotFound):
        collection.picture_bytes("ab" * 32)


def test_a_refused_picture_leaves_the_text(make: Make) -> None:
    torn = Picture("torn.png", data=png(1)[:60])
    kept = Record(Item(id="kept", fields={"text": "字"}), (torn, Picture("ok.png", data=png(2))))
    lost = Record(Item(id="lost"), (torn,))
    collection = make([])
    assert collection.add([kept, lost]) == (2, 1, 1, 0)
    assert [image.name for image in collection.get("kept").images] == ["ok.png"]
    (issue,) = collection.picture_issues()
    assert (issue.item, issue.picture) == ("kept", "torn.png")
    (reject,) = collection.rejects()
    assert reject.reason == issue.reject.reason and reject.first_bytes == png(1)[:60]


def test_linked_pictures_stay_where_they_are(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "图 1.png"
    path.write_bytes(png(5))
    collection = make([Record(Item(id="a"), (Picture("图 1.png", path=path),))], link=True)
    (image,) = collection.get("a").images
    assert collection.picture_bytes(image.sha256) == png(5)
    assert not list((collection.path / "originals").rglob("*.*")) if collection.path else None


def test_findings_and_answers(make: Make) -> None:
    collection = make([record(1)])
    collection.save_findings("overview", {"items": 1, "词": ["河边"]})
    collection.save_findings("overview", {"items": 2})
    (collection.derived("map") / "points.bin").write_bytes(b"123")
    collection.save_answers("label", "d1", [("n1", {"class": "a"})])
    collection.close()
    with Collection.open(collection.path) as reader:
        assert reader.findings("overview") == {"items": 2} and reader.findings("x") is None
        assert reader.findings_names() == ["overview"]
        assert (reader.derived("map") / "points.bin").read_bytes() == b"123"
        assert reader.answers("label") == {"n1": {"class": "a"}}
        assert reader.info()["items"] == 1


def test_images_given_by_digest_are_kept(make: Make) -> None:
    first = make([record(1, pictures=1)])
    sha = first.get("n1").images[0].sha256
    again = Item(id="b", images=(ImageRef(sha, "x.png"),))
    first.add([Record(again)])
    assert first.get("b") == again
