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


def test_the_core_imports_only_what_the_core_install_brings() -> None:
    """Every import outside the standard library is a core dependency, or guarded as an extra."""
    import ast
    import re
    from pathlib import Path

    import tuwen

    root = Path(tuwen.__file__).parent
    project = (root.parents[1] / "pyproject.toml").read_text("utf-8")
    core = set(re.findall(r'"([\w-]+)[>=]', project.split("[project.optional")[0]))
    names = {"pillow": "PIL", "scikit-learn": "sklearn", "arro3-core": "arro3", "arro3-io": "arro3"}
    brought = {names.get(name, name.replace("-", "_")) for name in core}
    extras = {"torch", "gensim", "skimage", "matplotlib"}
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            found = []
            if isinstance(node, ast.Import):
                found = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                found = [node.module or ""]
            for name in found:
                top = name.partition(".")[0]
                known = top in sys.stdlib_module_names or top in brought | extras | {"tuwen"}
                assert known, f"{path.name} imports {top}, which the core install does not bring"
