"""Picture formats told by their bytes, never by their names, and whether a file is whole.

The walks below look at container structure only (markers, chunks, blocks); they decode nothing.
"""

import re
import struct
import zlib

SUFFIXES = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
    "PNG": (".png", ".apng"),
    "WEBP": (".webp",),
    "GIF": (".gif",),
    "BMP": (".bmp", ".dib"),
    "TIFF": (".tif", ".tiff"),
}
PICTURE_SUFFIXES = frozenset(suffix for group in SUFFIXES.values() for suffix in group)

# What must never reach a decoder: interpreters in disguise, scripts, layered or scientific files.
_REFUSED = (
    (b"%!PS", "EPS"),
    (b"\xc5\xd0\xd3\xc6", "EPS"),
    (b"\xd7\xcd\xc6\x9a", "WMF"),
    (b"\x01\x00\x09\x00\x00\x03", "WMF"),
    (b"\x01\x00\x00\x00", "EMF"),
    (b"8BPS", "PSD"),
    (b"SIMPLE  =", "FITS"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"\x00\x00\x01\x00", "ICO"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
)
_MARKUP = re.compile(rb"<\s*(svg|html|!doctype|script|body|head|\?xml|\?php)", re.IGNORECASE)


def sniff(data: bytes) -> str:
    """The Pillow name of an allowed format, or "" where the bytes are none of them."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[:4] in (b"II*\0", b"MM\0*"):
        return "TIFF"
    if data[:2] == b"BM" and data[14:18] in _BMP_HEADERS:
        return "BMP"
    return ""


_BMP_HEADERS = {struct.pack("<I", size) for size in (12, 40, 52, 56, 64, 108, 124)}


def refused_kind(data: bytes) -> str:
    """What a refused file is (for the message), or "" where it is nothing we know."""
    for start, kind in _REFUSED:
        if data.startswith(start):
            return kind
    if data[4:8] == b"ftyp":
        return "HEIF/AVIF" if data[8:12] in (b"avif", b"heic", b"heix", b"mif1") else "MP4"
    if _MARKUP.match(data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")):
        return "SVG/HTML"
    return ""


def suffix_matches(format: str, suffix: str) -> bool:
    """Whether a name's `suffix` (with its dot; "" fits anything) belongs to `format`."""
    return not suffix or suffix.lower() in SUFFIXES[format]


def webp_size(data: bytes) -> tuple[int, int]:
    """Width and height in a WebP header (RFC 9649), read before any decoder allocates for it."""
    kind, body = data[12:16], data[20:30]
    if len(body) < 10:
        return 0, 0
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", body[6:10])
    return width & 0x3FFF, height & 0x3FFF


def is_whole(format: str, data: bytes) -> bool:
    """False where the container says that its end is missing or that its bytes were changed."""
    check = {"JPEG": _whole_jpeg, "PNG": _whole_png, "GIF": _whole_gif, "WEBP": _whole_webp}
    return format not in check or check[format](data)


def _whole_jpeg(data: bytes) -> bool:
    # An EXIF thumbnail carries its own end marker, so only one after the first scan counts.
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return False
        marker = data[at + 1]
        if marker == 0xDA:
            return data.find(b"\xff\xd9", at) >= 0
        standalone = marker in (0x01, 0xFF) or 0xD0 <= marker <= 0xD8
        if marker == 0xFF:
            at += 1  # fill byte
        else:
            at += 2 if standalone else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return False


def _whole_png(data: bytes) -> bool:
    at = 8
    while at + 12 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 12 + size
        if end > len(data):
            return False
        if kind in (b"IHDR", b"PLTE", b"IDAT", b"IEND"):
            (crc,) = struct.unpack_from(">I", data, end - 4)
            if zlib.crc32(memoryview(data)[at + 4 : end - 4]) != crc:
                return False
        if kind == b"IEND":
            return True
        at = end
    return False


def _whole_webp(data: bytes) -> bool:
    return 8 + int.from_bytes(data[4:8], "little") <= len(data)


def _whole_gif(data: bytes) -> bool:
    return gif_frames(data) > 0


def gif_frames(data: bytes) -> int:
    """Frames of a GIF by walking its blocks (GIF89a), 0 where the trailer is never reached."""
    if len(data) < 13:
        return 0
    at, frames = 13 + _colour_table(data[10]), 0
    while at < len(data):
        block = data[at]
        if block == 0x3B:
            return frames
        if block == 0x21:
            at = _after_sub_blocks(data, at + 2)
        elif block == 0x2C and at + 10 <= len(data):
            at = _after_sub_blocks(data, at + 11 + _colour_table(data[at + 9]))
            frames += 1
        else:
            return 0
    return 0


def _colour_table(packed: int) -> int:
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _after_sub_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1
