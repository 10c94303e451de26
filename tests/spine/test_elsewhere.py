"""Other process, other row order, other hash seed: the same digest; and counting needs no torch."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("elsewhere.py")


def run(folder: Path, seed: str) -> dict[str, Any]:
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(SCRIPT.parent)}
    command = [sys.executable, str(SCRIPT), str(folder), seed]
    out = subprocess.run(command, capture_output=True, env=env, check=False)
    assert out.returncode == 0, out.stderr.decode()
    return json.loads(out.stdout)


def test_elsewhere(tmp_path: Path) -> None:
    one, other = run(tmp_path, "0"), run(tmp_path, "1")
    for head, told in one.items():
        assert told["same"] and told["right"] > 0.9
        assert told["torch"] == (head == "softmax")
        assert told["digest"] == other[head]["digest"]
