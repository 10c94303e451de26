"""Write the generated pages: docs/tasks.md (task ↔ estimator ↔ file ↔ command) and docs/cli.md.

python docs/generate.py            write them
python docs/generate.py --check    exit 1 where they are out of date
"""

import os
import subprocess
import sys
from pathlib import Path

from tuwen.cli.app import COMMANDS
from tuwen.tasks import TASKS

HERE = Path(__file__).resolve().parent


def tasks_page() -> str:
    """The table task ↔ estimator ↔ file ↔ command."""
    lines = [
        "# Tasks",
        "",
        "Written by `python docs/generate.py`; a test compares it.",
        "",
        "| task | estimator | file | command |",
        "|---|---|---|---|",
    ]
    lines += [f"| {t.name} | `tuwen.{t.estimator}` | `{t.file}` | `{t.command}` |" for t in TASKS]
    return "\n".join(lines) + "\n"


def cli_page() -> str:
    """Every command's help, in both languages."""
    lines = ["# Command line", "", "Written by `python docs/generate.py`; a test compares it.", ""]
    for name in ("", *COMMANDS):
        lines += [f"## tuwen {name}".rstrip(), ""]
        for lang in ("en", "zh"):
            words = [name, "--help"] if name else ["--help"]
            lines += ["```text", _help(["--lang", lang, *words]), "```", ""]
    return "\n".join(lines)


def _help(words: list[str]) -> str:
    environment = {**os.environ, "COLUMNS": "96", "TERMINAL_WIDTH": "96", "NO_COLOR": "1"}
    environment.pop("TUWEN_COLLECTION", None)
    done = subprocess.run(
        [sys.executable, "-m", "tuwen", *words],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


PAGES = {"tasks.md": tasks_page, "cli.md": cli_page}


def main() -> int:
    """Write or compare every page."""
    stale = []
    for name, make in PAGES.items():
        path, text = HERE / name, make()
        if "--check" not in sys.argv:
            path.write_text(text, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
    for name in stale:
        print(f"docs/{name} is out of date; run python docs/generate.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
