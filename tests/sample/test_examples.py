"""The examples run as they stand."""

import runpy
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_example_loads_and_says_how_to_run_it(path: Path) -> None:
    loaded = runpy.run_path(str(path))
    assert f"python examples/{path.name}" in loaded["__doc__"] and callable(loaded["main"])


@pytest.mark.night
def test_first_look_ends_with_a_report(tmp_path: Path) -> None:
    main = runpy.run_path(str(EXAMPLES / "first_look.py"))["main"]
    assert main(str(tmp_path), 60).stat().st_size > 1_000_000


@pytest.mark.night
def test_what_was_planted_is_found() -> None:
    counts = runpy.run_path(str(EXAMPLES / "planted_and_found.py"))["main"](500).values()
    assert sum(found for _, found in counts) >= 0.85 * sum(of for of, _ in counts)
