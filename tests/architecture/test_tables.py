"""Tables that documents show are generated, and true."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import tuwen
from tuwen.cli.app import COMMANDS
from tuwen.tasks import TASKS

ROOT = Path(__file__).resolve().parents[2]


def test_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.estimator)
def test_every_task_names_what_exists(task: object) -> None:
    module = import_module("tuwen." + task.file.removesuffix(".py").replace("/", "."))
    assert hasattr(module, task.estimator)
    assert getattr(tuwen, task.estimator) is getattr(module, task.estimator)
    for words in task.command.split(", "):
        assert words.split()[1] in COMMANDS


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_readme_names_every_command(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    for name in COMMANDS:
        assert f"tuwen {name}" in text


def test_the_two_readmes_have_the_same_shape() -> None:
    en, zh = ((ROOT / page).read_text("utf-8") for page in ("README.md", "README.zh.md"))
    for mark in ("\n## ", "```", "\n| `tuwen"):
        assert en.count(mark) == zh.count(mark), mark


def test_public_names_resolve() -> None:
    for name in tuwen.__all__:
        assert getattr(tuwen, name) is not None


def test_the_walk_in_the_readme_is_true() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for place in ("cli/commands/mine.py", "mining/run.py", "core/pipeline.py"):
        assert place in text and (ROOT / "src" / "tuwen" / place).exists()
