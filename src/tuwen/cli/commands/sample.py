"""`tuwen sample`: the made-up town paper."""

from pathlib import Path
from typing import Annotated

import typer

from tuwen.cli.speech import Session, t
from tuwen.core.errors import UsageError

EXAMPLES = (
    "tuwen sample -n 500 -o town-paper",
    "tuwen sample -n 100000 --no-pictures -o load-test",
)


def command(
    ctx: typer.Context,
    n: Annotated[int, typer.Option("-n", metavar="N", min=1, help=t("opt_n"))] = 500,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help=t("opt_output_dir"))
    ] = Path("town-paper"),
    pictures: Annotated[
        bool, typer.Option("--pictures/--no-pictures", help=t("opt_pictures"))
    ] = True,
    clean: Annotated[bool, typer.Option("--clean", help=t("opt_clean"))] = False,
) -> int:
    """Write the sample collection's source folder."""
    from tuwen.sample import write

    session: Session = ctx.obj
    if output.exists() and any(output.iterdir()):
        raise UsageError("folder_not_empty", path=str(output))
    write(
        output,
        n,
        seed=session.seed,
        pictures=pictures,
        defects=not clean,
        progress=session.progress,
    )
    session.result(
        "sample", {"folder": str(output), "items": n}, t("sample_written", path=str(output), n=n)
    )
    session.next(f"tuwen mine {output} -o {output.name}.tuwen")
    return 0
