"""Items as pixels, and pixels as items: what gradient picture parts read and write. No torch."""

import io
from collections.abc import Sequence

import numpy as np

from tuwen.core.errors import UsageError
from tuwen.core.items import ImageRef, Item
from tuwen.core.latent import Latent, LatentSpec
from tuwen.core.pictures import Album, PictureSource
from tuwen.image.arrays import load_rgb


def pixels(items: Sequence[Item], side: int, source: PictureSource | None) -> Latent:
    """The first picture of each item, (N, side·side, 3) uint8; `present` is false without one.

    Raises UsageError where a picture is asked for and no source was set.
    """
    values = np.zeros((len(items), side * side, 3), np.uint8)
    present = np.array([bool(item.images) for item in items], bool)
    for i, item in enumerate(items):
        if not item.images:
            continue
        if source is None:
            raise UsageError("no_pictures")
        data = source.picture_bytes(item.images[0].sha256)
        values[i] = load_rgb(data, (side, side)).reshape(-1, 3)
    spec = LatentSpec(kind="sequence", size=3, grid=(side, side))
    mask = np.repeat(present[:, None], side * side, 1)
    return Latent(values=values, spec=spec, mask=mask, present=present)


def pictured(values_NHWC: np.ndarray, album: Album) -> list[Item]:
    """An item per picture (uint8), its PNG laid into `album`."""
    from PIL import Image

    items = []
    for array in values_NHWC:
        out = io.BytesIO()
        Image.fromarray(array).save(out, "PNG")
        items.append(Item(images=(ImageRef(album.add(out.getvalue()), "made.png"),)))
    return items
