"""A collection that is not there: items of the sample paper, findings known from its truth."""

import hashlib
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from safetensors.numpy import save_file

from tuwen.core.errors import NotFound
from tuwen.core.items import ImageRef, Item, When
from tuwen.sample.draw import picture
from tuwen.sample.page import Page
from tuwen.sample.pages import blocks_of_pages


class FakeCollection:
    """What the report asks of a collection, from memory."""

    def __init__(self, path: Path, items: Sequence[Item], findings: dict[str, Any]) -> None:
        self.path, self.found = path, findings
        self.by_id = {item.id: item for item in items}
        self.pictures: dict[str, bytes] = {}
        self.hash = "0" * 64

    def __len__(self) -> int:
        return len(self.by_id)

    def findings(self, name: str) -> Any:
        return self.found.get(name)

    def items(self, ids: Sequence[str] | None = None) -> Iterator[Item]:
        return (self.by_id[id] for id in (self.by_id if ids is None else ids) if id in self.by_id)

    def derived(self, name: str) -> Path:
        folder = self.path / "derived" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def thumbnail(self, sha256: str) -> bytes:
        if sha256 not in self.pictures:
            raise NotFound("not_in_collection", id=sha256)
        return self.pictures[sha256]


def town_paper(path: Path, n: int, seed: int = 0) -> FakeCollection:
    """The sample paper as if it had been mined."""
    pages = [page for block in blocks_of_pages(n, seed, True, False) for page, _ in block]
    fake = FakeCollection(path, [], {})
    for page in pages:
        item = _item(page, fake.pictures)
        fake.by_id[item.id] = item
    fake.found = findings(pages)
    _map(fake, pages)
    return fake


def _item(page: Page, pictures: dict[str, bytes]) -> Item:
    images = []
    for drawing in page.drawings:
        out = io.BytesIO()
        small: Image.Image = picture(drawing)
        small.thumbnail((160, 160))
        small.save(out, "JPEG")
        sha256 = hashlib.sha256(out.getvalue()).hexdigest()
        pictures[sha256] = out.getvalue()
        images.append(ImageRef(sha256, drawing.name))
    row = page.row
    return Item(
        id=row["id"],
        fields={name: row[name] for name in ("title", "summary", "text")},
        images=tuple(images),
        targets={"label": row["section"]},
        time=When(row["time"], row["time"], "day"),
        place=row["place"],
        meta={"made_up": True},
    )


def findings(pages: Sequence[Page]) -> dict[str, Any]:
    """Every kind of finding, in the shapes the stages save."""
    groups: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        groups[page.facts.topic.key].append(page)
    months = sorted({page.row["time"][:7] for page in pages})
    ids = [page.row["id"] for page in pages]
    topics = [
        {
            "id": place,
            "name": f"{key} {members[0].facts.thing.zh}",
            "words": [{"word": t.zh, "weight": 0.2} for t in members[0].facts.topic.things],
            "n_items": len(members),
            "share": len(members) / len(pages),
            "items": [page.row["id"] for page in members[:12]],
            "trend": _trend(months, members),
        }
        for place, (key, members) in enumerate(sorted(groups.items()))
    ]
    words = [
        {"word": t.zh if i % 2 else t.en, "score": 9.0 / (i + 1), "n_items": 40 - i}
        for i, t in enumerate(t for g in groups.values() for t in g[0].facts.topic.things)
    ]
    near = [{"word": each["word"], "score": 0.9 - 0.1 * i} for i, each in enumerate(words[:6])]
    places = Counter(page.row["place"] for page in pages).most_common(12)
    return {
        "overview": {
            "items": len(pages), "texts": 3 * len(pages), "rejected": 3,
            "pictures": sum(len(page.drawings) for page in pages),
            "chars": 123456, "words": 45678,
            "languages": dict(Counter(page.facts.language for page in pages)),
            "fields": {name: {"n": len(pages), "mean_chars": 120.4} for name in ("title", "text")},
            "time": {"granularity": "month", "first": months[0], "last": months[-1],
                     "histogram": _trend(months, pages)},
            "places": [{"name": name, "n": n} for name, n in places],
            "groups": {"label": dict(Counter(page.row["section"] for page in pages))},
        },
        "keywords": {"keywords": words, "by_language": {"zh": words[1::2], "en": words[::2]}},
        "topics": {"n_topics": len(topics), "sample": len(pages), "topics": topics, "npmi": 0.21,
                   "method": "truth"},
        "clusters": {"clusters": [{"id": t["id"], "name": t["name"], "size": t["n_items"],
                                   "words": [w["word"] for w in t["words"]], "items": t["items"]}
                                  for t in topics[:6]], "silhouette": 0.31, "method": "truth"},
        "map": {"n": len(pages), "method": "truth"},
        "words": {"method": "truth",
                  "words": [{"word": w["word"], "n": 12, "neighbours": near} for w in words[:9]]},
        "contrast": {"by": "label", "groups": [
            {"name": t["name"], "n": 5, "words": [
                {"word": w["word"], "z": 5.0 - i, "share_in": 0.5, "share_out": 0.02}
                for i, w in enumerate(t["words"])]} for t in topics[:6]]},
        "patterns": {"pairs": [{"a": "集市", "b": "柿子", "n": 9, "npmi": 0.81}]},
        "colours": {"palette": [{"rgb": [200, 60 * i, 90], "share": 0.25} for i in range(4)],
                    "by_group": {"市集 Market": [{"rgb": [20, 90, 160], "share": 1.0}]}},
        "joint": {"n_pairs": 400, "n_test": 80, "pool": 80, "verdict": "useful", "space": "cca",
                  "recall": {name: {"1": 0.2, "5": 0.5, "10": 0.7}
                             for name in ("text_to_image", "image_to_text")},
                  "chance": {"1": 0.0125, "5": 0.0625, "10": 0.125}},
        "duplicates": {"exact_texts": [ids[:2]], "near_texts": [{"ids": ids[2:4],
                       "similarity": 0.91}], "pictures_exact": [], "pictures_near":
                       [{"ids": ids[4:6], "distance": 3}], "counts": {}},
        "searches": {"queries": [
            {"query": "河边 市集", "mode": "fused",
             "hits": [{"id": i, "score": 1.0, "why": {"words": ["集市"]}} for i in ids[:4]]},
            {"query": ids[5], "mode": "vector",
             "hits": [{"id": i, "score": 0.8, "why": None} for i in ids[6:9]]}]},
        "audit": {"n_rows": len(pages), "counts": {"duplicate_exact": 1, "label": 1}, "rows": [
            _row(ids[1], "duplicate_exact", "error", {"other": ids[0]}),
            _row(ids[3], "label", "warning", {"proposed": "市集 Market"})]},
    }  # fmt: skip


def _trend(months: Sequence[str], members: Sequence[Page]) -> list[dict[str, Any]]:
    counts = Counter(page.row["time"][:7] for page in members)
    return [{"period": month, "n": counts[month], "share": counts[month] / 10} for month in months]


def _row(id: str, kind: str, severity: str, values: dict[str, Any]) -> dict[str, Any]:
    said = {"key": "not_in_collection", "values": {"id": next(iter(values.values()))}}
    return {"item": id, "field": "text", "kind": kind, "severity": severity, "confidence": 0.93,
            "evidence": said, "fix": said}  # fmt: skip


def _map(fake: FakeCollection, pages: Sequence[Page]) -> None:
    names = sorted({page.facts.topic.key for page in pages})
    topic = np.array([names.index(page.facts.topic.key) for page in pages], np.int32)
    rng = np.random.default_rng(0)
    angle = 2 * np.pi * topic / len(names)
    x = np.cos(angle) * (3 + topic % 3) + rng.normal(0, 0.4, len(pages))
    y = np.sin(angle) * (3 + topic % 3) + rng.normal(0, 0.4, len(pages))
    folder = fake.derived("map")
    arrays = {"x": x.astype(np.float32), "y": y.astype(np.float32), "topic": topic}
    save_file(arrays, folder / "map.safetensors")
    ids = json.dumps([page.row["id"] for page in pages])
    (folder / "ids.json").write_text(ids, "utf-8")
