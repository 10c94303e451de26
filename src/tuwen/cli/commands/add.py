"""`tuwen add`: sources into a collection."""

import typer

from tuwen.cli import intake, options
from tuwen.cli.speech import Session

EXAMPLES = (
    "tuwen add more/ -c stories.tuwen",
    "tuwen add catalogue.xlsx -c shop.tuwen --column title=商品名 --column image=图片",
)


def command(
    ctx: typer.Context,
    sources: options.Sources,
    collection: options.CollectionOption = None,
    encoding: options.Encoding = "",
    column: options.Columns = [],  # noqa: B006 (typer copies it)
    text: options.TextColumn = "",
    image: options.ImageColumn = "",
    target: options.LabelColumn = "",
    link: options.Link = False,
    dry_run: options.DryRun = False,
) -> int:
    """Add what is new."""
    session: Session = ctx.obj
    path = options.required_collection(collection)
    roles = options.column_roles(column, text=text, image=image, target=target)
    readings = intake.open_sources(sources, intake.read_options(encoding, roles))
    if dry_run:
        return intake.dry_run(session, "add_plan", readings)
    with intake.open_collection(session, path, readings, link=link) as store:
        counts = intake.add_all(session, store, readings)
        answer = {**counts, "items": len(store), "hash": store.hash}
    session.result("add", answer, intake.counts_line(counts))
    if counts["rejected"]:
        session.next(f"tuwen export rejects -c {path}")
    session.next(f"tuwen mine -c {path}")
    return intake.exit_code(counts)
