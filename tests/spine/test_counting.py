"""A counting-only pipeline learns, saves, loads and answers, and never imports torch."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("counting_only.py")


@pytest.mark.parametrize("head", ["naive_bayes", "linear", "tree"])
def test_counting_only(head: str, tmp_path: Path) -> None:
    digests = set()
    for seed in ("0", "1"):  # other row order, other process, other hash seed
        command = [sys.executable, str(SCRIPT), str(tmp_path), seed, head]
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(SCRIPT.parent)}
        out = subprocess.run(command, capture_output=True, env=env, check=False)
        assert out.returncode == 0, out.stderr.decode()
        digest, same, right, torch = json.loads(out.stdout)
        assert same and not torch and right > 0.9
        digests.add(digest)
    assert len(digests) == 1
