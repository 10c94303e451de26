"""Hostile and odd pictures, made here from numbers: what I1 throws at the intake."""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")


def scene(width: int = 96, height: int = 64, mode: str = "RGB", seed: int = 0) -> Image.Image:
    """A smooth colourful picture, with an alpha ramp where `mode` has one."""
    grid = np.random.default_rng(seed).integers(0, 255, (6, 8, 4), np.uint8)
    picture = Image.fromarray(grid[..., :3]).resize((width, height), Image.Resampling.BICUBIC)
    if mode == "RGBA":
        picture.putalpha(Image.linear_gradient("L").resize((width, height)))
    return picture.convert(mode)


def encoded(picture: Image.Image, format: str, **options: Any) -> bytes:
    """The bytes of a picture in `format`."""
    out = io.BytesIO()
    picture.save(out, format, **options)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    """One PNG chunk."""
    check = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)


def png(
    width: int, height: int, rows: bytes, *extra: bytes, depth: int = 8, kind: int = 2
) -> bytes:
    """A PNG by hand: header, extra chunks, data, end."""
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    parts = [chunk(b"IHDR", head), *extra, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def fine() -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of odd pictures that must be decoded."""
    for format in FORMATS:
        yield f"plain.{format.lower()}", encoded(scene(), format)
        yield f"one_pixel.{format.lower()}", encoded(scene(1, 1), format)
    for mode in ("L", "CMYK", "YCbCr"):
        yield f"{mode}.jpg", encoded(scene(mode=mode), "JPEG")
    for mode in ("1", "L", "LA", "P", "RGBA"):
        yield f"{mode}.png", encoded(scene(mode=mode), "PNG")
    deep = (np.arange(96 * 64, dtype=np.uint16) * 10).reshape(64, 96)
    yield "sixteen.png", encoded(Image.fromarray(deep), "PNG")
    yield "sixteen.tiff", encoded(Image.fromarray(deep), "TIFF")
    yield "float.tiff", encoded(Image.fromarray(deep.astype(np.float32)), "TIFF")
    yield "sixteen_rgb.png", png(2, 1, b"\0" + bytes(range(12)), depth=16)
    for turn in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = turn
        yield f"turned{turn}.jpg", encoded(scene(), "JPEG", exif=exif)
    frames = [scene(seed=seed) for seed in range(5)]
    for format in ("GIF", "WEBP", "PNG", "TIFF"):
        many = {"save_all": True, "append_images": frames[1:]}
        yield f"animated.{format.lower()}", encoded(frames[0], format, **many)
    yield "progressive.jpg", encoded(scene(), "JPEG", progressive=True)
    yield "interlaced.gif", encoded(scene().convert("P"), "GIF", interlace=1)
    yield "transparent.gif", encoded(scene(mode="P"), "GIF", transparency=3)
    yield "lossless.webp", encoded(scene(mode="RGBA"), "WEBP", lossless=True)
    yield "strip.png", encoded(Image.new("RGB", (16_000, 2), "red"), "PNG")
    yield "zip_behind.jpg", encoded(scene(), "JPEG") + b"PK\x03\x04" + b"\0" * 300
    yield "script_behind.gif", encoded(scene(), "GIF") + b"*/=1;alert(1)"


def refused() -> Iterator[tuple[str, bytes, str]]:
    """(name, bytes, reason) of what must not be decoded."""
    yield "empty.jpg", b"", "empty_picture"
    yield "noise.png", bytes(range(256)) * 9, "unreadable_picture"
    yield "text.jpg", "纯文本 not a picture".encode(), "unreadable_picture"
    svg = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
    disguises = {
        "svg.png": svg,
        "page.png": b"\n <!DOCTYPE html><html><body>",
        "eps.jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n",
        "wmf.bmp": b"\xd7\xcd\xc6\x9a" + b"\0" * 60,
        "emf.bmp": b"\x01\0\0\0" + b"\0" * 60,
        "psd.jpg": b"8BPS\0\1" + b"\0" * 60,
        "fits.tif": b"SIMPLE  =                    T",
        "pdf.jpg": b"%PDF-1.7\n",
        "archive.png": b"PK\x03\x04" + b"\0" * 60,
        "icon.png": b"\0\0\1\0\1\0" + b"\0" * 60,
        "heic.jpg": b"\0\0\0\x18ftypheic" + b"\0" * 60,
        "program.jpg": b"MZ" + b"\0" * 60,
    }
    for name, data in disguises.items():
        yield name, data, "picture_type_refused"
    yield from _bombs()


def _bombs() -> Iterator[tuple[str, bytes, str]]:
    yield "wide.png", png(1_000_000, 1, b"\0" * 3_000_001), "picture_too_large"
    yield "tall.png", png(1, 1_000_000, b"\0" * 4_000_000), "picture_too_large"
    yield "pixels.png", png(9_000, 9_000, b"\0" * 9_001 * 9_000, kind=0), "picture_too_large"
    yield "claims.png", png(0x7FFFFFFF, 0x7FFFFFFF, b"\0"), "picture_too_large"
    big = b"VP8X" + struct.pack("<IB3x", 10, 0) + (16_382).to_bytes(3, "little") * 2
    yield (
        "canvas.webp",
        b"RIFF" + struct.pack("<I", len(big) + 4) + b"WEBP" + big,
        "picture_too_large",
    )
    screen = b"GIF89a" + struct.pack("<HH", 60_000, 60_000) + b"\0\0\0" + b"\x2c" + b"\0" * 9
    yield "screen.gif", screen + b"\2\1\0\0;", "picture_too_large"
    entries = [(256, 60_000), (257, 60_000), (258, 8), (259, 1), (262, 1), (273, 8), (279, 9)]
    tags = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    tiff = b"II*\0" + struct.pack("<IH", 8, len(entries)) + tags + b"\0" * 4
    yield "claims.tiff", tiff, "picture_too_large"
    jpeg = bytearray(encoded(scene(), "JPEG"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", 65_000, 65_000)
    yield "claims.jpg", bytes(jpeg), "picture_too_large"
    flicker = [Image.new("L", (2, 2), i % 2 * 255) for i in range(300)]
    gif = encoded(flicker[0], "GIF", save_all=True, append_images=flicker[1:])
    yield "frames.gif", gif, "picture_too_many_frames"
    one = [Image.new("1", (2, 2))] * 300
    pages = encoded(one[0], "TIFF", save_all=True, append_images=one[1:])
    yield "pages.tiff", pages, "picture_too_many_frames"
    flood = zlib.compress(b"a" * 80_000_000, 9)
    pixel = b"\0\0\0\0"
    yield "ztxt.png", png(1, 1, pixel, chunk(b"zTXt", b"Comment\0\0" + flood)), "unreadable_picture"
    yield "icc.png", png(1, 1, pixel, chunk(b"iCCP", b"x\0\0" + flood)), "unreadable_picture"
    yield "bytes.bmp", encoded(scene(), "BMP") + b"\0" * 64_000_000, "picture_too_many_bytes"


def truncated(points: int) -> Iterator[tuple[str, bytes]]:
    """(name, bytes): each format cut at `points` places, the last one byte before its end."""
    for format in FORMATS:
        options = {"save_all": True, "append_images": [scene(seed=1)]} if format == "GIF" else {}
        whole = encoded(scene(), format, **options)
        for at in np.linspace(16, len(whole) - 1, points).astype(int):
            yield f"{at}.{format.lower()}", whole[:at]


def mutants(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """(name, bytes): plain pictures with a few bytes changed, dropped or doubled."""
    draw = np.random.default_rng(seed)
    whole = [(name, data) for name, data in fine() if len(data) < 40_000]
    for i in range(count):
        name, data = whole[draw.integers(len(whole))]
        changed = bytearray(data)
        for _ in range(draw.integers(1, 6)):
            at = int(draw.integers(len(changed)))
            how = draw.integers(3)
            if how == 0:
                changed[at] = int(draw.integers(256))
            elif how == 1:
                del changed[at : at + int(draw.integers(1, 9))]
            else:
                changed[at:at] = changed[at : at + int(draw.integers(1, 9))]
            if not changed:
                break
        yield f"{i}_{name}", bytes(changed)
