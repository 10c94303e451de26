"""Other process, other row order, other hash seed: the same digest; and counting needs no torch."""

import json
import os
import subprocess
import sys
from pathlib import Path

import elsewhere


def test_elsewhere(tmp_path: Path) -> None:
    script = Path(elsewhere.__file__)
    env = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(script.parent)}
    command = [sys.executable, str(script), str(tmp_path), "1"]
    out = subprocess.run(command, capture_output=True, env=env, check=False)
    assert out.returncode == 0, out.stderr.decode()
    here = elsewhere.learn(tmp_path, 0)
    for head, told in json.loads(out.stdout).items():
        assert told["same"] and told["right"] > 0.9
        assert told["torch"] == (head == "softmax")
        assert told["digest"] == here[head]["digest"]
