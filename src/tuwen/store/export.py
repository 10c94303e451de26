"""Export: items, rejects or audit rows as CSV, JSONL, or a folder that reads back the same."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from tuwen.core import files
from tuwen.core.errors import NotFound, UsageError
from tuwen.core.items import FIELD_ORDER, Item
from tuwen.core.suggest import closest

if TYPE_CHECKING:
    from tuwen.store.collection import Collection

Row = dict[str, Any]
WHAT = ("items", "rejects", "audit")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(
    collection: "Collection", what: str, target: str | Path, *, spreadsheet: bool = False
) -> int:
    """Write `what` ("items", "rejects", "audit") to a .csv, a .jsonl, or a new folder; returns rows.

    A folder gets metadata.jsonl and the originals, and reads back to the same items. `spreadsheet`
    puts an apostrophe before cells that a spreadsheet would run as a formula: such a file does not
    read back the same. Raises UsageError, DamagedData. Nothing stands under the name until it is
    whole.
    """
    target = Path(target)
    if what not in WHAT:
        raise UsageError("unknown_export", value=what, near=closest(what, WHAT))
    if target.suffix.lower() == ".csv":
        return _write_csv(target, lambda: _rows(collection, what), spreadsheet)
    if target.suffix.lower() in (".jsonl", ".ndjson"):
        return _write_jsonl(target, _rows(collection, what))
    if target.suffix and not target.is_dir():
        raise UsageError("export_suffix", path=str(target))
    return _write_folder(target, collection, what)


def _rows(collection: "Collection", what: str) -> Iterable[Row]:
    if what == "items":
        return map(item_row, collection.items())
    if what == "rejects":
        refused = [(r, "", "") for r in collection.rejects()]
        refused += list(collection.picture_issues())
        return [
            {
                "file": reject.file, "line": reject.line, "reason": reject.reason,
                "values": dict(reject.values), "item": item, "picture": picture,
                "first_bytes": reject.first_bytes.decode("utf-8", "backslashreplace"),
            }
            for reject, item, picture in refused
        ]  # fmt: skip
    found = collection.findings("audit")
    if found is None:
        raise NotFound("no_audit", path=str(collection.path))
    return found["rows"]


def item_row(item: Item) -> Row:
    """An item as one flat row: plain column names, as the readers know them."""
    row: Row = {"id": item.id} if item.id != item.digest else {}
    ordered = [name for name in FIELD_ORDER if name in item.fields]
    ordered += [name for name in item.fields if name not in FIELD_ORDER]
    row |= {name: item.fields[name] for name in ordered}
    if item.images:
        names = [image.name for image in item.images]
        row["file_name"] = names[0] if len(names) == 1 else names
    if item.time is not None:
        row["time"] = item.time.raw
    parts = {"place": item.place, "group": item.group, "split": item.split}
    row |= {name: value for name, value in parts.items() if value}
    for more in (item.targets, item.meta):
        row |= {name: value for name, value in more.items() if name not in row}
    return row


def _write_csv(target: Path, rows: Callable[[], Iterable[Row]], spreadsheet: bool) -> int:
    columns = dict.fromkeys(name for row in rows() for name in row)
    n = 0
    with files.replacing(target) as out:
        # Excel takes a CSV for the local encoding unless it begins with the byte order mark.
        text = io.TextIOWrapper(out, "utf-8-sig", errors="surrogatepass", newline="")
        writer = csv.writer(text)
        writer.writerow([_cell(name, spreadsheet) for name in columns])
        for row in rows():
            writer.writerow([_cell(row.get(name, ""), spreadsheet) for name in columns])
            n += 1
        text.flush()
        text.detach()
    return n


def _cell(value: Any, spreadsheet: bool) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if spreadsheet and isinstance(value, str) and text.startswith(_FORMULA):
        return "'" + text
    return text


def _write_jsonl(target: Path, rows: Iterable[Row]) -> int:
    n = 0
    with files.replacing(target) as out:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False, allow_nan=False)
            out.write(line.encode("utf-8", "surrogatepass") + b"\n")
            n += 1
    return n


def _write_folder(target: Path, collection: "Collection", what: str) -> int:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError("folder_not_empty", path=str(target))
    target.mkdir(parents=True, exist_ok=True)
    names = _Names()
    rows = _rows(collection, what)
    if what == "items":
        rows = (_with_pictures(item, names, target, collection) for item in collection.items())
    # The table takes its name last: a folder that was cut short holds none.
    return _write_jsonl(target / "metadata.jsonl", rows)


def _with_pictures(item: Item, names: "_Names", target: Path, collection: "Collection") -> Row:
    row = item_row(item)
    written = []
    for image in item.images:
        name, new = names.give(image.name, image.sha256)
        if new:
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            files.write_bytes(path, collection.picture_bytes(image.sha256))
        written.append(name)
    if written:
        row["file_name"] = written[0] if len(written) == 1 else written
    return row


class _Names:
    """Names under the export's folder: as they came where that is safe and free."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}

    def give(self, name: str, sha256: str) -> tuple[str, bool]:
        """The name for these bytes, and whether it is given for the first time."""
        path = PurePosixPath(name.replace("\\", "/"))
        odd = path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name
        if odd or not path.name or len(name.encode("utf-8", "replace")) > 240:
            path = PurePosixPath(f"{sha256}{PurePosixPath(path.name).suffix[:8]}")
        plain = str(path)
        for candidate in (plain, f"{path.with_suffix('')}-{sha256[:12]}{path.suffix}"):
            holder = self._given.setdefault(candidate.lower(), sha256)
            if holder == sha256:
                new = f"\0{candidate}" not in self._given
                self._given[f"\0{candidate}"] = sha256
                return candidate, new
        raise AssertionError("a name that holds the digest is free")
