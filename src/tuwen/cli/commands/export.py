"""`tuwen export`: a collection written out again."""

from pathlib import Path
from typing import Annotated

import typer

from tuwen.cli import options
from tuwen.cli.speech import Session, t
from tuwen.core.errors import UsageError
from tuwen.core.suggest import closest

EXAMPLES = (
    "tuwen export items -c stories.tuwen -o stories.jsonl",
    "tuwen export rejects -c shop.tuwen -o rejects.csv --spreadsheet",
)
WHAT = ("items", "rejects", "audit")


def command(
    ctx: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="items|rejects|audit", help=t("arg_what"))
    ] = "items",
    collection: options.CollectionOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=t("opt_output_file"))
    ] = None,
    spreadsheet: Annotated[bool, typer.Option("--spreadsheet", help=t("opt_spreadsheet"))] = False,
) -> int:
    """Write a .csv, a .jsonl, or a folder with metadata.jsonl and the pictures."""
    from tuwen.store import Collection, export

    session: Session = ctx.obj
    if what not in WHAT:
        raise UsageError("unknown_export", value=what, near=closest(what, WHAT))
    path = options.required_collection(collection)
    target = output or Path(f"{path.stem}-{what}.jsonl")
    with Collection.open(path) as store:
        n = export(store, what, target, spreadsheet=spreadsheet)
    session.result("export", {"path": str(target), "rows": n}, t("exported", n=n, path=str(target)))
    if spreadsheet:
        session.say("spreadsheet_note")
    return 0
