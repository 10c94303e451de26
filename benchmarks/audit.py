"""The audit on what is known and on faults put in by a script.

Leaks between the splits of public sets; the sample's planted defects; label flips in hotel reviews
against naive Bayes and Cleanlab; swapped texts in grocery photos against plain CCA; truncated
photos; edited copies of real texts. Seeds are fixed; nothing here was tuned on these sets.
"""

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.audit_labels import labels
from benchmarks.audit_pairs import pairs, truncated
from benchmarks.common import figure, rows
from tuwen import sample
from tuwen.core.items import Item
from tuwen.mining.audit import AuditReport, audit
from tuwen.readers import open_source
from tuwen.text.near import batches, find_near

LEAKS = (
    ("TweetEval hate", "textcls_en_tweeteval", "hate.train", "hate.test", 233, "test"),
    ("TREC", "textcls_en_kim2014", "TREC.train", "TREC.test", 10, "test"),
    ("Weibo NER", "ner_zh_weibo", "weibo.train", "weibo.test", 40, "test"),
    ("THUC titles, test", "textcls_zh_thucnews_title", "train_subset", "test", 54, "train"),
    ("THUC titles, dev", "textcls_zh_thucnews_title", "train_subset", "dev", 60, "train"),
)


def items_of(folder: str, name: str, split: str) -> list[Item]:
    """A split as items with nothing but their text."""
    found = []
    for i, row in enumerate(rows(folder, f"{name}.jsonl.gz")):
        text = row.get("text", row.get("document", ""))
        text = "".join(row["tokens"]) if "tokens" in row else str(text)
        found.append(Item(id=f"{split}-{i:06d}", fields={"text": text}, split=split))
    return found


def leaks() -> None:
    """Rows of one split that stand in another, told without help; near ones counted."""
    for name, folder, train, test, known, side in LEAKS:
        items = items_of(folder, train, "train") + items_of(folder, test, "test")
        _leak(name, items, known, side)
    splits = (("train", "train"), ("valid", "dev"), ("test", "test"))
    items = [item for part, split in splits for item in items_of("summ_en_bbc", part, split)]
    _leak("BBC, texts in two splits", items, 62, "groups")


def _leak(name: str, items: list[Item], known: int, side: str) -> None:
    report = audit(items)
    told = {row.item for row in report.of("leak") if row.evidence["key"] == "audit_leak"}
    near = [row for row in report.of("leak") if row.evidence["key"] == "audit_leak_near"]
    seen: dict[str, list[Item]] = {}
    for item in items:
        seen.setdefault(item.text(), []).append(item)
    crossing = [group for group in seen.values() if len({item.split for item in group}) > 1]
    if side == "groups":
        found = sum(any(item.id in told for item in group) for group in crossing)
    elif side == "test":
        found = sum(item.id in told for group in crossing for item in group if item.split == "test")
    else:  # rows of train: each group of equal texts with a row told
        found = sum(
            item.split == "train"
            for group in crossing
            if all(each.id in told for each in group if each.split == "test")
            for item in group
        )
    figure(
        f"leaks found: {name}", found, at_least=known, met=found >= known,
        protocol=f"identical texts across splits ({side} rows), found by audit() without hints",
        exact_after_folding=len(told), near=len(near),
    )  # fmt: skip


def planted(n: int = 2500, seed: int = 8) -> None:
    """Recall and precision on the sample's planted defects by kind; rows flagged in a clean one."""
    with tempfile.TemporaryDirectory() as folder:
        truth = sample.write(Path(folder) / "harmed", n, seed=seed)
        report = audit(list(open_source(Path(folder) / "harmed")))
        for kind in sorted({defect.kind for defect in truth.defects}):
            recall, precision, size = scored(report, truth, kind)
            figure(
                f"planted defects, {kind}: recall, precision", [round(recall, 3), round(precision, 3)],
                at_least=[0.9, 0.9], met=min(recall, precision) >= 0.9,
                protocol=f"sample of {n} items with pictures, seed {seed}", planted=size,
            )  # fmt: skip
        sample.write(Path(folder) / "clean", n, seed=seed, defects=False)
        clean = audit(list(open_source(Path(folder) / "clean")))
    flagged = len({row.item for row in clean.rows if row.item}) / n
    figure(
        "rows flagged in a clean sample", round(flagged, 5), at_least=0.01, met=flagged <= 0.01,
        protocol=f"sample of {n} items with pictures, no defects; at most", counts=dict(clean.counts),
    )  # fmt: skip


def scored(report: AuditReport, truth: Any, kind: str) -> tuple[float, float, int]:
    """Recall and precision of one kind, and how many were planted."""
    planted = truth.of_kind(kind)
    told = report.of(kind)
    if kind == "imbalance":  # told of the class, planted item by item
        return float(bool(told)), float(len(told) == 1), len(planted)
    names = [
        {part for part in (row.item, row.field, row.field.partition(":")[0]) if part}
        for row in told
    ]
    every = set().union(*names) if names else set()
    symmetric = kind in ("duplicate_exact", "duplicate_near", "picture_duplicate")
    found = [bool({d.id, d.field} & every) or (symmetric and d.twin in every) for d in planted]
    right: set[str] = set()
    for defect in truth.defects:
        if kind in (defect.kind, *defect.also):
            right |= {defect.id, defect.twin} | ({defect.field} if "/" in defect.field else set())
    right.discard("")
    return (
        float(np.mean(found)),
        float(np.mean([bool(n & right) for n in names] or [1.0])),
        len(planted),
    )


def edited(each: int = 500, seed: int = 5) -> None:
    """Copies with a share of words or characters replaced, deleted, inserted or swapped."""
    sets = (
        ("hotel", ("textcls_zh_reviews", "hotel.jsonl.gz")),
        ("AG test", ("textcls_en_agnews", "test.jsonl.gz")),
        ("THUC test titles", ("textcls_zh_thucnews_title", "test.jsonl.gz")),
    )
    for name, parts in sets:
        texts = list(dict.fromkeys(_words(row) for row in rows(*parts)))
        for share in (0.05, 0.1):
            rng = random.Random(seed)
            long = [i for i, text in enumerate(texts) if len(_units(text)) >= 12]
            chosen = rng.sample(long, each)
            copies = [edit(texts[i], share, rng, texts) for i in chosen]
            near = find_near(lambda t=texts + copies: batches(t))
            labels = near.labels()
            recall = np.mean([labels[i] == labels[len(texts) + k] for k, i in enumerate(chosen)])
            extra = ((near.first < len(texts)) & (near.second < len(texts))).sum()
            figure(
                f"edited copies found: {name}, {share:.0%} of the units", round(float(recall), 3),
                at_least=0.9, met=bool(recall >= 0.9),
                protocol=f"{each} texts of 12 units or more (characters zh, words en), one edit at least",
                pairs_among_originals=int(extra), texts=len(texts),
            )  # fmt: skip


def _words(row: dict[str, Any]) -> str:
    return str(row["text"] if "text" in row else f"{row['title']} {row['description']}")


def _units(text: str) -> list[str]:
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in text) > 0.3 * len(text)
    return list(text) if chinese else text.split(" ")


def edit(text: str, share: float, rng: random.Random, texts: list[str]) -> str:
    """The text with a share of its units changed; new ones come from other texts."""
    units = _units(text)
    joint = "" if "".join(units) == text else " "
    for _ in range(max(1, round(len(units) * share))):
        place = rng.randrange(len(units))
        other = rng.choice(_units(rng.choice(texts)))
        match rng.choice(("replace", "replace", "delete", "insert", "swap")):
            case "replace":
                units[place] = other
            case "delete" if len(units) > 3:
                del units[place]
            case "insert":
                units.insert(place, other)
            case "swap" if place + 1 < len(units):
                units[place : place + 2] = units[place : place + 2][::-1]
    return joint.join(units)


def speed() -> None:
    """All checks over the shopping reviews with their label as target."""
    items = [
        Item(id=str(i), fields={"text": str(row["text"])}, targets={"label": str(row["label"])})
        for i, row in enumerate(rows("textcls_zh_reviews", "online_shopping_10_cats.jsonl.gz"))
    ]
    start, used = time.perf_counter(), time.process_time()
    report = audit(items)
    seconds, used = time.perf_counter() - start, time.process_time() - used
    figure(
        "audit of shopping reviews, CPU seconds", round(used, 2), reach=6, met=used <= 6,
        protocol=f"{len(items)} texts, every check, labels learned on all of them; one process",
        wall=round(seconds, 2), by_check={k: round(v, 2) for k, v in report.seconds.items()},
    )  # fmt: skip


PARTS: tuple[Callable[[], None], ...] = (leaks, planted, labels, pairs, truncated, edited, speed)


def main() -> None:
    """Every part, or those named on the command line."""
    import sys

    for part in PARTS:
        if len(sys.argv) == 1 or part.__name__ in sys.argv[1:]:
            part()


if __name__ == "__main__":
    main()
