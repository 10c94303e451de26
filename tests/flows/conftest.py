"""The command line as a user meets it: one small collection, mined once."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tuwen.cli import main


class Answer(NamedTuple):
    """Exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


@pytest.fixture
def run(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Answer]:
    """Run one command in this process."""
    for name in ("TUWEN_COLLECTION", "TUWEN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: object) -> Answer:
        capfd.readouterr()
        code = main([str(word) for word in words])
        captured = capfd.readouterr()
        return Answer(code, captured.out, captured.err)

    return call


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sample paper, defects and all."""
    folder = tmp_path_factory.mktemp("flow") / "paper"
    assert main(["--quiet", "sample", "-n", "60", "-o", str(folder)]) == 0
    return folder


@pytest.fixture(scope="session")
def mined(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The paper as a mined collection, under a tiny plan. Read only: tests that write copy it."""
    path = tmp_path_factory.mktemp("mined") / "paper.tuwen"
    assert main(["--quiet", "mine", str(source), "-o", str(path), "--steps", "2"]) in (0, 4)
    return path
