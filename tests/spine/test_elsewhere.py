"""Other process, other row order, other hash seed: the same digest; and counting needs no torch."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("elsewhere.py")


@pytest.mark.parametrize("head", ["naive_bayes", "linear", "softmax"])
def test_elsewhere(head: str, tmp_path: Path) -> None:
    digests = set()
    for seed in ("0", "1"):
        command = [sys.executable, str(SCRIPT), str(tmp_path), seed, head]
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(SCRIPT.parent)}
        out = subprocess.run(command, capture_output=True, env=env, check=False)
        assert out.returncode == 0, out.stderr.decode()
        digest, same, right, torch = json.loads(out.stdout)
        assert same and right > 0.9 and torch == (head == "softmax")
        digests.add(digest)
    assert len(digests) == 1
