"""`tuwen verify`: everything re-read, every digest checked."""

from pathlib import Path
from typing import Annotated

import typer

from tuwen.cli import options
from tuwen.cli.speech import Session, t

EXAMPLES = (
    "tuwen verify stories.tuwen",
    "tuwen verify stories.tuwen --repair",
)


def command(
    ctx: typer.Context,
    path: Annotated[Path | None, typer.Argument(metavar="[NAME.tuwen]", help=t("arg_c"))] = None,
    collection: options.CollectionOption = None,
    repair: Annotated[bool, typer.Option("--repair", help=t("opt_repair"))] = False,
) -> int:
    """Silent about nothing, quiet on an intact copy."""
    from tuwen.store import verify

    session: Session = ctx.obj
    where = options.required_collection(path or collection)
    found = verify(where, repair=repair, progress=session.progress)
    answer = {
        "ok": found.ok,
        "damaged": list(found.damaged),
        "rebuilt": list(found.rebuilt),
        "lost": list(found.lost),
        "again": list(found.again),
    }
    lines = [t("verify_damaged", path=str(each)) for each in found.damaged]
    lines += [t("verify_rebuilt", path=str(each)) for each in found.rebuilt]
    lines += [t("verify_again", path=str(each)) for each in found.again]
    lines += [t("verify_lost", path=str(each)) for each in found.lost]
    if found.ok:
        lines.append(t("verify_ok"))
    session.result("verify", answer, "\n".join(lines))
    if not found.ok and not repair:
        session.next(f"tuwen verify {where} --repair")
    if found.again:
        session.next(f"tuwen mine -c {where}")
    return 0 if found.ok else 5
