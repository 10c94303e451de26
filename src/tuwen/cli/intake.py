"""From sources to a collection: what `mine`, `add` and `audit` share."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuwen.cli.speech import Session, t
from tuwen.core.errors import NotFound, UsageError

MOST_TABLES = 8  # described by name; a folder may hold thousands

if TYPE_CHECKING:
    from tuwen.readers import Reading, ReadOptions
    from tuwen.store import Collection


def read_options(encoding: str, roles: dict[str, str]) -> "ReadOptions":
    """The reader's options from the command's words."""
    from tuwen.readers import ReadOptions

    return ReadOptions(encoding=encoding or None, roles=roles)


def open_sources(sources: list[Path], options: "ReadOptions") -> list["Reading"]:
    """Every source opened, before anything is written; raises NotFound for the first missing.

    Of several sources, each prefixes the ids of its rows with its name.
    """
    from tuwen.readers import open_source

    for source in sources:
        if not source.exists():
            raise NotFound("source_missing", path=str(source))
    if len(sources) == 1:
        return [open_source(sources[0], options)]
    # Two tables may count their rows alike: what each names is kept apart by the table's name.
    return [
        open_source(source, replace(options, id_prefix=f"{source.name.partition('.')[0]}/"))
        for source in sources
    ]


def open_collection(
    session: Session, path: Path, readings: list["Reading"], *, link: bool
) -> "Collection":
    """The collection at `path`, or a new one, open for writing.

    Tells first how each source is understood: a wrong column or encoding is found before anything
    is made.
    """
    from tuwen.store import Collection

    tell_readings(session, readings)
    if path.exists():
        return Collection.open(path, write=True)
    session.say("new_collection", path=str(path))
    return Collection.create(path, link=link)


def add_all(
    session: Session, collection: "Collection", readings: list["Reading"]
) -> dict[str, int]:
    """Add every reading, and sum the counts."""
    total = {"read": 0, "accepted": 0, "rejected": 0, "duplicates": 0}
    for reading in readings:
        counts = collection.add(reading, progress=session.progress)
        for name in total:
            total[name] += getattr(counts, name)
    return total


def dry_run(session: Session, schema: str, readings: list["Reading"]) -> int:
    """Say how each source would be read, and write nothing."""
    session.result(schema, {"sources": tell_readings(session, readings)}, t("dry_run_nothing"))
    return 0


def tell_readings(session: Session, readings: list["Reading"]) -> list[dict[str, Any]]:
    """Say how each source was understood; returns the descriptions."""
    described = [reading.describe() for reading in readings]
    for each in described:
        tell_reading(session, each)
    return described


def tell_reading(session: Session, described: dict[str, Any]) -> None:
    """Say how a source was understood: format, encoding, which column plays which role."""
    tables = described.get("tables", [])
    if "files" in described:
        files = ", ".join(f"{n} {kind}" for kind, n in described["files"].items())
        session.say("reading_folder", path=described["path"], files=files or "0")
    else:
        tables = [described]
    for table in tables[:MOST_TABLES]:
        roles = table.get("roles") or {}
        session.say(
            "reading_as",
            path=str(table.get("file", described.get("path", ""))),
            format=str(table.get("format", "")),
            encoding=str(table.get("encoding") or "-"),
            roles="; ".join(f"{role} ← {', '.join(names)}" for role, names in roles.items()) or "-",
        )
    if len(tables) > MOST_TABLES:
        session.say("reading_more", n=len(tables) - MOST_TABLES)


def nothing_in(collection: "Collection", counts: dict[str, int]) -> UsageError:
    """Why a collection is still empty: nothing was given, or every record was refused."""
    rejects = collection.rejects()
    if not rejects:
        return UsageError("nothing_to_mine", path=str(collection.path))
    first = rejects[0]
    why = t(first.reason, **first.values)
    where = f"{first.file}:{first.line}" if first.line else first.file
    return UsageError("all_rejected", n=counts["rejected"], where=where, why=why)


def counts_line(counts: dict[str, int]) -> str:
    """`read = accepted + rejected + duplicates`, in words."""
    return t("add_counts", **counts)


def exit_code(counts: dict[str, int]) -> int:
    """0, or 4 where some records were rejected."""
    return 4 if counts["rejected"] else 0
