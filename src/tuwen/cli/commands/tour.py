"""`tuwen tour`: the sample collection through the main job, then the report."""

from pathlib import Path
from typing import Annotated

import typer

from tuwen.cli import intake
from tuwen.cli.commands import mine
from tuwen.cli.speech import Session, t

EXAMPLES = (
    "tuwen tour",
    "tuwen tour -n 200 -o /tmp/first-look --lang zh",
)


def command(
    ctx: typer.Context,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help=t("opt_output_dir"))
    ] = Path("town-paper"),
    n: Annotated[int, typer.Option("-n", metavar="N", min=1, help=t("opt_n"))] = 500,
) -> int:
    """Make, mine, report."""
    from tuwen.sample import write

    session: Session = ctx.obj
    source = output / "source"
    if not source.exists():
        write(source, n, seed=session.seed, progress=session.progress)
        session.say("sample_written", path=str(source), n=n)
    readings = intake.open_sources([source], intake.read_options("", {}))
    path = output / "town-paper.tuwen"
    counts, result = mine.run(session, readings, path)
    session.result(
        "tour", {"collection": str(path), **counts, **result}, mine.summary(counts, result)
    )
    session.next(f"tuwen search 河边 -c {path}")
    return 0
