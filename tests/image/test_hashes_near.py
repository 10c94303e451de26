"""Perceptual hashes, and pictures that are nearly the same."""

import numpy as np
import pytest
from PIL import Image, ImageEnhance
from scenes import COLOURS, drawing, encoded, photo

from tuwen.image import near
from tuwen.image.hashes import dhash, hash_array, phash


def grey(picture: np.ndarray) -> Image.Image:
    return Image.fromarray(picture).convert("L")


def hashes(pictures: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    return hash_array(phash(grey(p)) for p in pictures), hash_array(
        dhash(grey(p)) for p in pictures
    )


def edited(picture: np.ndarray) -> dict[str, np.ndarray]:
    whole = Image.fromarray(picture)
    caption = whole.copy()
    caption.paste((255, 255, 255), (0, int(whole.height * 0.9), whole.width, whole.height))
    return {
        "smaller": np.asarray(whole.resize((whole.width // 2, whole.height // 2))),
        "brighter": np.asarray(ImageEnhance.Brightness(whole).enhance(1.25)),
        "grey": np.asarray(whole.convert("L").convert("RGB")),
        "cut": np.asarray(whole.crop((2, 2, whole.width - 2, whole.height - 2))),
        "caption": np.asarray(caption),
    }


def found(pictures: list[np.ndarray]) -> set[tuple[int, int]]:
    thumbnails = [encoded(p, "JPEG", quality=82) for p in pictures]
    return {(i, j) for i, j, _ in near.near_pictures(*hashes(pictures), thumbnails.__getitem__)}


def test_edited_photos_are_found_and_others_are_not() -> None:
    originals = [photo(seed) for seed in range(40)]
    copies = [(i, each) for i in range(40) for each in edited(originals[i]).values()]
    pairs = found(originals + [copy for _, copy in copies])
    owner = [*range(40), *(i for i, _ in copies)]
    right = {(i, 40 + n) for n, (i, _) in enumerate(copies)}
    assert len(right & pairs) >= 0.9 * len(right)
    assert all(owner[i] == owner[j] for i, j in pairs)


def test_drawings_that_differ_in_colour_or_part_are_not_the_same() -> None:
    hearts = [drawing("disc", colour) for colour in COLOURS]
    badged = drawing("square", "black").copy()
    badged[40:52, 40:52] = 255
    assert not found([*hearts, drawing("square", "black"), badged])


def test_flat_pictures_make_no_alarm_among_many() -> None:
    flat = [np.full((40, 40, 3), level, np.uint8) for level in range(0, 250, 50)]
    assert set(hashes(flat)[0].tolist()) == {0}
    assert not found(flat)
    assert found([flat[2], flat[2].copy()]) == {(0, 1)}


@pytest.mark.parametrize("seed", [0, 1])
def test_bands_miss_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p, d = rng.integers(0, 2**63, (2, 600)).astype(np.uint64)
    for i in range(300):  # near copies, up to 12 bits away
        for bit in rng.permutation(64)[: rng.integers(0, 13)]:
            p[300 + i] = p[i] if bit == -1 else p[300 + i]
        flips = rng.permutation(64)[: rng.integers(0, 13)]
        p[300 + i] = p[i] ^ np.bitwise_or.reduce(
            np.uint64(1) << flips.astype(np.uint64), initial=np.uint64(0)
        )
        d[300 + i] = d[i]
    far = np.bitwise_count(p[:, None] ^ p[None]).astype(int)
    also = np.bitwise_count(d[:, None] ^ d[None]).astype(int)
    wanted = (np.minimum(far, also) <= near.MAX_DISTANCE) & (far + also <= near.MAX_SUM)
    i, j, distance = near.near_hashes(p, d)
    assert set(zip(i.tolist(), j.tolist(), strict=True)) == set(
        zip(*(each.tolist() for each in np.nonzero(np.triu(wanted, 1))), strict=True)
    )
    assert (distance == far[i, j]).all()


def test_hashes_change_with_content_and_not_with_size() -> None:
    a, b = photo(1), photo(2)
    assert (phash(grey(a)) ^ phash(grey(b))).bit_count() > 12
    half = np.asarray(Image.fromarray(a).resize((48, 40)))
    assert (phash(grey(a)) ^ phash(grey(half))).bit_count() <= 8
    assert (dhash(grey(a)) ^ dhash(grey(half))).bit_count() <= 8
