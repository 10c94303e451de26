"""Looking at one picture, inside the child process: checks first, pixels last."""

import hashlib
import io
import struct
import warnings
import zlib
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from tuwen.image import facts, formats
from tuwen.image.arrays import flatten, upright
from tuwen.image.colours import main_colours
from tuwen.image.facts import Examined, ImageReject
from tuwen.image.hashes import dhash, phash
from tuwen.image.metadata import metadata

_UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError)
_BROKEN = (struct.error, zlib.error, OverflowError, AttributeError, ZeroDivisionError, RuntimeError)


def examine(data: bytes, suffix: str = "") -> Examined | ImageReject:
    """Facts of a picture's bytes, or why they are refused; `suffix` is the name's, with its dot.

    Warnings count as errors where the caller made them so (the child process does).
    """
    refusal = _refusal(data)
    if refusal is not None:
        return refusal
    format = formats.sniff(data)
    if not formats.is_whole(format, data):
        return _reject("truncated_picture", data, format=format)
    try:
        with warnings.catch_warnings():
            if format != "TIFF":  # elsewhere this module reads EXIF: damage there is no harm
                warnings.filterwarnings("ignore", module=r"PIL\.TiffImagePlugin")
            with Image.open(io.BytesIO(data), formats=(format,)) as picture:
                return _look(picture, data, format, suffix)
    except MemoryError:
        return _reject("picture_too_heavy", data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        return _reject("picture_too_large", data, size=_claimed(error))
    except (UnidentifiedImageError, Warning, *_UNREADABLE, *_BROKEN) as error:
        cut = "truncated" in str(error)
        key = "truncated_picture" if cut else "unreadable_picture"
        return _reject(key, data, **({"format": format} if cut else {"why": _why(error)}))


def _refusal(data: bytes) -> ImageReject | None:
    """What can be told without opening the picture."""
    if not data:
        return _reject("empty_picture", data)
    if len(data) > facts.MAX_BYTES:
        return _reject("picture_too_many_bytes", data, n_bytes=len(data), limit=facts.MAX_BYTES)
    format = formats.sniff(data)
    if not format:
        kind = formats.refused_kind(data)
        if kind:
            return _reject("picture_type_refused", data, kind=kind)
        return _reject("unreadable_picture", data, why="not a picture of a known format")
    if format == "WEBP":
        return _too_large(formats.webp_size(data), data)
    return None


def _too_large(size: tuple[int, int], data: bytes) -> ImageReject | None:
    width, height = size
    if max(size) > facts.MAX_SIDE or width * height > facts.MAX_PIXELS:
        return _reject("picture_too_large", data, size=f"{width} × {height}")
    return None


def _look(picture: Image.Image, data: bytes, format: str, suffix: str) -> Examined | ImageReject:
    refusal = _too_large(picture.size, data)
    if refusal is not None:
        return refusal
    n_frames = _count_frames(picture, data, format)
    if n_frames > facts.MAX_FRAMES:
        return _reject("picture_too_many_frames", data, limit=facts.MAX_FRAMES)
    size, turn = picture.size, picture.getexif().get(0x0112, 1)
    taken = metadata(picture)
    picture.draft(None, (2 * facts.THUMBNAIL, 2 * facts.THUMBNAIL))
    picture.load()
    plain = upright(picture, whole=False)
    plain.thumbnail((facts.THUMBNAIL, facts.THUMBNAIL), Image.Resampling.BICUBIC, reducing_gap=2.0)
    flat = flatten(plain)
    grey = flat.convert("L")
    width, height = size[::-1] if turn in (5, 6, 7, 8) else size
    return Examined(
        sha256=hashlib.sha256(data).hexdigest(),
        format=format,
        width=width,
        height=height,
        n_frames=n_frames,
        n_bytes=len(data),
        thumbnail=_jpeg(flat),
        phash=phash(grey),
        dhash=dhash(grey),
        colours=main_colours(plain),
        taken=taken,
        suffix_matches=formats.suffix_matches(format, suffix),
    )


def _count_frames(picture: Image.Image, data: bytes, format: str) -> int:
    if format == "GIF":
        return formats.gif_frames(data)
    if format != "TIFF":
        return int(getattr(picture, "n_frames", 1))
    frame = 0
    try:  # a chain of pages may be endless, so it is walked only as far as allowed
        while frame < facts.MAX_FRAMES:
            picture.seek(frame + 1)
            frame += 1
    except EOFError:
        picture.seek(0)
    return frame + 1


def _jpeg(flat: Image.Image) -> bytes:
    """A fresh JPEG of pixels alone: built from an array, so nothing of the original's info."""
    out = io.BytesIO()
    Image.fromarray(np.asarray(flat)).save(out, "JPEG", quality=82, subsampling=0)
    return out.getvalue()


def _claimed(error: BaseException) -> str:
    return next((word.strip("(") for word in str(error).split() if word[-3:].isdigit()), "?")


def _why(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:200]


def _reject(reason: str, data: bytes, **values: Any) -> ImageReject:
    return ImageReject(reason=reason, values=values, first_bytes=data[:80])
