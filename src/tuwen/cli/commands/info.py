"""`tuwen info`: what a collection, a model or a source holds."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tuwen.cli import intake, options
from tuwen.cli.speech import Session, t
from tuwen.core.errors import NotFound

EXAMPLES = (
    "tuwen info stories.tuwen",
    "tuwen info reviews.csv --encoding gbk",
)


def command(
    ctx: typer.Context,
    path: Annotated[Path | None, typer.Argument(metavar="[PATH]", help=t("arg_info"))] = None,
    collection: options.CollectionOption = None,
    encoding: options.Encoding = "",
    item: Annotated[str, typer.Option("--item", metavar="ID", help=t("opt_item"))] = "",
) -> int:
    """Say what is there."""
    session: Session = ctx.obj
    where = options.required_collection(path or collection)
    if not where.exists():
        raise NotFound("source_missing", path=str(where))
    if (where / "collection.db").exists():
        answer = _collection(where, item)
    elif (where / "model.json").exists():
        from tuwen.core.files import read_json

        answer = {"kind": "model", **read_json(where / "model.json")}
    else:
        (reading,) = intake.open_sources([where], intake.read_options(encoding, {}))
        answer = {"kind": "source", **reading.describe()}
    session.result("info", answer, _lines(answer))
    return 0


def _collection(where: Path, item: str) -> dict[str, Any]:
    from tuwen.store import Collection, dictionary

    with Collection.open(where) as store:
        if not item:
            own = store.findings(dictionary.REPORT)
            return {"kind": "collection", **store.info(), **({"dictionary": own} if own else {})}
        found = store.get(item)
        return {"kind": "item", "id": found.id, "digest": found.digest, **found.content()}


def _lines(value: dict[str, Any], indent: str = "") -> str:
    from tuwen.core.messages import inert

    lines = []
    for name, each in value.items():
        if isinstance(each, dict):
            lines += [f"{indent}{inert(str(name))}:", _lines(each, indent + "  ")]
        elif isinstance(each, list) and each and isinstance(each[0], dict):
            lines += [f"{indent}{inert(str(name))}:"]
            lines += [_lines(row, indent + "  ") + "\n" for row in each]
        else:
            text = str(inert(str(each)))
            lines.append(
                f"{indent}{inert(str(name))}: {text[:300]}{'…' if len(text) > 300 else ''}"
            )
    return "\n".join(lines)
