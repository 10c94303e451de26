"""Edges agree with scikit-image's Canny, and there are none where nothing is."""

import numpy as np
import pytest

from tuwen.image.edges import edge_density, edges


def disc(noise: float) -> np.ndarray:
    y, x = np.mgrid[:96, :96]
    grey = 60 + 120 * ((y - 48) ** 2 + (x - 40) ** 2 < 900)
    grey = grey + np.random.default_rng(0).normal(0, noise, grey.shape)
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


@pytest.mark.parametrize("noise", [0.0, 8.0, 25.0])
def test_as_scikit_image(noise: float) -> None:
    canny = pytest.importorskip("skimage.feature").canny
    picture = disc(noise)
    grey = picture[:, :, 0].astype(np.float32) / 255
    theirs = canny(grey, sigma=1.5, low_threshold=0.04, high_threshold=0.12)
    ours = edges(picture)
    assert (ours & theirs).sum() > 0.7 * (ours | theirs).sum()


def test_a_flat_picture_has_none() -> None:
    assert not edges(np.full((40, 30, 3), 128, np.uint8)).any()


def test_density_is_where_the_edge_is() -> None:
    density = edge_density(disc(0)[None], grid=4).reshape(4, 4)
    assert density.max() < 0.5 and density[0, 3] == 0 and density.sum() > 0
