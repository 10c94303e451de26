"""I1: whatever comes as a picture is decoded or refused, and nothing it does reaches this process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import hostile_pictures as hostile
import numpy as np
import pytest

from tuwen.core.messages import LANGUAGES, table
from tuwen.image import worker
from tuwen.image.facts import Examined, ImageReject
from tuwen.image.safe import REASONS, Intake


@pytest.fixture(scope="module")
def intake() -> Intake:
    with Intake() as running:
        yield running


def test_odd_pictures_are_decoded(intake: Intake) -> None:
    found = dict(intake.examine_many(hostile.fine()))
    refused = {name: each.values for name, each in found.items() if isinstance(each, ImageReject)}
    assert not refused
    assert all(each.suffix_matches for name, each in found.items())
    assert {each.thumbnail[:3] for each in found.values()} == {b"\xff\xd8\xff"}


def test_what_is_dangerous_is_refused_with_its_reason(intake: Intake) -> None:
    corpus = list(hostile.refused())
    found = dict(intake.examine_many((name, data) for name, data, _ in corpus))
    told = {name: getattr(each, "reason", "decoded") for name, each in found.items()}
    assert told == {name: reason for name, _, reason in corpus}
    assert all(found[name].first_bytes == data[:80] for name, data, _ in corpus)


def test_cut_pictures_are_never_accepted(intake: Intake) -> None:
    found = list(intake.examine_many(hostile.truncated(64)))
    taken = [name for name, each in found if isinstance(each, Examined)]
    assert len(found) == 64 * len(hostile.FORMATS)
    assert not taken


def test_a_wrong_extension_is_a_flag_not_a_refusal(intake: Intake) -> None:
    found = intake.examine(hostile.encoded(hostile.scene(), "PNG"), "really_a_png.jpg")
    assert isinstance(found, Examined)
    assert (found.format, found.suffix_matches) == ("PNG", False)


def _mutants_survive(count: int, seed: int) -> None:
    with Intake() as intake:
        pid = intake.pids
        found = list(intake.examine_many(hostile.mutants(count, seed)))
        assert len(found) == count
        assert all(isinstance(each, (Examined, ImageReject)) for _, each in found)
        reasons = [each.reason for _, each in found if isinstance(each, ImageReject)]
        assert set(reasons) <= REASONS
        assert reasons.count("picture_crashed") == 0 or intake.pids != pid


def test_mutants(request: pytest.FixtureRequest) -> None:
    _mutants_survive(600, seed=0)


@pytest.mark.night
@pytest.mark.parametrize("seed", range(1, 6))
def test_many_mutants(seed: int) -> None:
    _mutants_survive(2_000, seed)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
@pytest.mark.parametrize("signal_name", ["SIGKILL", "SIGSEGV", "SIGXCPU"])
def test_a_dead_child_costs_one_picture(signal_name: str) -> None:
    good = hostile.encoded(hostile.scene(), "JPEG")
    with Intake() as intake:

        def pictures():
            for i in range(80):
                if i == 60:
                    os.kill(intake.pids[0], getattr(signal, signal_name))
                yield i, good

        found = list(intake.examine_many(pictures()))
    lost = [each for _, each in found if isinstance(each, ImageReject)]
    assert [key for key, _ in found] == list(range(80))
    assert len(lost) == 1
    slow = signal_name == "SIGXCPU"
    assert lost[0].reason == ("picture_too_slow" if slow else "picture_crashed")


def test_files_that_are_no_files(intake: Intake, tmp_path: Path) -> None:
    folder = tmp_path / "folder.png"
    folder.mkdir()
    paths = [tmp_path / "absent.png", folder]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.png")
        paths.append(tmp_path / "pipe.png")
    named = tmp_path / "图片 \n.png"
    named.write_bytes(hostile.encoded(hostile.scene(), "PNG"))
    *bad, good = intake.examine_many((path, path) for path in [*paths, named])
    assert {each.reason for _, each in bad} == {"picture_not_readable"}
    assert isinstance(good[1], Examined)


@pytest.mark.parametrize(
    "bend",
    [{"width": 10**9}, {"sha256": "../../etc"}, {"phash": "x"}, {"colours": "r"}, {"taken": [1]}],
)
def test_a_hostile_child_is_not_believed(bend: dict[str, object]) -> None:
    data = hostile.encoded(hostile.scene(), "PNG")
    with Intake() as intake:
        (child,) = intake._children
        child.submit(data, "")
        head, thumbnail = child._process.answers.get(timeout=30)
        child._process.answers.put(({"facts": head["facts"] | bend}, thumbnail))
        assert child.result().reason == "picture_crashed"
        assert isinstance(intake.examine(data), Examined)


def test_large_pictures_stay_within_memory_and_time(tmp_path: Path) -> None:
    """In a process of its own: the peak of children counts all that ever were."""
    pytest.importorskip("resource")
    wide = tmp_path / "wide.png"
    image = hostile.Image.new("RGBA", (7_000, 7_000), (9, 200, 30, 128))
    wide.write_bytes(hostile.encoded(image, "PNG"))
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from tuwen.image.safe import Intake\n"
        "if __name__ == '__main__':\n"
        "    with Intake() as intake:\n"
        "        found = intake.examine(Path(sys.argv[1]).read_bytes())\n"
        "    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "    print(type(found).__name__, peak)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(wide)], capture_output=True, text=True, check=True
    )
    kind, peak = done.stdout.split()
    assert kind == "Examined" and int(peak) < 512 * 1024
    assert worker.MEMORY <= 1024**3


def test_every_reason_has_its_words() -> None:
    for language in LANGUAGES:
        assert set(table(language)) >= REASONS


def test_thumbnails_carry_no_metadata(intake: Intake) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = "secret place"
    exif.get_ifd(0x8825).update({1: "N", 2: (1.0, 2.0, 3.0), 3: "E", 4: (1.0, 2.0, 3.0)})
    data = hostile.encoded(hostile.scene(), "JPEG", exif=exif, comment=b"secret comment")
    found = intake.examine(data)
    assert isinstance(found, Examined)
    assert found.taken["caption"] == "secret place"
    assert b"secret" not in found.thumbnail and b"Exif" not in found.thumbnail
    assert np.isclose(found.taken["latitude"], 1 + 2 / 60 + 3 / 3600)
