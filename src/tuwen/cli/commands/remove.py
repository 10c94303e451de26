"""`tuwen remove`: an item erased everywhere."""

from typing import Annotated

import typer

from tuwen.cli import options
from tuwen.cli.speech import Session, t

EXAMPLES = (
    "tuwen remove story-17 -c stories.tuwen",
    "tuwen remove 1042 1043 -c shop.tuwen --dry-run",
)


def command(
    ctx: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help=t("arg_ids"))],
    collection: options.CollectionOption = None,
    dry_run: options.DryRun = False,
) -> int:
    """Erase items, and name what has seen them."""
    from tuwen.store import Collection

    session: Session = ctx.obj
    path = options.required_collection(collection)
    if dry_run:
        with Collection.open(path) as store:
            known = [item.id for item in store.items(ids)]
        session.result("remove_plan", {"would_remove": known}, t("would_remove", n=len(known)))
        return 0
    with Collection.open(path, write=True) as store:
        done = store.remove(ids)
    answer = {
        "removed": list(done.removed),
        "missing": list(done.missing),
        "models_seen": list(done.models_seen),
    }
    lines = [t("removed", n=len(done.removed))]
    lines += [t("not_in_collection", id=each) for each in done.missing]
    lines += [t("model_has_seen", model=each) for each in done.models_seen]
    session.result("remove", answer, "\n".join(lines))
    if done.removed:
        session.say("findings_dropped")
        session.next(f"tuwen mine -c {path}")
    return 3 if done.missing else 0
