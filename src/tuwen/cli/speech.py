"""How the command line speaks: data to stdout, talk to stderr, in the reader's language."""

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from tuwen.core.errors import TuwenError, UsageError
from tuwen.core.messages import LANGUAGES, render
from tuwen.core.progress import NoProgress, Progress

_language = "en"
_json = False


def settle_language(words: Sequence[str]) -> None:
    """Choose zh or en from `--lang`, else $TUWEN_LANG, else the locale; noted before any help."""
    global _language, _json
    _json = "--json" in words
    named = os.environ.get("TUWEN_LANG", "")
    for word, following in zip_longest(words, words[1:], fillvalue=""):
        if word == "--lang":
            named = following
        elif word.startswith("--lang="):
            named = word.partition("=")[2]
    locale = next((v for k in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(k))), "")
    _language = (named or locale)[:2].lower()
    if _language not in LANGUAGES:
        _language = "en"
        if named:
            raise UsageError("unknown_language", name=named)


def language() -> str:
    """The language talked now, "zh" or "en"."""
    return _language


def t(key: str, /, **values: Any) -> str:
    """The message `key` in the reader's language."""
    return render(key, _language, **values)


@dataclass(frozen=True)
class Session:
    """What the global options said, and how to answer."""

    json: bool = False
    quiet: bool = False
    seed: int = 0
    threads: int = 1
    started: float = field(default_factory=time.monotonic)

    def say(self, key: str, /, **values: Any) -> None:
        """Talk: one line on stderr, unless quiet."""
        if not self.quiet:
            print(t(key, **values), file=sys.stderr, flush=True)

    def result(self, schema: str, value: dict[str, Any], text: str) -> None:
        """The answer on stdout: one JSON object with `--json`, else `text`."""
        if self.json:
            text = json.dumps({"schema": f"tuwen.{schema}/1", **value}, ensure_ascii=False)
        if text:
            print(text, flush=True)

    def next(self, command: str) -> None:
        """The next useful command, on stderr."""
        self.say("next_command", command=command)

    @property
    def progress(self) -> Progress:
        """Bars with time left on a terminal; silence elsewhere."""
        if self.quiet or not sys.stderr.isatty():
            return NoProgress()
        return _Bars()


class _Bars:
    """Progress drawn by rich, for stages that last."""

    @contextmanager
    def stage(self, key: str, total: int | None = None) -> Iterator[Any]:
        """One bar while the block runs."""
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )
        from rich.progress import Progress as RichProgress

        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with RichProgress(*columns, console=Console(stderr=True), transient=True) as shown:
            yield _Bar(shown, shown.add_task(t(key), total=total))


class _Bar:
    def __init__(self, shown: Any, task: Any) -> None:
        self._shown, self._task = shown, task

    def advance(self, steps: int = 1) -> None:
        """`steps` more are done."""
        self._shown.advance(self._task, steps)


def open_session(*, json: bool, quiet: bool, seed: int, threads: int) -> Session:
    """Settle threads before numpy is loaded, and give the session."""
    from tuwen.core.platform import cpu_count

    count = threads or cpu_count()
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
        if threads or name not in os.environ:
            os.environ[name] = str(count)
    return Session(json=json, quiet=quiet, seed=seed, threads=count)


def complain(error: TuwenError) -> int:
    """An error of ours as one line on stderr (and as JSON on stdout with `--json`)."""
    print(f"tuwen: {error.text(_language)}", file=sys.stderr, flush=True)
    if _json:
        values = {name: str(value) for name, value in error.values.items()}
        body = {"key": error.key, "values": values, "exit_code": error.exit_code}
        print(json.dumps({"schema": "tuwen.error/1", "error": body}, ensure_ascii=False))
    return error.exit_code


def complain_usage(message: str, words: Sequence[str], commands: Sequence[str]) -> int:
    """A mistake in the command's words, as one line that names the help to read."""
    # What stands first may be the value of a global option.
    command = next((word for word in words if word in commands), "")
    line = " ".join(message.split())
    return complain(
        UsageError("usage", message=line, help=f"tuwen {command} --help".replace("  ", " "))
    )
