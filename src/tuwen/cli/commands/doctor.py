"""`tuwen doctor`: is this installation sound, and does it stay offline?"""

import sys
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer

from tuwen.cli.speech import Session, t

EXAMPLES = (
    "tuwen doctor",
    "tuwen doctor --offline --json",
)
CORE = ("numpy", "scipy", "scikit-learn", "pillow", "rjieba", "bokeh", "arro3-io")
OPTIONAL = {"torch": "learn", "gensim": "learn", "scikit-image": "learn", "matplotlib": "plot"}


def command(
    ctx: typer.Context,
    offline: Annotated[bool, typer.Option("--offline", help=t("opt_offline"))] = False,
) -> int:
    """Look at everything the main job stands on."""
    session: Session = ctx.obj
    checks = [*_packages(), _sqlite(), _machine(), _disk(), _font()]
    if offline:
        with session.progress.stage("stage_offline"):
            checks.append(_offline())
    ok = all(check["ok"] for check in checks)
    lines = [f"{'✓' if c['ok'] else '✗'} {c['name']}: {c['detail']}" for c in checks]
    session.result("doctor", {"ok": ok, "checks": checks}, "\n".join(lines))
    return 0 if ok else 1


def _check(name: str, ok: bool, detail: str) -> dict[str, Any]:
    return {"name": name, "ok": ok, "detail": detail}


def _packages() -> list[dict[str, Any]]:
    from tuwen import __version__

    found = [_check("tuwen", True, f"{__version__}, Python {sys.version.split()[0]}")]
    for name in CORE:
        version = _version(name)
        found.append(_check(name, bool(version), version or t("doctor_missing", name=name)))
    for name, extra in OPTIONAL.items():
        found.append(_check(name, True, _version(name) or t("doctor_optional", extra=extra)))
    return found


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _sqlite() -> dict[str, Any]:
    import sqlite3

    recent = sqlite3.sqlite_version_info >= (3, 35)
    return _check("sqlite", recent, sqlite3.sqlite_version)


def _machine() -> dict[str, Any]:
    from tuwen.core.platform import cpu_count, total_memory

    memory = total_memory()
    text = t("doctor_machine", cores=cpu_count(), gigabytes=round(memory / 1e9, 1))
    return _check("machine", memory == 0 or memory > 1.5e9, text)


def _disk() -> dict[str, Any]:
    import shutil

    free = shutil.disk_usage(Path.cwd()).free
    return _check("disk", free > 500e6, t("doctor_disk", gigabytes=round(free / 1e9, 1)))


def _font() -> dict[str, Any]:
    """Only PNG plots need a Chinese font of their own; pages use the browser's."""
    if not _version("matplotlib"):
        return _check("font", True, t("doctor_optional", extra="plot"))
    from tuwen.report.plots import cjk_font

    name = cjk_font()
    return _check("font", True, name or t("doctor_no_font"))


def _offline() -> dict[str, Any]:
    """The whole main job on a small sample, in processes that may not leave this machine."""
    import os
    import subprocess
    import tempfile

    from tuwen.core.offline import VARIABLE

    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "attempts.txt"
        log.touch()
        words = ["--quiet", "tour", "-n", "40", "-o", str(Path(folder) / "tour")]
        done = subprocess.run(
            [sys.executable, "-m", "tuwen", *words],
            env={**os.environ, VARIABLE: str(log)},
            capture_output=True,
            text=True,
            check=False,
        )
        attempts = log.read_text("utf-8").splitlines()
    ok = done.returncode in (0, 4) and not attempts
    detail = t("offline_ok") if ok else t("offline_bad", n=len(attempts), why=done.stderr[-300:])
    return {**_check("offline", ok, detail), "attempts": attempts}
