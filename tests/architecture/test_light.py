"""What must stay light does: counted in modules, not in seconds."""

import subprocess
import sys

import pytest

HEAVY = (
    "numpy",
    "scipy",
    "sklearn",
    "skimage",
    "PIL",
    "torch",
    "bokeh",
    "arro3",
    "rich.progress",
    "sqlite3",
)
UNIX = ("fcntl", "resource", "termios", "pwd")


def loaded(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint('|'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split("|"))


@pytest.mark.parametrize(
    "code", ["import tuwen", "import tuwen.cli\ntuwen.cli.main(['--help'])"], ids=["import", "help"]
)
def test_nothing_heavy_is_loaded(code: str) -> None:
    assert not loaded(code) & set(HEAVY)


def test_nothing_unix_only_is_imported_at_start_up() -> None:
    """Under a finder that hides the Unix modules, as on Windows, everything light still imports."""
    code = (
        "import importlib.abc\n"
        "class Hide(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name in {UNIX!r}: raise ModuleNotFoundError(name)\n"
        "for name in " + repr(UNIX) + ": sys.modules.pop(name, None)\n"
        "sys.meta_path.insert(0, Hide())\n"
        "import tuwen, tuwen.cli, tuwen.cli.app, tuwen.store, tuwen.readers, tuwen.core.platform\n"
        "tuwen.cli.main(['--help'])"
    )
    assert "tuwen.store" in loaded(code)


def test_the_main_job_needs_no_torch() -> None:
    code = "import tuwen.mining, tuwen.store, tuwen.report, tuwen.search, tuwen.readers, tuwen.tasks.topics"
    assert "torch" not in loaded(code)
