"""An erased item leaves no trace; an exported one reads back."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from records_to_store import png, record

from tuwen.core.errors import NotFound, UsageError
from tuwen.core.items import Item
from tuwen.core.records import Picture, Record, Reject
from tuwen.readers import open_source
from tuwen.store import Collection, export, verify

Make = Callable[..., Collection]


def everything(path: Path) -> bytes:
    return b"".join(p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file())


def test_an_erased_item_is_gone_from_every_file(make: Make) -> None:
    secret = Item(
        id="secret-one", fields={"text": "zyxwvut 独孤求败"}, origin=record(1).item.origin
    )
    records = [record(n, pictures=1) for n in range(5)]
    shared = Picture("shared.png", data=png(0))
    collection = make([*records, Record(secret, (Picture("own.png", data=png(77)), shared))])
    collection.add([Record(replace(secret, fields={"text": "qponmlk"}), (shared,))])
    collection.add([Record(secret, (Picture("own.png", data=png(77)), shared))])
    collection.tokens()
    with collection.vectors("lsa", 2) as space:
        space.append(collection.ids(), np.ones((6, 2)))
    collection.register_model("ab" * 32, "lsa model")
    collection.save_findings("searches", {"hits": ["secret-one"]})
    collection.save_answers("label", "cd" * 32, [("secret-one", "x")])
    own = collection.get("secret-one").images[0].sha256
    thumbnail = collection.thumbnail(own)
    done = collection.remove(["secret-one", "nobody"])
    assert done.removed == ("secret-one",) and done.missing == ("nobody",)
    assert [name.split(" (")[0] for name in done.models_seen] == ["label", "lsa model"]
    with pytest.raises(NotFound):
        collection.picture_bytes(own)
    assert len(collection.vectors("lsa", 2).ids()) == 5 == collection.tokens().n_items
    collection.close()
    left = everything(collection.path)
    for trace in (b"secret-one", b"zyxwvut", "独孤".encode(), b"qponmlk", png(77), thumbnail):
        assert trace not in left, trace
    assert verify(collection.path).ok
    with Collection.open(collection.path) as again:
        assert len(again) == 5
        assert all(again.thumbnail(i.sha256) for item in again.items() for i in item.images)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_export_to_a_table(make: Make, tmp_path: Path, suffix: str) -> None:
    odd = Item(
        id="=1+1", fields={"title": "=HYPERLINK(1)", "text": 'a,"b"\n c'}, meta={"n": [1, 2]}
    )
    collection = make([record(1), Record(odd)])
    target = tmp_path / f"out{suffix}"
    assert export(collection, "items", target) == 2
    if suffix == ".csv":
        with open(target, encoding="utf-8-sig", newline="") as file:
            rows = {row["id"]: row for row in csv.DictReader(file)}
    else:
        rows = {row["id"]: row for row in map(json.loads, target.read_text("utf-8").splitlines())}
    assert rows["=1+1"]["text"] == 'a,"b"\n c' and rows["n1"]["title"] == "标题 1"
    export(collection, "items", tmp_path / "safe.csv", spreadsheet=True)
    assert "'=HYPERLINK" in (tmp_path / "safe.csv").read_text("utf-8-sig")


def test_export_of_a_folder_reads_back(make: Make, tmp_path: Path) -> None:
    twice = [
        Record(Item(id=f"t{n}", fields={"text": f"同名 {n}"}), (Picture("a/x.png", data=png(n)),))
        for n in range(3)
    ]
    plain = [record(n, pictures=n % 3) for n in range(8)]
    collection = make([*plain, Record(Item(fields={"text": "没有编号的一条"}))])
    collection.add(twice)
    export(collection, "items", tmp_path / "out")
    again = make([], "again.tuwen")
    counts = again.add(open_source(tmp_path / "out"))
    assert counts.accepted == 12 and counts.rejected == 0
    collection.remove(["t0", "t1", "t2"])  # names that stood for two pictures were changed
    again.remove(["t0", "t1", "t2"])
    assert again.hash == collection.hash
    with pytest.raises(UsageError):
        export(collection, "items", tmp_path / "out")


def test_export_of_rejects(make: Make, tmp_path: Path) -> None:
    torn = Picture("torn.png", data=png(1)[:50])
    collection = make([Reject("a.csv", 7, "reject_quote", {"n": 1}, b"\xff\x00x")])
    collection.add([Record(Item(id="i", fields={"text": "t"}), (torn,))])
    assert export(collection, "rejects", tmp_path / "r.jsonl") == 2
    rows = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text("utf-8").splitlines()]
    assert rows[0]["line"] == 7 and rows[1]["item"] == "i" and rows[1]["picture"] == "torn.png"
