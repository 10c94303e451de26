"""Arrays, colours, framing, gradients, keypoints: each beside an independent computation."""

import colorsys
import io

import numpy as np
import pytest
from PIL import Image
from scenes import COLOURS, drawing, encoded, photo

from tuwen.image import augment, show
from tuwen.image.arrays import load_rgb, load_within
from tuwen.image.colours import histogram, main_colours, merge, to_hsv, to_lab
from tuwen.image.framing import framed, plain_background
from tuwen.image.gradients import cells, compact_hog, hog
from tuwen.image.keypoints import sift, word_histogram


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"])
def test_every_mode_becomes_eight_bit_rgb(mode: str) -> None:
    grey = Image.linear_gradient("L").resize((40, 30))
    if mode.startswith("I;16"):
        whole = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    elif mode == "I":
        whole = Image.fromarray(np.asarray(grey).astype(np.int32) * 257)
    else:
        whole = grey.convert(mode)
    found = load_rgb(encoded(whole, "TIFF" if mode in ("CMYK", "F", "I") else "PNG"))
    assert found.shape == (30, 40, 3) and found.dtype == np.uint8
    if mode != "1":
        assert np.abs(found[..., 0].astype(int) - np.asarray(grey)).mean() < 8


@pytest.mark.parametrize("turn", range(1, 9))
def test_exif_rotation(turn: int) -> None:
    upright = drawing("triangle", "red")[:, 8:]
    # What a camera held that way would have stored.
    undo = {
        1: lambda a: a, 2: lambda a: a[:, ::-1], 3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1], 5: lambda a: a.transpose(1, 0, 2), 6: lambda a: np.rot90(a, 1),
        7: lambda a: a[::-1, ::-1].transpose(1, 0, 2), 8: lambda a: np.rot90(a, -1),
    }  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = turn
    stored = Image.fromarray(np.ascontiguousarray(undo[turn](upright)))
    out = io.BytesIO()
    stored.save(out, "PNG", exif=exif)
    assert (load_rgb(out.getvalue()) == upright).all()


def test_sizes() -> None:
    data = encoded(photo(0, 300, 100), "JPEG")
    assert load_rgb(data, (50, 40)).shape == (40, 50, 3)
    assert load_within(data, 90).shape == (30, 90, 3)
    assert load_within(data, 900).shape == (100, 300, 3)


def test_lab_and_hsv() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (200, 3), np.uint8)
    expected = [colorsys.rgb_to_hsv(*(pixel / 255)) for pixel in pixels.astype(float)]
    assert np.abs(to_hsv(pixels) - expected).max() < 1e-5
    rgb2lab = pytest.importorskip("skimage.color").rgb2lab
    assert np.abs(to_lab(pixels.astype(np.float32)) - rgb2lab(pixels / 255.0)).max() < 0.05


def test_main_colours() -> None:
    found = main_colours(Image.fromarray(drawing("square", "red")))
    assert found[0, 3] > found[1, 3] and np.isclose(found[:, 3].sum(), 1)
    assert np.abs(found[0, :3] - 255).max() < 6
    assert np.abs(found[1, :3] - COLOURS["red"]).max() < 12
    faded = Image.fromarray(np.dstack([drawing("disc", "blue"), np.zeros((64, 64), np.uint8)]))
    assert main_colours(faded).shape[1] == 4
    same = merge(np.array([[10.0, 10, 10], [12, 10, 10], [200, 0, 0]]), np.array([1.0, 1, 1]))
    assert same.shape == (2, 4) and np.isclose(same[0, 3], 2 / 3)


def test_framing_cuts_margins_away() -> None:
    small = np.full((90, 120, 3), 255, np.uint8)
    small[10:42, 60:92] = drawing("cross", "green", side=64)[16:48, 16:48]
    one, mask = framed(small, 64)
    other, _ = framed(small[5:60, 50:110], 64)
    assert np.abs(one.astype(int) - other).mean() < 2
    assert 0.2 < mask.mean() < 1
    assert plain_background(photo(1)) is None
    assert framed(photo(1), 64)[1].all()
    assert framed(np.full((5, 7, 3), 9, np.uint8), 64)[0].shape == (64, 64, 3)


def test_hog_beside_scikit_image() -> None:
    reference = pytest.importorskip("skimage.feature").hog
    pictures = np.stack([photo(seed, 64, 64) for seed in range(4)])
    ours = hog(pictures)
    options = {"orientations": 9, "pixels_per_cell": (8, 8), "cells_per_block": (2, 2)}
    for picture, row in zip(pictures, ours, strict=True):
        # Its channel choice and borders are the same; its orientations are hard bins.
        theirs = reference(np.sqrt(picture / 255.0), channel_axis=-1, **options)
        ours_blocks, theirs_blocks = row.reshape(-1, 36), theirs.reshape(-1, 36)
        cosine = np.sum(ours_blocks * theirs_blocks, 1) / (
            np.linalg.norm(ours_blocks, axis=1) * np.linalg.norm(theirs_blocks, axis=1)
        )
        assert np.median(cosine) > 0.9


def test_gradient_cells() -> None:
    ramp = np.repeat(np.linspace(0, 255, 32, dtype=np.uint8)[None, :, None], 32, 0).repeat(3, 2)
    given = cells(np.stack([ramp, ramp[:, ::-1], ramp.transpose(1, 0, 2)]), 8)
    strongest = given.values.sum((1, 2)).argmax(1)
    assert strongest[0] == 0 and strongest[1] == 9 and strongest[2] in (4, 5)
    assert np.allclose(given.coarser().values.sum(), given.values.sum(), rtol=1e-5)
    assert compact_hog(given).shape == (3, 4 * 4 * 27)


def test_histogram_counts_content_only() -> None:
    square, mask = framed(drawing("disc", "blue"), 64)
    found = histogram(square[None], mask[None])
    assert np.isclose(np.square(found).sum(), 1)
    assert np.square(found).max() > 0.9  # one colour: the white around it does not count


def test_keypoints_and_their_words() -> None:
    pytest.importorskip("skimage.feature")
    dots = np.random.default_rng(0).integers(0, 256, (25, 30, 3), np.uint8)
    found = sift(augment.scaled(dots, 100, 120), most=40)
    assert 5 < len(found.descriptors) <= 40
    assert np.allclose(np.square(found.descriptors).sum(1), 1, atol=1e-4)
    words = found.descriptors[:4]
    assert np.isclose(np.square(word_histogram(found.descriptors, words)).sum(), 1)
    assert not len(sift(np.full((50, 50, 3), 7, np.uint8)).descriptors)


def test_augmented_copies_follow_the_seed() -> None:
    picture, changes = photo(5), augment.Changes()
    one = augment.augmented(picture, 3, changes, np.random.default_rng(1))
    again = augment.augmented(picture, 3, changes, np.random.default_rng(1))
    assert one.shape == (3, *picture.shape) and (one == again).all()
    assert (one[0] != one[1]).any()
    still = augment.Changes(turn=0, cut=0, shift=0, light=0, mirror=False)
    assert (
        np.abs(
            augment.augmented(picture, 1, still, np.random.default_rng(0))[0] - picture.astype(int)
        ).max()
        <= 1
    )
    assert augment.cut(picture, (-5, 10, 20, 500)).shape == (70, 20, 3)
    assert (augment.mirrored(augment.mirrored(picture)) == picture).all()
    assert augment.scaled(picture, 10, 20).shape == (10, 20, 3)
    assert augment.rotated(picture, 90).shape == (96, 80, 3)


def test_descriptors_are_shown_as_pictures() -> None:
    pytest.importorskip("skimage.feature")
    picture = photo(6)
    for shown in (show.show_edges(picture), show.show_gradients(picture), show.show_colours(picture)):  # fmt: skip
        assert shown.dtype == np.uint8 and shown.shape[2] == 3
        assert shown.std() > 1
