"""What the measurements share: where the data is, one line a figure, a timed child process."""

import gzip
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("TUWEN_DATA", ROOT.parent / "shared" / "data"))


def rows(*parts: str) -> Iterator[dict[str, Any]]:
    """The rows of a .jsonl.gz of the real data."""
    with gzip.open(DATA.joinpath(*parts), "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def figure(
    measure: str, value: Any, *, at_least: Any = None, reach: Any = None,
    met: bool | None = None, protocol: str = "", **more: Any,
) -> None:  # fmt: skip
    """Print one figure as a JSON line."""
    line = {"measure": measure, "value": value, "at_least": at_least, "reach": reach}
    print(
        json.dumps({**line, "met": met, "protocol": protocol, **more}, ensure_ascii=False),
        flush=True,
    )


def child(command: Sequence[str], *, threads: int = 2) -> tuple[float, int, str]:
    """Run a command; returns (wall seconds, peak resident bytes, stdout)."""
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": str(threads),
        "OPENBLAS_NUM_THREADS": str(threads),
    }
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode not in (0, 4):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return seconds, usage.ru_maxrss * 1024, output


def tuwen(*words: str) -> list[str]:
    """The command line of this installation."""
    return [sys.executable, "-m", "tuwen", *words]


def median_seconds(work: Callable[[], object], times: int = 3) -> float:
    """Median wall time of `work`."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)
