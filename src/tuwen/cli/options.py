"""Options that several commands share, so that each is named and explained once."""

from pathlib import Path
from typing import Annotated

import typer

from tuwen.cli.speech import t
from tuwen.core.errors import UsageError

CollectionOption = Annotated[
    Path | None,
    typer.Option(
        "--collection",
        "-c",
        envvar="TUWEN_COLLECTION",
        metavar="NAME.tuwen",
        help=t("opt_collection"),
    ),
]
Sources = Annotated[list[Path], typer.Argument(metavar="SOURCE...", help=t("arg_source"))]
Encoding = Annotated[str, typer.Option("--encoding", metavar="NAME", help=t("opt_encoding"))]
Columns = Annotated[list[str], typer.Option("--column", metavar="ROLE=NAME", help=t("opt_column"))]
TextColumn = Annotated[str, typer.Option("--text", metavar="COL", help=t("opt_text"))]
ImageColumn = Annotated[str, typer.Option("--image", metavar="COL", help=t("opt_image"))]
LabelColumn = Annotated[str, typer.Option("--target", metavar="COL", help=t("opt_target"))]
Link = Annotated[bool, typer.Option("--link", help=t("opt_link"))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=t("opt_dry_run"))]


def required_collection(path: Path | None) -> Path:
    """The collection that was named; raises UsageError where none was."""
    if path is None:
        raise UsageError("no_collection")
    return path


def column_roles(columns: list[str], *, text: str, image: str, target: str) -> dict[str, str]:
    """`role=name` pairs and their short forms as a table role → column."""
    roles: dict[str, str] = {}
    for pair in columns:
        role, equals, name = pair.partition("=")
        if not (equals and role and name):
            raise UsageError("column_pair", pair=pair)
        roles[role] = name
    roles |= {k: v for k, v in (("text", text), ("image", image), ("label", target)) if v}
    return roles
