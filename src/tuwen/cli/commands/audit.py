"""`tuwen audit`: defects, row by row."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tuwen.cli import intake, options
from tuwen.cli.speech import Session, language, t
from tuwen.core.errors import BelowThreshold, UsageError

if TYPE_CHECKING:
    from tuwen.store import Collection

EXAMPLES = (
    "tuwen audit -c stories.tuwen",
    "tuwen audit train.jsonl test.jsonl -o defects.csv --fail-on leak",
)
SHOWN = 20
HTML_ROWS = 2_000


def command(
    ctx: typer.Context,
    sources: Annotated[
        list[Path] | None, typer.Argument(metavar="[SOURCE...]", help=t("arg_source"))
    ] = None,
    collection: options.CollectionOption = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=t("opt_audit_file"))] = None,
    fail_on: Annotated[
        list[str], typer.Option("--fail-on", metavar="KIND", help=t("opt_fail_on"))
    ] = [],  # noqa: B006
    encoding: options.Encoding = "",
    column: options.Columns = [],  # noqa: B006 (typer copies it)
    text: options.TextColumn = "",
    image: options.ImageColumn = "",
    target: options.LabelColumn = "",
) -> int:
    """Item, field, evidence, proposed fix."""
    session: Session = ctx.obj
    roles = options.column_roles(column, text=text, image=image, target=target)
    given = intake.read_options(encoding, roles)
    report = _run(session, sources or [], collection, given, output)
    session.result("audit", report.to_json(), _table(report))
    if output is not None:
        session.say("report_at", path=str(output))
    counts = report.counts
    failing = sorted(kind for kind in fail_on if counts.get(kind))
    if failing:
        raise BelowThreshold("audit_failed", kinds=", ".join(failing))
    return 0


def _run(
    session: Session, sources: list[Path], collection: Path | None, given: Any, output: Path | None
) -> Any:
    import tempfile

    from tuwen.store import Collection

    if not sources and collection is None:
        raise UsageError("audit_needs_source")
    if not sources:
        with Collection.open(options.required_collection(collection), write=True) as store:
            return _audited(session, store, output)
    readings = intake.open_sources(sources, given)
    intake.tell_readings(session, readings)
    with tempfile.TemporaryDirectory() as folder:
        with Collection.create(Path(folder) / "audit.tuwen", link=True) as store:
            intake.add_all(session, store, readings)
            return _audited(session, store, output)


def _audited(session: Session, store: "Collection", output: Path | None) -> Any:
    """The audit of a collection, written to `output`: a page of its own, or a table."""
    from tuwen.mining.audit import audit
    from tuwen.report import write

    report = audit(store, seed=session.seed, progress=session.progress)
    if output is not None and output.suffix.lower() in (".html", ".htm"):
        store.save_findings("audit", report.to_json(limit=HTML_ROWS))
        write(store, output, language(), sections=("audit",))
    elif output is not None:
        report.write(output, lang=language())
    return report


def _table(report: Any) -> str:
    from tuwen.core.messages import inert, render

    lines = [t("audit_rows", n=len(report.rows), items=report.n_items)]
    lines += [f"{n:>8}  {t(f'kind_{kind}')}" for kind, n in report.counts.items()]
    for row in report.rows[:SHOWN]:
        evidence = render(row.evidence["key"], language(), **row.evidence["values"])
        fix = render(row.fix["key"], language(), **row.fix["values"])
        lines.append(f"{inert(row.item)} · {t(f'kind_{row.kind}')}: {evidence} → {fix}")
    if len(report.rows) > SHOWN:
        lines.append(t("audit_more", n=len(report.rows) - SHOWN))
    return "\n".join(lines)
