"""C1, C3, C5: killed or interrupted at any boundary, a collection loses nothing acknowledged."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import collection_workload as workload
import pytest

from tuwen.core.files import TEMPORARY
from tuwen.store import Collection, adding, verify
from tuwen.store.lock import read_owner

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
KILLS = 10


class Deaths:
    """The process that forks the ones to be killed."""

    def __init__(self) -> None:
        words = [sys.executable, workload.__file__]
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, path: Path, command: str, kill_at: int, number: int) -> tuple[int, list[str]]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(f"{path}\t{command}\t{kill_at}\t{int(number)}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer["code"], answer["said"]

    def end(self) -> None:
        self.process.communicate()


@pytest.fixture(scope="module")
def deaths() -> Iterator[Deaths]:
    serving = Deaths()
    yield serving
    serving.end()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("prepared") / "c.tuwen"
    workload.prepare(path)
    return path


def begin(command: str, prepared: Path, path: Path) -> Path:
    if command in workload.PREPARED:
        shutil.copytree(prepared, path)
    return path


@pytest.fixture(scope="module")
def whole(
    deaths: Deaths, prepared: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[int, str]]:
    """Per command: how many boundaries it passes, and the hash it ends with."""
    found = {}
    for command in workload.COMMANDS:
        path = begin(command, prepared, tmp_path_factory.mktemp(command) / "c.tuwen")
        code, said = deaths.run(path, command, 0, 0)
        assert code == 0
        with Collection.open(path) as collection:
            found[command] = (int(said[-1].split()[1]), collection.hash)
    return found


def check(path: Path, command: str, said: list[str], digest: str) -> None:
    """What was acknowledged is there, verify is quiet, and the same command ends as it would have."""
    counts = [int(line) for line in said if line.isdigit()]
    if command in workload.PREPARED or counts:
        report = verify(path)
        assert report.ok or command == "repair", report
        gone = {"n1"} if command == "remove" else set()
        with Collection.open(path) as collection:
            ids = set(collection.ids())
            assert ids >= {f"n{n}" for n in range(max(counts, default=0))} - gone
            assert len(list(collection.items())) == len(ids)
            for item in collection.items():
                assert all(collection.picture_bytes(image.sha256) for image in item.images)
            assert collection.findings_names() or "findings" not in said
    assert workload.run(path, command, 0, 0, os.open(os.devnull, os.O_WRONLY)) == 0
    assert verify(path).ok and read_owner(path / ".lock") is None
    with Collection.open(path) as collection:
        assert collection.hash == digest
    assert not list(path.rglob(f"{TEMPORARY}*"))


def points(command: str, total: int, n: int) -> list[int]:
    return sorted(random.Random(command).sample(range(1, total + 1), min(n, total)))


@pytest.fixture(autouse=True)
def chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "CHUNK_ROWS", 7)


@pytest.mark.parametrize("command", workload.COMMANDS)
def test_killed_at_a_boundary(
    command: str, deaths: Deaths, prepared: Path, whole: dict[str, tuple[int, str]], tmp_path: Path
) -> None:
    total, digest = whole[command]
    for kill_at in points(command, total, KILLS):
        path = begin(command, prepared, tmp_path / f"{kill_at}.tuwen")
        code, said = deaths.run(path, command, kill_at, signal.SIGKILL)
        assert code == -signal.SIGKILL
        check(path, command, said, digest)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["int", "term"]
)
def test_interrupted(
    number: int, code: int, deaths: Deaths, whole: dict[str, tuple[int, str]], tmp_path: Path
) -> None:
    total, digest = whole["add_texts"]
    for kill_at in points("add_texts", total, 5):
        path = tmp_path / f"{kill_at}.tuwen"
        start = time.monotonic()
        assert deaths.run(path, "add_texts", kill_at, number)[0] == code
        assert time.monotonic() - start < 5
        check(path, "add_texts", [], digest)


def test_an_interrupted_job_is_told(deaths: Deaths, tmp_path: Path) -> None:
    path = tmp_path / "c.tuwen"
    for kill_at in range(20, 26):
        deaths.run(path, "add_texts", kill_at, signal.SIGTERM)
    with Collection.open(path) as collection:
        states = {job["state"] for job in collection.jobs.last()}
    assert states <= {"done", "interrupted"} and states


@pytest.mark.night
def test_killed_at_every_boundary(
    deaths: Deaths, prepared: Path, whole: dict[str, tuple[int, str]], tmp_path: Path
) -> None:
    for command, (total, digest) in whole.items():
        for kill_at in range(1, total + 1):
            path = begin(command, prepared, tmp_path / f"{command}{kill_at}.tuwen")
            code, said = deaths.run(path, command, kill_at, signal.SIGKILL)
            assert code == -signal.SIGKILL
            check(path, command, said, digest)
            shutil.rmtree(path)
