"""What pictures say of themselves, in each of the three ways, and what hostile blocks may not do."""

import io
import struct

import pytest
from PIL import Image
from scenes import encoded, photo

from tuwen.image.examine import examine
from tuwen.image.facts import Examined
from tuwen.image.metadata import iso_time, metadata

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" photoshop:City="河口" photoshop:Country="中国"
 photoshop:DateCreated="2021-05-06T07:08:09+08:00"
 exif:GPSLatitude="22,31.5N" exif:GPSLongitude="103,57,30W">
 <dc:description><rdf:Alt><rdf:li xml:lang="x-default">渡口的早晨</rdf:li></rdf:Alt></dc:description>
 <dc:subject><rdf:Bag><rdf:li>渡口</rdf:li><rdf:li>ferry</rdf:li></rdf:Bag></dc:subject>
 <dc:creator><rdf:Seq><rdf:li>A. Writer</rdf:li><rdf:li>B. Writer</rdf:li></rdf:Seq></dc:creator>
 </rdf:Description></rdf:RDF></x:xmpmeta>"""


def read(data: bytes) -> dict[str, object]:
    with Image.open(io.BytesIO(data)) as picture:
        return metadata(picture)


def iptc(*sets: tuple[int, int, bytes]) -> bytes:
    """A JPEG with an APP13 block of these data sets."""
    block = b"".join(struct.pack(">BBBH", 0x1C, a, b, len(v)) + v for a, b, v in sets)
    block += b"\0" * (len(block) % 2)
    body = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(block)) + block
    plain = encoded(photo(0), "JPEG")
    return plain[:2] + b"\xff\xed" + struct.pack(">H", len(body) + 2) + body + plain[2:]


def test_exif() -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = "A quay at dawn", "Someone"
    exif[0x9C9E] = "渡口;river".encode("utf-16-le")
    exif.get_ifd(0x8769)[0x9003] = "2020:01:02 03:04:05"
    exif.get_ifd(0x8825).update({1: "S", 2: (10.0, 30.0, 0.0), 3: "E", 4: (120.0, 0.0, 36.0)})
    found = read(encoded(photo(0), "JPEG", exif=exif))
    assert found["caption"] == "A quay at dawn" and found["byline"] == "Someone"
    assert found["time"] == "2020-01-02T03:04:05"
    assert found["keywords"] == ["渡口", "river"]
    assert (found["latitude"], found["longitude"]) == (-10.5, 120.01)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_iptc(encoding: str) -> None:
    found = read(
        iptc(
            (2, 120, "河边的市场".encode(encoding)),
            (2, 25, "市场".encode(encoding)),
            (2, 25, b"market"),
            (2, 55, b"20190807"),
            (2, 60, b"101112+0800"),
            (2, 90, "河口".encode(encoding)),
            (2, 101, b"China"),
            (2, 80, b"Someone"),
        )
    )
    assert found["caption"] == "河边的市场" and found["keywords"] == ["市场", "market"]
    assert found["place"] == "河口, China" and found["byline"] == "Someone"
    assert found["time"] == "2019-08-07T10:11:12"


def test_xmp_wins_over_exif() -> None:
    exif = Image.Exif()
    exif[0x010E] = "old caption"
    found = read(encoded(photo(0), "JPEG", exif=exif, xmp=XMP.encode()))
    assert found["caption"] == "渡口的早晨" and found["keywords"] == ["渡口", "ferry"]
    assert found["byline"] == "A. Writer; B. Writer" and found["place"] == "河口, 中国"
    assert found["time"] == "2021-05-06T07:08:09"
    assert found["latitude"] == 22.525 and round(float(found["longitude"]), 4) == -103.9583  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "packet",
    [
        b"<not xml",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b"\xff\xfe\0",
        XMP.encode()[:300],
    ],
)
def test_damaged_or_hostile_xmp_is_no_metadata_and_no_error(packet: bytes) -> None:
    assert read(encoded(photo(0), "JPEG", xmp=packet)) == {}


def test_damaged_blocks_cost_the_block_and_not_the_picture() -> None:
    assert read(iptc((2, 120, b""))) == {}
    plain = encoded(photo(0), "JPEG")
    exif = b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 16
    broken = plain[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + plain[2:]
    found = examine(broken, ".jpg")
    assert isinstance(found, Examined) and found.taken == {}


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("2020:01:02 03:04:05", "2020-01-02T03:04:05"),
        ("2020-01-02", "2020-01-02"),
        ("0000:00:00 00:00:00", ""),
        ("昨天", "昨天"),
    ],
)
def test_times(raw: str, iso: str) -> None:
    assert iso_time(raw) == iso
