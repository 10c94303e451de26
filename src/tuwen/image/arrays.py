"""Accepted pictures as arrays: every mode Pillow reads becomes upright 8-bit RGB."""

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_ENOUGH = 2048  # pixels a side: what is larger is thinned before it is copied into another mode
_DEEP = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")


def load_rgb(source: Path | bytes, size: tuple[int, int] | None = None) -> np.ndarray:
    """uint8 (H, W, 3) of an already accepted picture, upright, alpha laid on white.

    `size` (width, height) resizes to exactly that. Raises OSError where the bytes are unreadable.
    """
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    with Image.open(file, formats=FORMATS) as opened:
        if size is not None:
            opened.draft(None, (2 * size[0], 2 * size[1]))
        opened.load()
        picture = flatten(upright(opened, whole=size is None), (255, 255, 255))
    if size is not None and picture.size != tuple(size):
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return np.asarray(picture)


def load_within(source: Path | bytes, side: int) -> np.ndarray:
    """uint8 (H, W, 3) of an accepted picture, upright, alpha on white, at most `side` px a side.

    Raises OSError where the bytes are unreadable.
    """
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    with Image.open(file, formats=FORMATS) as opened:
        opened.draft(None, (side, side))
        opened.load()
        picture = flatten(upright(opened, whole=False), (255, 255, 255))
    if max(picture.size) > side:
        picture.thumbnail((side, side), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return np.asarray(picture)


def upright(picture: Image.Image, *, whole: bool = True) -> Image.Image:
    """The first frame as RGB or RGBA (where anything is transparent), EXIF rotation applied.

    Unless the `whole` is wanted, a large picture is thinned first.
    """
    turn = picture.getexif().get(0x0112, 1)
    # Before the copy into another mode, which would double the memory of a large picture.
    if not whole and max(picture.size) > _ENOUGH:
        picture = thin(picture)
    plain = to_plain(picture)
    return _TURNS[turn](plain) if turn in _TURNS else plain


def thin(picture: Image.Image) -> Image.Image:
    """A smaller copy, 2048 px or less a side, by taking every n-th pixel."""
    step = -(-max(picture.size) // _ENOUGH)
    width, height = (max(1, side // step) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.NEAREST)


def to_plain(picture: Image.Image) -> Image.Image:
    """RGB or RGBA of any mode: palettes, 16 bits, CMYK, grey, floating point."""
    if picture.mode in _DEEP:
        return _eight_bits(picture).convert("RGB")
    if picture.has_transparency_data:
        plain = picture.convert("RGBA")
        return plain if np.asarray(plain.getchannel("A")).min() < 255 else plain.convert("RGB")
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def flatten(picture: Image.Image, background: tuple[int, int, int] | None = None) -> Image.Image:
    """RGB of an RGB or RGBA picture; without a `background`, white, or grey under pale drawings."""
    if picture.mode == "RGB":
        return picture
    base = Image.new("RGB", picture.size, background or _background(picture))
    base.paste(picture, mask=picture.getchannel("A"))
    return base


def _background(picture: Image.Image) -> tuple[int, int, int]:
    values = np.asarray(picture)
    seen = values[values[..., 3] > 127]
    return (128, 128, 128) if len(seen) and seen[:, :3].mean() > 230 else (255, 255, 255)


def _eight_bits(picture: Image.Image) -> Image.Image:
    values = np.nan_to_num(np.asarray(picture))
    if picture.mode.startswith("I;16"):
        return Image.fromarray((values >> 8).astype(np.uint8))
    low, high = float(values.min()), float(values.max())
    if picture.mode == "I" and low >= 0 and high <= 65535:
        low, high = 0.0, 65535.0 if high > 255 else 255.0
    scaled = (values.astype(np.float32) - low) * (255.0 / ((high - low) or 1.0))
    return Image.fromarray(scaled.astype(np.uint8))


_TURNS = {
    2: ImageOps.mirror,
    3: lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
    4: ImageOps.flip,
    5: lambda picture: picture.transpose(Image.Transpose.TRANSPOSE),
    6: lambda picture: picture.transpose(Image.Transpose.ROTATE_270),
    7: lambda picture: picture.transpose(Image.Transpose.TRANSVERSE),
    8: lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
}
