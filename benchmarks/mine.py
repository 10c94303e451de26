"""`tuwen mine` on 62,773 shopping reviews against the script one would write (benchmarks/plain_mine.py).

    python -m benchmarks.mine        three rounds; each runs the script with jieba, the script with rjieba
                                     in two processes, and `tuwen mine` from the file to the report

Ratios are of medians over the rounds. The script keeps nothing; tuwen also checks, stores, indexes,
audits and writes the report, and its time counts all of that. Peak memory is the sum over a command's
processes of what each has for itself and its share of what they have in common (PSS), looked at once
a second.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.common import DATA, figure, tuwen

REVIEWS = DATA / "textcls_zh_reviews" / "online_shopping_10_cats.jsonl.gz"
ROUNDS = int(os.environ.get("TUWEN_BENCH_ROUNDS", "3"))
THREADS = 2


class Ran(NamedTuple):
    """Wall seconds, CPU seconds, peak bytes, stdout."""

    seconds: float
    cpu: float
    peak: int
    output: str


def family(root: int) -> list[int]:
    """A process and all below it."""
    found, at = [root], 0
    while at < len(found):
        for path in Path(f"/proc/{found[at]}/task").glob("*/children"):
            try:
                found += [int(pid) for pid in path.read_text().split()]
            except OSError:
                continue
        at += 1
    return found


def memory(pid: int) -> int:
    """PSS in bytes; 0 for a process that is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0


def run(command: list[str]) -> Ran:
    """Run to the end, watching memory."""
    environment = {**os.environ, "OMP_NUM_THREADS": str(THREADS), "OMP_WAIT_POLICY": "passive"}
    start = time.perf_counter()
    before = os.times()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    peak = [0]

    def watch() -> None:
        while process.poll() is None:
            peak[0] = max(peak[0], sum(map(memory, family(process.pid))))
            time.sleep(1.0)  # looking is not free

    watcher = threading.Thread(target=watch)
    watcher.start()
    output = process.communicate()[0]
    watcher.join()
    if process.returncode not in (0, 4):  # 4: done, some records rejected
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    after = os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return Ran(time.perf_counter() - start, cpu, peak[0], output)


def plain(*options: str) -> Ran:
    """The script."""
    return run([sys.executable, "-m", "benchmarks.plain_mine", str(REVIEWS), *options])


def ours() -> Ran:
    """The command, into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        return run(
            tuwen("--json", "--quiet", "--threads", str(THREADS),
                  "mine", str(REVIEWS), "-o", f"{folder}/reviews.tuwen")
        )  # fmt: skip


def main() -> None:
    """Print the figures."""
    rounds = {"plain": [], "rjieba": [], "tuwen": []}
    for _ in range(ROUNDS):
        rounds["plain"].append(plain())
        rounds["rjieba"].append(plain("--rjieba"))
        rounds["tuwen"].append(ours())
    wall = {name: statistics.median(r.seconds for r in ran) for name, ran in rounds.items()}
    cpu = {name: statistics.median(r.cpu for r in ran) for name, ran in rounds.items()}
    steps = {name: json.loads(rounds[name][-1].output)["seconds"] for name in ("plain", "rjieba")}
    stages = json.loads(rounds["tuwen"][-1].output)["stages"]
    steps["tuwen"] = {name: told["seconds"] for name, told in stages.items()}
    shown = ", ".join(
        f"{name} {value:.1f} s ({cpu[name]:.1f} s CPU)" for name, value in wall.items()
    )
    protocol = f"end to end, 62,773 texts, {THREADS} threads, median of {ROUNDS}: {shown}"
    ratio = wall["plain"] / wall["tuwen"]
    figure(
        "mine, shopping reviews, against the plain script",
        round(ratio, 2), at_least="2 ×", reach="4 ×", met=ratio >= 2, protocol=protocol,
        seconds=wall, cpu=cpu, steps=steps,
    )  # fmt: skip
    ratio = wall["rjieba"] / wall["tuwen"]
    figure(
        "mine, shopping reviews, against the script with rjieba in two processes",
        round(ratio, 2), at_least="1 ×", reach="1.5 ×", met=ratio >= 1, protocol=protocol,
    )  # fmt: skip
    peak = max(r.peak for r in rounds["tuwen"]) / 1e6
    figure(
        "mine, shopping reviews: peak memory of all processes, MB",
        round(peak), at_least="≤ 1,500", reach="≤ 1,000", met=peak <= 1500,
        protocol=f"PSS summed, largest of {ROUNDS}; the plain script "
        f"{max(r.peak for r in rounds['plain']) / 1e6:.0f}",
    )  # fmt: skip


if __name__ == "__main__":
    main()
