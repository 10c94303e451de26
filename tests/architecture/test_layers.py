"""Layers point down: an `ast` walk over every import of the package."""

import ast
from pathlib import Path

import pytest

import tuwen

SOURCE = Path(tuwen.__file__).parent
LAYERS = [
    {"cli"},
    {"studio"},
    {"report"},
    {"mining"},
    {"tasks"},
    {"evaluate", "explain", "search", "privacy"},
    {"engines", "fit", "store"},
    {"codec"},
    {"readers", "encoders", "steps", "heads", "decoders", "objectives", "sample", "starters"},
    {"nn", "metrics", "text", "image"},
    {"core"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
FILES = sorted(SOURCE.rglob("*.py"))
MAY_USE_TORCH = {"nn", "fit", "explain", "encoders", "steps", "heads", "decoders", "objectives"}
UNSAFE = {"pickle", "joblib", "dill", "cloudpickle", "shelve", "marshal"}


def package(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_point_down(path: Path) -> None:
    mine = package(path)
    if mine in ("__init__", "__main__"):
        return
    assert mine in LEVEL, f"{mine} is in no layer"
    for name in imports(ast.parse(path.read_text("utf-8"))):
        parts = name.split(".")
        if parts[0] == "tuwen" and len(parts) > 1 and parts[1] in LEVEL and parts[1] != mine:
            assert LEVEL[parts[1]] > LEVEL[mine], f"{mine} may not import {name}"
        if parts[0] == "torch":
            assert mine in MAY_USE_TORCH, f"{mine} may not import torch"
        assert parts[0] not in UNSAFE, f"{name} can run code from a file"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_nothing_evaluates_or_catches_everything(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("eval", "exec"), f"line {node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            named = ast.unparse(node.func)
            assert named not in ("torch.load", "joblib.load"), f"line {node.lineno}"
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            assert isinstance(node.value, ast.Constant) and node.value.value is False


def test_layers_test_sees_a_breach() -> None:
    tree = ast.parse("from tuwen.cli import main\nimport pickle")
    assert "tuwen.cli" in imports(tree) and "pickle" in imports(tree)
