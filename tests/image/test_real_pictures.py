"""The published figures, on the real data; nightly."""

import importlib
import json
from pathlib import Path

import pytest


@pytest.mark.night
def test_the_joint_space_beats_its_bars(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2]))
    importlib.import_module("benchmarks.matcher").main()
    figures = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    lost = [figure["measure"] for figure in figures if not figure["met"]]
    below = [figure["measure"] for figure in figures if figure["value"] < (figure["reach"] or 0)]
    assert len(figures) == 10 and not lost and not below
