"""I2: hostile archives. Nothing is written, nothing outside is read, bombs are refused."""

import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tuwen.core.errors import DamagedData, Refused
from tuwen.core.records import Record, Reject
from tuwen.readers import ReadOptions, open_source

ROW = b'{"id": "1", "text": "inside"}\n'


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A file that no archive may reach, beside the folder where archives lie."""
    (tmp_path / "secret.jsonl").write_text('{"id": "2", "text": "secret"}\n')
    (tmp_path / "in").mkdir()
    return tmp_path


def zipped(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def tarred(path: Path, *members: tuple[tarfile.TarInfo | str, bytes]) -> Path:
    with tarfile.open(path, "w:gz" if path.suffix == ".gz" else "w") as archive:
        for member, data in members:
            info = member if isinstance(member, tarfile.TarInfo) else tarfile.TarInfo(member)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def zip_link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def encrypted(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.flag_bits |= 0x1
    return info


NAMES = ["../secret.jsonl", "/etc/passwd.txt", "a/../../secret.jsonl", "..\\secret.jsonl",
         "C:\\x.jsonl", "./../x.jsonl"]  # fmt: skip
BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    **{
        f"zip {name}": (lambda p, n=name: zipped(p / "x.zip", ("a.jsonl", ROW), (n, ROW)), "reject_path_outside")
        for name in NAMES
    },
    **{
        f"tar {name}": (lambda p, n=name: tarred(p / "x.tar", ("a.jsonl", ROW), (n, ROW)), "reject_path_outside")
        for name in NAMES
    },
    "zip symlink": (lambda p: zipped(p / "x.zip", ("a.jsonl", ROW), (zip_link("b.jsonl"), b"../secret.jsonl")), "reject_link_outside"),
    "tar symlink": (lambda p: tarred(p / "x.tar", ("a.jsonl", ROW), (special("b.jsonl", tarfile.SYMTYPE, "../secret.jsonl"), b"")), "reject_link_outside"),
    "tar hard link": (lambda p: tarred(p / "x.tar", ("a.jsonl", ROW), (special("b.jsonl", tarfile.LNKTYPE, "../secret.jsonl"), b"")), "reject_link_outside"),
    "tar pipe": (lambda p: tarred(p / "x.tar", ("a.jsonl", ROW), (special("b.jsonl", tarfile.FIFOTYPE), b"")), "reject_not_a_file"),
    "tar device": (lambda p: tarred(p / "x.tar.gz", ("a.jsonl", ROW), (special("b.jsonl", tarfile.CHRTYPE), b"")), "reject_not_a_file"),
    "zip in zip": (lambda p: zipped(p / "x.zip", ("a.jsonl", ROW), ("b.zip", zipped(p / "y.zip", ("c.jsonl", ROW)).read_bytes())), "reject_nested"),
    "tar, name twice": (lambda p: tarred(p / "x.tar", ("a.jsonl", ROW), ("./a.jsonl", ROW)), "reject_name_twice"),
    "unknown format": (lambda p: zipped(p / "x.zip", ("a.jsonl", ROW), ("b.exe", b"MZ")), "reject_format"),
    "one bomb among others": (lambda p: zipped(p / "x.zip", ("a.jsonl", ROW), ("noise.txt", os.urandom(200_000)), ("b.jsonl", b" " * 20_000_000)), "reject_bomb"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_member_is_one_reject(case: str, outside: Path) -> None:
    make, reason = BAD[case]
    path = make(outside / "in")
    before = sorted(outside.rglob("*"))
    found = list(open_source(path))
    assert [e.item.fields["text"] for e in found if isinstance(e, Record)][:1] == ["inside"]
    assert "secret" not in repr(found).replace("secret.jsonl", "")
    assert reason in [each.reason for each in found if isinstance(each, Reject)]
    assert sorted(outside.rglob("*")) == before


@pytest.mark.parametrize("suffix", [".zip", ".tar.gz", ".tar.xz", ".tar.bz2"])
def test_a_bomb_is_refused_before_it_unpacks(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"
    if suffix == ".zip":
        zipped(path, *((f"{i}.jsonl", b" " * 10_000_000) for i in range(3)))
    else:
        with tarfile.open(path, f"w:{suffix[5:]}") as archive:
            info = tarfile.TarInfo("x.jsonl")
            info.size = 60_000_000
            archive.addfile(info, io.BytesIO(b" " * info.size))
    with pytest.raises(Refused, match="unpacks"):
        open_source(path)


def test_the_total_has_a_limit(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", ("a.jsonl", ROW * 100))
    with pytest.raises(Refused):
        open_source(path, ReadOptions(max_unpacked=1000))


def test_a_sparse_tar_member_is_refused(tmp_path: Path) -> None:
    info = special("huge.jsonl", tarfile.GNUTYPE_SPARSE)
    found = list(open_source(tarred(tmp_path / "x.tar", ("a.jsonl", ROW), (info, b""))))
    assert [getattr(each, "reason", "") for each in found] == ["reject_not_a_file", ""]


@pytest.mark.parametrize("damage", ["cut", "crc", "no archive"])
def test_damage_is_told_and_the_rest_read(damage: str, tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", ("a.jsonl", ROW), ("b.txt", os.urandom(3000).hex().encode()))
    data = bytearray(path.read_bytes())
    if damage == "crc":
        data[data.index(b"b.txt") + 200] ^= 0xFF
        path.write_bytes(data)
        found = list(open_source(path))
        assert [getattr(each, "reason", "") for each in found] == ["", "damaged_source"]
        return
    path.write_bytes(data[:-40] if damage == "cut" else b"no archive at all")
    with pytest.raises(DamagedData, match=r"x\.zip"):
        open_source(path)


def test_names_in_the_packers_own_encoding(tmp_path: Path) -> None:
    """Chinese Windows packs names in GBK without saying so."""
    path = zipped(tmp_path / "x.zip", ("cat/####.txt", b"one"), ("dog/b.txt", b"two"))
    path.write_bytes(path.read_bytes().replace(b"####", "新闻".encode("gbk")))
    assert sorted(each.item.id for each in open_source(path)) == [
        "x.zip/cat/新闻.txt",
        "x.zip/dog/b.txt",
    ]


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tar.gz"])
def test_an_archive_reads_like_its_folder(name: str, tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n not opened here"
    rows = '{"file_name": "images/a.png", "text": "甲"}\n'.encode()
    members = ("set/metadata.jsonl", rows), ("set/images/a.png", picture), ("set/.DS_Store", b"")
    path = (zipped if name == "x.zip" else tarred)(tmp_path / name, *members)
    found = list(open_source(path))
    assert [(r.item.fields["text"], r.pictures[0].read()) for r in found] == [("甲", picture)]
    assert open_source(path).describe()["files"] == {"table": 1, "picture": 1}


@pytest.mark.night
def test_a_million_members_are_refused_or_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(1_000_001):
            archive.writestr(f"{number}.txt", b"")
    with pytest.raises(Refused):
        open_source(path)
