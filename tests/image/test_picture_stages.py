"""The stages over pictures, on a small shop in a real collection."""

from pathlib import Path

import numpy as np
import pytest
from scenes import COLOURS, SHAPES, drawing, encoded

from tuwen.core.items import Item
from tuwen.core.pipeline import load
from tuwen.core.records import Picture, Record
from tuwen.mining.colours import ColourStage
from tuwen.mining.context import Context
from tuwen.mining.joint import PICTURES, TEXTS, JointStage
from tuwen.store import Collection


def records(shuffled: bool = False) -> list[Record]:
    pairs = [(shape, colour) for shape in SHAPES for colour in COLOURS for _ in range(3)]
    order = np.random.default_rng(0).permutation(len(pairs)) if shuffled else range(len(pairs))
    found = []
    for i, row in enumerate(order):
        shape, colour = pairs[i]
        told = Item(
            id=f"{i}", fields={"title": f"{colour} {shape} no{i}"}, targets={"colour": colour}
        )
        data = encoded(drawing(*pairs[row], i))
        found.append(Record(told, (Picture(f"{i}.png", data=data),)))
    return [*found, Record(Item(id="alone", fields={"title": "red words only"}))]


@pytest.fixture
def shop(tmp_path: Path) -> Collection:
    with Collection.create(tmp_path / "shop.tuwen") as collection:
        collection.add(records())
        yield collection


def test_joint_space_is_measured_and_stored(shop: Collection) -> None:
    found = JointStage().run(Context(collection=shop))
    assert found is not None and found["verdict"] == "signal"
    assert set(found["recall"]) == {"text_to_image", "image_to_text"}
    assert (found["n_pairs"], found["n_texts"], found["n_pictures"]) == (144, 145, 144)
    pipeline = load(shop.derived("joint"))
    size = pipeline.specs()["image"].size
    texts, pictures = shop.vectors(TEXTS, size), shop.vectors(PICTURES, size)
    query = pipeline.encode([Item(fields={"text": "blue disc"})], "text")["text"].values[0]
    best = np.argsort(-(pictures.matrix() @ query))[:3]
    titles = [shop.get(pictures.ids()[i]).fields["title"] for i in best]
    assert all("blue" in title or "disc" in title for title in titles)
    assert len(texts.ids()) == 145


def test_a_space_without_signal_is_not_stored(tmp_path: Path) -> None:
    with Collection.create(tmp_path / "noise.tuwen") as collection:
        collection.add(records(shuffled=True))
        found = JointStage().run(Context(collection=collection))
        assert found is not None and found["verdict"] == "no signal" and found["space"] == ""


@pytest.mark.parametrize(("n", "expected"), [(30, "joint_few_pairs"), (0, None)])
def test_too_few_pairs_are_said(tmp_path: Path, n: int, expected: str | None) -> None:
    with Collection.create(tmp_path / "few.tuwen") as collection:
        collection.add([*records()[:n], records()[-1]])
        found = JointStage().run(Context(collection=collection))
        assert expected == (found and found["skipped"]["key"])


def test_palettes(shop: Collection) -> None:
    found = ColourStage().run(Context(collection=shop))
    assert found is not None and found["n_pictures"] == 144
    assert found["palette"][0]["rgb"] == pytest.approx([255, 255, 255], abs=4)
    assert np.isclose(sum(colour["share"] for colour in found["palette"]), 1, atol=0.01)
    assert found["grouped_by"] == "colour" and set(found["by_group"]) == set(COLOURS)
    assert found["by_group"]["red"][1]["rgb"] == pytest.approx(COLOURS["red"], abs=14)
