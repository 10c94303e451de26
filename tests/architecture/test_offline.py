"""The guard behind `tuwen doctor --offline` refuses, tells, and lets loopback through."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        ("socket.create_connection(('203.0.113.1', 80), timeout=1)", True),
        ("socket.getaddrinfo('example.org', 80)", True),
        ("socket.getaddrinfo('localhost', 80)", False),
        ("socket.socket()", False),
    ],
)
def test_guard(tmp_path: Path, code: str, refused: bool) -> None:
    log = tmp_path / "log"
    log.touch()
    done = subprocess.run(
        [sys.executable, "-c", f"import socket, tuwen\n{code}"],
        env={**os.environ, "TUWEN_OFFLINE": str(log)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode != 0) == refused, done.stderr
    assert bool(log.read_text("utf-8")) == refused
