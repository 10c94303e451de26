"""Each hard case really learns: held-out rows are answered, made and matched far above chance."""

import io
from dataclasses import replace

import numpy as np
import pytest
import toys
from cases import CASES, Case
from PIL import Image

from tuwen.core.items import Item
from tuwen.core.pipeline import Pipeline


def fitted(name: str) -> Pipeline:
    return CASES[name].fitted()


def losses(pipeline: Pipeline) -> tuple[float, float]:
    found = pipeline.made["learned"][-1]["losses"]
    return found["first"][0], found["last"][0]


def right(pipeline: Pipeline, items: list[Item], target: str) -> float:
    answers = pipeline.answer(items)[target]
    return float(np.mean([a == i.targets[target] for a, i in zip(answers, items, strict=True)]))


@pytest.mark.parametrize("name", ["classifier", "reused"])
def test_classifier(name: str) -> None:
    pipeline = fitted(name)
    assert losses(pipeline)[1] < losses(pipeline)[0] / 3
    assert right(pipeline, toys.texts(100, seed=1), "label") > 0.9


def test_tagger() -> None:
    pipeline, held_out = fitted("tagger"), toys.tagged(40, seed=1)
    assert right(pipeline, held_out, "tags") > 0.8  # whole sequences


def test_encoder_decoder_needs_its_condition() -> None:
    pipeline, items = fitted("conditioned"), toys.echoes(60, seed=1)

    def hits(given: list[Item]) -> float:
        made = [item.fields["text"] for item in pipeline.answer(given)["text"]]
        return np.mean([m == i.fields["text"] for m, i in zip(made, items, strict=True)])

    other = {"+": "-", "-": "+"}
    turned = [replace(i, fields={**i.fields, "tone": other[i.fields["tone"]]}) for i in items]
    assert hits(items) > 0.9 and hits(turned) == 0


def test_gan_makes_what_it_was_shown() -> None:
    case = CASES["gan"]
    wanted = np.array(list(toys.COLOURS.values()))

    def distance(pipeline: Pipeline) -> float:
        """From the mean colour of made pictures to the nearest colour shown."""
        album = pipeline.nodes()[-1].part.album
        made = pipeline.answer(toys.texts(30, seed=2))["image"]
        files = [io.BytesIO(album.picture_bytes(item.images[0].sha256)) for item in made]
        means = np.array([np.asarray(Image.open(file)).mean((0, 1)) for file in files])
        return float(np.linalg.norm(means[:, None] - wanted, axis=-1).min(1).mean())

    untaught = replace(case, plan=replace(case.plan, steps=1)).fitted()
    assert distance(case.fitted()) < distance(untaught) / 2


def test_autoencoder_beats_the_mean_picture() -> None:
    pipeline, items = fitted("autoencoder"), [i for i in toys.pictured(40, seed=1) if i.images]
    made = pipeline.nodes()[-1].part
    shown = made.collate(items).values
    error = np.square(made.infer(pipeline.encode(items)["image"]).values - shown).mean()
    assert error < np.square(shown - shown.mean(0)).mean() / 4


def test_each_side_is_made_from_the_other() -> None:
    pipeline, items = fitted("crossed"), toys.pictured(60, seed=1)
    album = pipeline.nodes()[-1].part.album
    answers = pipeline.answer(items)
    for item, text, picture in zip(items, answers["text"], answers["image"], strict=True):
        assert (text is None) == (not item.images) and (picture is None) == (not item.fields)
        if picture is not None:
            file = io.BytesIO(album.picture_bytes(picture.images[0].sha256))
            red, _, blue = np.asarray(Image.open(file)).mean((0, 1))
            assert (red > blue) == (item.targets["label"] == "sport")


def test_two_encoders_in_one_space() -> None:
    pipeline, items = fitted("one_space"), toys.pairs(60, seed=1)
    lanes = pipeline.encode(items)
    assert lanes["text"].spec.space == lanes["image"].spec.space != ""
    nearest = (lanes["text"].values @ lanes["image"].values.T).argmax(1)
    hits = [items[i].targets == item.targets for i, item in zip(nearest, items, strict=True)]
    assert np.mean(hits) > 0.9  # chance: .25
    alone = pipeline.encode(items, "text")
    assert list(alone) == ["text"]
    np.testing.assert_array_equal(alone["text"].values, lanes["text"].values)


def test_fused_with_a_side_missing() -> None:
    pipeline, items = fitted("fused"), toys.pictured(100, seed=1)
    assert right(pipeline, items, "label") > 0.9
    text_only = [replace(item, images=()) for item in items if item.fields]
    image_only = [replace(item, fields={}) for item in items if item.images]
    assert right(pipeline, text_only, "label") > 0.85
    assert right(pipeline, image_only, "label") > 0.85
    assert pipeline.answer([Item(id="neither")]) == {"label": [None]}


def test_frozen_encoder_stays_as_it_was() -> None:
    case: Case = CASES["reused"]
    pipeline = case.build()
    encoder = pipeline.nodes()[0].part
    before = {name: array.copy() for name, array in encoder.state().tensors.items()}
    replace(case, build=lambda: pipeline).fitted()
    for name, array in encoder.state().tensors.items():
        np.testing.assert_array_equal(array, before[name])
