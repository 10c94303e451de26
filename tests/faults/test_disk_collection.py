"""D1, D2: a disk that is full or fails at any boundary costs that call, and nothing before it."""

import errno
import os
import random
import shutil
from pathlib import Path

import collection_workload as workload
import pytest

from tuwen.core import files
from tuwen.core.errors import LimitReached
from tuwen.store import Collection, adding, verify

POINTS = 20


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("prepared") / "c.tuwen"
    workload.prepare(path)
    return path


def boundaries(path: Path, command: str, fail_at: int, number: int) -> int:
    """Run a workload whose `fail_at`-th boundary and all that follow fail; how many there were."""
    count = 0

    def hook(what: str, where: Path) -> None:
        nonlocal count
        count += 1
        if fail_at and count >= fail_at:
            raise OSError(number, os.strerror(number), str(where))

    files.fault_hook = hook
    try:
        workload.COMMANDS[command](path, lambda what: None)
    finally:
        files.fault_hook = None
    return count


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO], ids=["full", "failing"])
@pytest.mark.parametrize("command", ["add_texts", "derive", "remove"])
def test_every_failure_is_survived(
    command: str, number: int, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "CHUNK_ROWS", 7)
    whole = Path(shutil.copytree(prepared, tmp_path / "whole.tuwen"))
    total = boundaries(whole, command, 0, number)
    with Collection.open(whole) as collection:
        digest = collection.hash
    for fail_at in sorted(random.Random(command).sample(range(1, total + 1), min(POINTS, total))):
        path = Path(shutil.copytree(prepared, tmp_path / f"{fail_at}.tuwen"))
        with pytest.raises((OSError, LimitReached)):
            boundaries(path, command, fail_at, number)
        assert verify(path).ok, fail_at
        with Collection.open(path) as collection:
            items = {item.id for item in collection.items()}
        assert items >= {f"n{n}" for n in range(8)} - ({"n1"} if command == "remove" else set())
        boundaries(path, command, 0, number)
        assert verify(path).ok
        with Collection.open(path) as collection:
            assert collection.hash == digest
