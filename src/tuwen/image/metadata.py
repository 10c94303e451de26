"""What a picture says of itself: EXIF 2.32, IPTC IIM 4.2 and XMP (ISO 16684-1). Untrusted text.

Keys of the result, absent where nothing was found: caption, title, keywords (list), time (ISO 8601
where understood, else as written), place (finest first), latitude and longitude (degrees, WGS 84 as
written), byline, copyright.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from PIL import Image

from tuwen.image.facts import MAX_TEXT

_EXIF = {0x010E: "caption", 0x013B: "byline", 0x8298: "copyright", 0x9C9B: "title"}
_IPTC = {
    (2, 5): "title",
    (2, 105): "title",
    (2, 80): "byline",
    (2, 116): "copyright",
    (2, 120): "caption",
}
_IPTC_PLACE = ((2, 92), (2, 90), (2, 95), (2, 101))  # sub-location, city, state, country
_XMP = {
    "description": "caption",
    "title": "title",
    "headline": "title",
    "creator": "byline",
    "rights": "copyright",
    "datecreated": "time",
    "datetimeoriginal": "time",
    "createdate": "time",
}
_XMP_PLACE = ("location", "city", "state", "country")
_PNG = {"description": "caption", "title": "title", "author": "byline", "copyright": "copyright"}
_TIME = re.compile(r"(\d{4})[:\-/](\d\d)[:\-/](\d\d)(?:[ T](\d\d):?(\d\d)(?::?(\d\d))?)?")
_MAX_XMP = 1_000_000


def metadata(picture: Image.Image) -> dict[str, Any]:
    """Caption, keywords, time, place and byline of an opened picture; damaged blocks are skipped.

    Where several blocks speak, XMP wins over IPTC, and IPTC over EXIF, as the Metadata Working
    Group (2010) has it for text.
    """
    found: dict[str, Any] = {}
    for read in (_png_text, _exif, _iptc, _xmp):
        found.update({name: value for name, value in read(picture).items() if value})
    return found


def _guarded(read: Callable[[Image.Image], dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Damage inside a metadata block costs that block, not the picture."""

    def safe(picture: Image.Image) -> dict[str, Any]:
        try:
            return read(picture)
        except (ValueError, TypeError, KeyError, IndexError, OSError, ZeroDivisionError):
            return {}
        except (SyntaxError, ET.ParseError, OverflowError, AttributeError):
            return {}

    return safe


@_guarded
def _png_text(picture: Image.Image) -> dict[str, Any]:
    if picture.format != "PNG":
        return {}
    texts = {str(k).lower(): v for k, v in picture.info.items() if isinstance(v, str)}
    found = {name: _text(texts[key]) for key, name in _PNG.items() if key in texts}
    if "creation time" in texts:
        found["time"] = iso_time(texts["creation time"])
    return found


@_guarded
def _exif(picture: Image.Image) -> dict[str, Any]:
    exif = picture.getexif()
    if not exif:
        return {}
    found: dict[str, Any] = {name: _text(exif.get(tag)) for tag, name in _EXIF.items()}
    more = exif.get_ifd(0x8769)
    found["caption"] = found["caption"] or _comment(more.get(0x9286)) or _utf16(exif.get(0x9C9C))
    found["title"] = _utf16(exif.get(0x9C9B))
    found["keywords"] = [w for w in re.split(r"[;,]\s*", _utf16(exif.get(0x9C9E))) if w]
    found["time"] = iso_time(_text(more.get(0x9003) or more.get(0x9004) or exif.get(0x0132)))
    gps = exif.get_ifd(0x8825)
    if 2 in gps and 4 in gps:
        latitude, longitude = _degrees(gps[2], gps.get(1)), _degrees(gps[4], gps.get(3))
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            found.update(latitude=latitude, longitude=longitude)
    return found


def _degrees(parts: Any, side: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return round(-value if str(side).strip("\0 ").upper() in ("S", "W") else value, 7)


@_guarded
def _iptc(picture: Image.Image) -> dict[str, Any]:
    resources = picture.info.get("photoshop")
    block = resources.get(0x0404) if isinstance(resources, dict) else None
    if block is None and picture.format == "TIFF":
        block = picture.tag_v2.get(33723)  # type: ignore[attr-defined]
    if not isinstance(block, bytes):
        return {}
    sets = list(_data_sets(block))
    found: dict[str, Any] = {}
    for key, value in sets:
        if key in _IPTC:
            found.setdefault(_IPTC[key], _text(value))
    found["keywords"] = [_text(value) for key, value in sets if key == (2, 25)]
    first = dict(reversed(sets))
    found["place"] = _joined(_text(first.get(key)) for key in _IPTC_PLACE)
    found["time"] = iso_time(_iptc_time(_text(first.get((2, 55))), _text(first.get((2, 60)))))
    return found


def _data_sets(block: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    at = 0
    while at + 5 <= len(block) and block[at] == 0x1C:
        size = int.from_bytes(block[at + 3 : at + 5], "big")
        if size & 0x8000:  # extended data sets are for objects, not for texts
            return
        yield (block[at + 1], block[at + 2]), block[at + 5 : at + 5 + size]
        at += 5 + size


def _iptc_time(date: str, clock: str) -> str:
    if not re.fullmatch(r"\d{8}", date):
        return date
    day = f"{date[:4]}-{date[4:6]}-{date[6:]}"
    return f"{day}T{clock[:2]}:{clock[2:4]}:{clock[4:6]}" if re.match(r"\d{6}", clock) else day


@_guarded
def _xmp(picture: Image.Image) -> dict[str, Any]:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    data = packet.encode("utf-8") if isinstance(packet, str) else bytes(packet)
    # No entities: a packet that declares any is either broken or an expansion bomb.
    if not data or len(data) > _MAX_XMP or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return {}
    texts = _xmp_texts(ET.fromstring(data.strip(b"\0 \r\n\t")))
    found: dict[str, Any] = {}
    for name, key in _XMP.items():
        if values := texts.get(name):
            found.setdefault(key, "; ".join(values) if key == "byline" else values[0])
    found["keywords"] = texts.get("subject", [])
    found["place"] = _joined(texts.get(name, [""])[0] for name in _XMP_PLACE)
    if "time" in found:
        found["time"] = iso_time(found["time"])
    latitude, longitude = (texts.get(f"gps{name}", [""])[0] for name in ("latitude", "longitude"))
    if latitude and longitude:
        found.update(latitude=_xmp_degrees(latitude), longitude=_xmp_degrees(longitude))
    return found


def _xmp_texts(root: ET.Element) -> dict[str, list[str]]:
    """Local names in lower case → their texts, whether written as attributes or as elements."""
    texts: dict[str, list[str]] = {}
    for node in root.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"):
        for name, value in node.attrib.items():
            texts.setdefault(_local(name), []).append(_text(value))
        for child in node:
            values = [_text(each) for each in child.itertext() if each.strip()]
            texts.setdefault(_local(child.tag), []).extend(values)
    return texts


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def _xmp_degrees(value: str) -> float:
    parts = [float(each) for each in value[:-1].split(",")] + [0.0, 0.0]
    return _degrees(parts[:3], value[-1])


def iso_time(raw: str) -> str:
    """ISO 8601 of a time written the EXIF, IPTC or XMP way; anything else as it is."""
    match = _TIME.match(raw.strip())
    if match is None or match[1] == "0000":
        return "" if raw.startswith("0000") else raw.strip()
    year, month, day, hour, minute, second = match.groups()
    if hour is None:
        return f"{year}-{month}-{day}"
    return f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}"


def _joined(parts: Iterator[str]) -> str:
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _comment(value: Any) -> str:
    if not isinstance(value, bytes):
        return _text(value)
    head, body = value[:8], value[8:]
    if head == b"UNICODE\0":
        return _text(body.decode("utf-16-le" if body[1:2] == b"\0" else "utf-16-be", "replace"))
    return _text(body) if head in (b"ASCII\0\0\0", b"\0" * 8) else ""


def _utf16(value: Any) -> str:
    data = bytes(value) if isinstance(value, (bytes, tuple, list)) else b""
    return _text(data.decode("utf-16-le", "replace"))


def _text(value: Any) -> str:
    """Text of an EXIF or IPTC value: UTF-8, else GB18030 where it gives Chinese, else Latin-1."""
    if isinstance(value, bytes):
        value = _decoded(value)
    elif isinstance(value, str) and not value.isascii():
        value = _undone(value)
    text = value if isinstance(value, str) else ""
    return text.replace("\0", "").strip()[:MAX_TEXT]


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or all(c.isascii() or "\u3000" <= c <= "\uffef" for c in text):
            return text
    return data.decode("latin-1")


def _undone(text: str) -> str:
    # Pillow hands EXIF strings over as Latin-1 although most programs write UTF-8.
    try:
        return _decoded(text.encode("latin-1"))
    except UnicodeEncodeError:
        return text


Taken = Mapping[str, Any]
