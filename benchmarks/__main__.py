"""`make bench`: run the rows (all, or those named), and write docs/benchmarks.md.

    python -m benchmarks                 every row
    python -m benchmarks search audit    these files only; the other rows keep their last values

Each file of this folder with a `main()` prints one JSON line per figure:
{"row", "measure", "value", "at_least", "reach", "met", "protocol"}; the lines of the last run of
each file stay in docs/benchmarks.jsonl, and the table is generated from them.
"""

import datetime
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent / "docs"
LINES = DOCS / "benchmarks.jsonl"
# In the order of the table. plain_mine is run by mine.
FILES = (
    "mine", "memory", "readers", "store", "search", "search_quality", "start",
    "audit", "verify", "matcher", "topics", "keywords", "text",
)  # fmt: skip


def measure(name: str) -> list[dict[str, object]]:
    """The figures that `benchmarks/NAME.py` prints, dated."""
    print(f"== {name}", file=sys.stderr, flush=True)
    environment = {"OMP_WAIT_POLICY": "passive", "PYTHONUNBUFFERED": "1", **os.environ}
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}"],
        cwd=HERE.parent,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    today = datetime.date.today().isoformat()
    figures = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return [{"file": name, "date": today, **figure} for figure in figures]


def load() -> list[dict[str, object]]:
    """The figures of the last run of every file."""
    if not LINES.exists():
        return []
    return [json.loads(line) for line in LINES.read_text("utf-8").splitlines()]


def show(value: object) -> str:
    """A figure as it stands in the table."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: ""}[value]
    if isinstance(value, float):
        return f"{value:,.3f}" if abs(value) < 10 else f"{value:,.1f}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value).replace("|", "\\|")


def table(figures: list[dict[str, object]]) -> str:
    """docs/benchmarks.md as text."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; do not edit. Medians, ratios within one run. Machine: "
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, "
        f"Python {platform.python_version()}. The columns *at least* and *reach for* are the",
        "bars set before measuring; a loss is shown as a loss.",
        "",
        "| measure | value | at least | reach for | met | protocol | date |",
        "|---|---:|---:|---:|---|---|---|",
    ]
    for figure in figures:
        cells = [
            figure.get(k)
            for k in ("measure", "value", "at_least", "reach", "met", "protocol", "date")
        ]
        lines.append("| " + " | ".join(show(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure what was asked for, keep the lines, write the table."""
    wanted = sys.argv[1:] or list(FILES)
    kept = [figure for figure in load() if figure["file"] not in wanted]
    for name in wanted:
        kept += measure(name)
        order = {file: place for place, file in enumerate(FILES)}
        kept.sort(key=lambda figure: order.get(str(figure["file"]), len(order)))
        LINES.write_text("".join(json.dumps(f, ensure_ascii=False) + "\n" for f in kept), "utf-8")
        (DOCS / "benchmarks.md").write_text(table(kept), "utf-8")


if __name__ == "__main__":
    main()
