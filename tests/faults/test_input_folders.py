"""I3: folder walks with loops, ways out, and files that are none. No escape, no hang, no crash."""

import os
import socket
import sys
import unicodedata
from pathlib import Path

import pytest

from tuwen.core.errors import NotFound, Refused
from tuwen.core.records import Record, Reject
from tuwen.readers import ReadOptions, open_source

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of Unix")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "b.txt").write_text("secret")
    inside = tmp_path / "in"
    (inside / "sub").mkdir(parents=True)
    (inside / "sub" / "a.txt").write_text("inside")
    return inside


def texts(path: Path, **options: object) -> list[str]:
    found = open_source(path, ReadOptions(**options))
    return sorted(r.item.fields["text"] for r in found if isinstance(r, Record))


def rejects(path: Path) -> dict[str, str]:
    return {each.file: each.reason for each in open_source(path) if isinstance(each, Reject)}


def test_loops_of_links_end(root: Path) -> None:
    (root / "sub" / "up").symlink_to("..")
    (root / "self").symlink_to("self")
    (root / "x").symlink_to("y")
    (root / "y").symlink_to("x")
    assert texts(root) == ["inside"]
    assert texts(root, follow_links=True) == ["inside"]
    assert set(rejects(root)) == {"self", "x", "y"}


def test_links_out_are_not_followed_unless_asked(root: Path) -> None:
    (root / "out.txt").symlink_to(root.parent / "secret.txt")
    (root / "outside").symlink_to(root.parent / "private")
    (root / "passwd.txt").symlink_to("/etc/passwd")
    (root / "same.txt").symlink_to("sub/a.txt")
    (root / "gone.txt").symlink_to("nowhere")
    assert texts(root) == ["inside", "inside"]
    assert rejects(root) == {
        "out.txt": "reject_link_outside",
        "outside": "reject_link_outside",
        "passwd.txt": "reject_link_outside",
        "gone.txt": "reject_unreadable",
    }
    (root / "passwd.txt").unlink()
    assert texts(root, follow_links=True) == ["inside", "inside", "secret", "secret"]


@pytest.mark.parametrize(
    "name", ["../secret.png", "/etc/hosts.png", "a/../../secret.png", "link.png"]
)
def test_a_row_cannot_name_a_picture_outside(name: str, root: Path) -> None:
    (root.parent / "secret.png").write_bytes(b"secret")
    (root / "link.png").symlink_to("../secret.png")
    (root / "metadata.csv").write_text(f"file_name,text\n{name},one\n")
    rows = list(open_source(root / "metadata.csv"))
    assert [each.reason for each in rows] == ["reject_picture_outside"]


def test_pipes_sockets_and_locked_files_are_told(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(root / "pipe.txt")
    monkeypatch.chdir(root)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s.txt")
        assert texts(root) == ["inside"]
        assert rejects(root) == {"pipe.txt": "reject_not_a_file", "s.txt": "reject_not_a_file"}
    with pytest.raises(Refused, match="pipe"):
        open_source(root / "pipe.txt")


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_files_and_folders_that_may_not_be_read(root: Path) -> None:
    (root / "locked.txt").write_text("x")
    (root / "locked.txt").chmod(0)
    (root / "shut").mkdir(mode=0)
    assert texts(root) == ["inside"]
    assert rejects(root) == {"locked.txt": "unreadable_file", "shut": "reject_unreadable"}


def test_a_file_that_goes_between_listing_and_reading(root: Path) -> None:
    (root / "sub" / "b.txt").write_text("gone")
    rows = iter(open_source(root))
    assert next(rows).item.fields["text"] == "inside"
    (root / "sub" / "b.txt").unlink()
    assert [each.reason for each in rows] == ["unreadable_file"]


NAMES = [
    "line\nbreak.txt", "esc\x1b[31m.txt", "..txt".join("ab") + ".txt", "中" * 83 + ".txt",
    "Case.txt", "case.txt", "right\u202eleft.txt", " .txt", "nul\x01.txt",
    unicodedata.normalize("NFC", "é.txt"), unicodedata.normalize("NFD", "é.txt"),
]  # fmt: skip


def test_odd_names_are_names(root: Path) -> None:
    for name in NAMES:
        (root / name).write_text(name)
    raw = os.fsencode(root) + b"/\xff\xfe.txt"
    with open(raw, "w") as file:
        file.write("bytes")
    found = {
        each.item.id.removeprefix("in/"): each.item.fields["text"] for each in open_source(root)
    }
    assert len(found) == len(NAMES) + 2
    assert found["\\xff\\xfe.txt"] == "bytes"
    for name in found:
        name.encode("utf-8")  # every id can be stored


def test_a_table_finds_a_picture_whose_name_is_composed_differently(root: Path) -> None:
    (root / unicodedata.normalize("NFD", "café.png")).write_bytes(b"x")
    (root / "t.csv").write_text(f"image,text\n{unicodedata.normalize('NFC', 'café.png')},one\n")
    rows = list(open_source(root / "t.csv"))
    assert rows[0].pictures[0].read() == b"x"


def test_deep_folders(root: Path) -> None:
    deep = root.joinpath(*["d"] * 400)
    deep.mkdir(parents=True)
    (deep / "z.txt").write_text("deep")
    assert texts(root) == ["deep", "inside"]


@pytest.mark.parametrize("name", ["nothing", "a\0b", "x" * 5000])
def test_a_source_that_is_not_there(name: str, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        open_source(tmp_path / name)
