"""`tuwen mine`: the main job."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tuwen.cli import intake, options
from tuwen.cli.speech import Session, language, t
from tuwen.core.errors import UsageError

SILENT_SHOWN = 5
EXAMPLES = (
    "tuwen mine stories/ -o stories.tuwen",
    "tuwen mine reviews.csv --text 评论 --target 评分 -o reviews.tuwen",
)


def command(
    ctx: typer.Context,
    sources: Annotated[
        list[Path] | None, typer.Argument(metavar="SOURCE...", help=t("arg_source"))
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="NAME.tuwen", help=t("opt_output_c"))
    ] = None,
    collection: options.CollectionOption = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help=t("opt_report"))
    ] = None,
    encoding: options.Encoding = "",
    column: options.Columns = [],  # noqa: B006 (typer copies it)
    text: options.TextColumn = "",
    image: options.ImageColumn = "",
    target: options.LabelColumn = "",
    link: options.Link = False,
    words: Annotated[
        Path | None, typer.Option("--dictionary", metavar="FILE", help=t("opt_dictionary"))
    ] = None,
    sample: Annotated[
        int, typer.Option("--sample", metavar="N", min=2, help=t("opt_sample"))
    ] = 20_000,
    steps: Annotated[int, typer.Option("--steps", metavar="N", min=0, help=t("opt_steps"))] = 0,
    dry_run: options.DryRun = False,
) -> int:
    """Read, check, mine, index, report."""
    session: Session = ctx.obj
    roles = options.column_roles(column, text=text, image=image, target=target)
    readings = intake.open_sources(sources or [], intake.read_options(encoding, roles))
    if dry_run:
        return intake.dry_run(session, "mine_plan", readings)
    path = _destination(sources or [], output, collection)
    counts, result = run(
        session, readings, path, link=link, report=report, words=words, sample=sample, steps=steps
    )
    session.result("mine", {"collection": str(path), **counts, **result}, summary(counts, result))
    session.next(f"tuwen search WORDS -c {path}")
    return intake.exit_code(counts)


def run(
    session: Session,
    readings: list[Any],
    path: Path,
    *,
    link: bool = False,
    report: Path | None = None,
    words: Path | None = None,
    sample: int = 20_000,
    steps: int = 0,
) -> tuple[dict[str, int], dict[str, Any]]:
    """The job itself: add what was read, mine, and write the report."""
    from tuwen.mining import mine
    from tuwen.report import write
    from tuwen.store import dictionary
    from tuwen.text.userwords import read_words

    entries = None if words is None else read_words(words)
    with intake.open_collection(session, path, readings, link=link) as store:
        counts = intake.add_all(session, store, readings)
        if entries is not None:
            dictionary.give(store, entries)
        if len(store) == 0:
            raise intake.nothing_in(store, counts)
        found = mine(
            store,
            seed=session.seed,
            threads=session.threads,
            sample=sample,
            steps=steps or None,
            progress=session.progress,
        )
        with session.progress.stage("stage_report"):
            page = write(store, report, lang=language())
        tell_dictionary(session, store.findings(dictionary.REPORT))
        result = {"items": len(store), "hash": store.hash, "report": str(page), "stages": found}
    return counts, result


def tell_dictionary(session: Session, found: dict[str, Any] | None) -> None:
    """Say how many of the user's words fired, and why the first few others did not."""
    if found is None:
        return
    session.say("dictionary_fired", n=found["n_fired"], of=found["n_entries"])
    silent = [entry for entry in found["entries"] if not entry["n_fired"]]
    for entry in silent[:SILENT_SHOWN]:
        instead = ", ".join(cut for cut, _ in entry["instead"]) or "-"
        session.say(f"dictionary_{entry['reason']}", word=entry["word"], instead=instead)
    if len(silent) > SILENT_SHOWN:
        session.say("dictionary_more", n=len(silent) - SILENT_SHOWN)


def summary(counts: dict[str, int], result: dict[str, Any]) -> str:
    """What was done, in four lines."""
    return "\n".join(
        (
            intake.counts_line(counts),
            t("mine_items", items=result["items"]),
            t("report_at", path=str(Path(result["report"]).resolve())),
        )
    )


def _destination(sources: list[Path], output: Path | None, collection: Path | None) -> Path:
    if output is not None:
        return output
    if collection is not None:
        return collection
    if not sources:
        raise UsageError("mine_needs_source")
    return Path(f"{sources[0].resolve().name.partition('.')[0]}.tuwen")
