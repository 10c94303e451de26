"""What is asked for is found, with its reason; what is not there is not."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tuwen.core.errors import Refused, UsageError
from tuwen.core.items import Item
from tuwen.core.records import Picture, Record
from tuwen.search import search
from tuwen.search import words as words_module
from tuwen.search.query import Searcher
from tuwen.search.vectors import VectorIndex
from tuwen.store import Collection

TEXTS = {
    "market": "河边市集今天开张，摊主们很早就到了",
    "cat": "一只小猫在屋顶上晒太阳",
    "train": "The late train: a railway story",
    "rain": "大雨之后，河水上涨。边上的路被淹",
    "old": "鐵路博物館展出舊火車",
}


def png(colour: tuple[int, int, int], stripe: int) -> bytes:
    out = BytesIO()
    image = Image.new("RGB", (64, 64), colour)
    image.paste((250, 250, 250), (stripe, 0, stripe + 20, 64))
    image.paste((5, 5, 5), (0, stripe, 64, stripe + 8))
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Collection]:
    records = [Record(Item(id=id, fields={"text": text})) for id, text in TEXTS.items()]
    pictures = [("red", png((200, 0, 0), 5)), ("blue", png((0, 0, 200), 40))]
    records += [Record(Item(id=n), (Picture(f"{n}.png", data=data),)) for n, data in pictures]
    with Collection.create(tmp_path / "c.tuwen") as collection:
        collection.add(records)
        yield collection


@pytest.mark.parametrize(
    ("query", "best", "words"),
    [
        ("河边", "market", ["河边"]),
        ("小猫", "cat", ["小猫"]),
        ("猫", "cat", ["猫"]),
        ("屋頂", "cat", ["屋顶"]),  # asked in traditional characters
        ("火车", "old", ["火车"]),  # written in traditional characters
        ("ＴＲＡＩＮ", "train", ["train"]),
        ("摊主", "market", ["摊主"]),
    ],
)
def test_words(paper: Collection, query: str, best: str, words: list[str]) -> None:
    found = search(paper, query)
    assert found.hits[0].id == best and found.mode == "words"
    assert found.hits[0].why["words"] == words
    # 河水…。边 is no 河边: characters that only meet across a full stop are no match
    assert "rain" not in [hit.id for hit in found.hits if query == "河边"]


def test_nothing_here(paper: Collection) -> None:
    assert search(paper, "xyzzy 量子计算").hits == [] and search(paper, " ").hits == []
    with pytest.raises(UsageError):
        search(paper, "x", to="sound")


def test_what_is_added_or_removed_is_seen(paper: Collection) -> None:
    assert search(paper, "气球").hits == []
    paper.add([Record(Item(id="new", fields={"text": "热气球升空"}))])
    assert [hit.id for hit in search(paper, "气球").hits] == ["new"]
    paper.add([Record(Item(id="new", fields={"text": "改了"}))])
    assert search(paper, "气球").hits == []
    paper.remove(["cat"])
    assert search(paper, "小猫").hits == []


def test_a_reader_searches_too(paper: Collection) -> None:
    paper.close()
    with Collection.open(paper.path) as reader:
        assert search(reader, "河边").hits[0].id == "market"
        with Collection.open(paper.path, write=True) as writer:
            writer.add([Record(Item(id="late", fields={"text": "河边夜市"}))])
            assert len(search(reader, "河边").hits) == 1  # its own version, though another writes
    with Collection.open(paper.path) as reader:
        assert {hit.id for hit in search(reader, "河边").hits} == {"market", "late"}


def test_pictures(paper: Collection) -> None:
    asked = Image.open(BytesIO(png((0, 0, 200), 40))).resize((96, 96))
    data = BytesIO()
    asked.save(data, "JPEG")
    (hit,) = search(paper, data.getvalue()).hits
    assert hit.id == "blue" and hit.why["bits"] <= 10
    assert search(paper, data.getvalue(), to="text").hits == []
    with pytest.raises(Refused):
        search(paper, b"no picture")


def test_an_item_finds_others_not_itself(paper: Collection) -> None:
    twin = Item(id="twin", fields={"text": "河边市集明天也开张"})
    paper.add([Record(twin)])
    hits = search(paper, "market").hits
    assert hits[0].id == "twin" and "market" not in [hit.id for hit in hits]


def many(n: int) -> list[Record]:
    chance = np.random.default_rng(0)
    common = [f"w{k}" for k in range(30)]
    rare = [f"r{k}" for k in range(400)]
    return [
        Record(
            Item(
                id=f"i{i}",
                fields={"text": " ".join([*chance.choice(common, 12), *chance.choice(rare, 3)])},
            )
        )
        for i in range(n)
    ]


def test_skipping_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Collection.create(tmp_path / "c.tuwen") as collection:
        collection.add(many(1500))
        index = Searcher(collection).words
        queries = [index.terms(f"r{k} r{k + 1} w{k % 30} w{k % 7} w3") for k in range(30)]
        monkeypatch.setattr(words_module, "_LONG", 10**9)
        whole = [index.search(terms, 10)[1] for terms in queries]
        monkeypatch.setattr(words_module, "_LONG", 8)
        skipped = [index.search(terms, 10)[1] for terms in queries]
    assert all(np.allclose(a, b, rtol=1e-5) for a, b in zip(whole, skipped, strict=True))


def test_lists_find_what_the_whole_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(0)
    centres = chance.normal(size=(60, 32)) * np.exp(-np.arange(32) / 12)
    values = centres[np.arange(3000) % 60] + 0.15 * chance.normal(size=(3000, 32))
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    monkeypatch.setattr("tuwen.store.vectors.LEAST", 1000)
    with Collection.create(tmp_path / "c.tuwen") as collection:
        collection.add([Record(Item(id=str(n), fields={"t": str(n)})) for n in range(3000)])
        ids = collection.ids()
        with collection.vectors("s", 32) as space:
            space.append(ids[:1500], values[:1500])
            space.flush()
            space.append(ids[1500:], values[1500:])
        assert all("starts" in part for part in space.parts)
        assert dict(zip(space.ids(), space.matrix()[:, 0], strict=True)) == dict(
            zip(ids, values[:, 0].astype(np.float32), strict=True)
        )
        index, shares = VectorIndex(space, collection.snapshot.place), []
        for row in range(0, 3000, 100):
            query = values[row] + 0.02
            exact = np.sort(values @ query)[::-1][:10] / np.linalg.norm(query)
            shares.append(np.isclose(index.search(query, 10).cosines, exact, atol=1e-5).mean())
        assert np.mean(shares) >= 0.95
        space.erase(collection.rows_of([ids[0]]))
        again = VectorIndex(collection.vectors("s", 32), collection.snapshot.place)
        assert len(again) == 2999 and len(again.search(values[1], 5).rows) == 5
