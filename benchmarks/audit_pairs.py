"""Swapped texts under grocery photos, and photos cut short."""

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from benchmarks.common import DATA, figure
from tuwen.core.items import Item
from tuwen.core.records import Picture, Record
from tuwen.encoders.image_descriptors import ImageDescriptors
from tuwen.image.arrays import load_rgb
from tuwen.mining.audit import audit
from tuwen.mining.audit.agreement import agreement
from tuwen.mining.audit.mismatch import text_vectors
from tuwen.text.shingles import shingle

SEEDS = (0, 1, 2)


@contextmanager
def grocery() -> Iterator[list[tuple[str, Path]]]:
    """(description, photo) of the grocery set, unpacked for a while."""
    with tempfile.TemporaryDirectory() as folder:
        script = DATA / "expand.py"
        command = [sys.executable, str(script), "imagetext_grocery", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        where = next(Path(folder).rglob("metadata.jsonl"))
        told = [json.loads(line) for line in where.read_text("utf-8").splitlines()]
        yield [(row["text"], where.parent / row["file_name"]) for row in told if "file_name" in row]


def pairs() -> None:
    """AUROC of swapped pairs: ours against the cosine of CCA, both out of fold."""
    with grocery() as found:
        texts = [text for text, _ in found]
        photos = [load_rgb(path) for _, path in found]
    encoder = ImageDescriptors()
    encoder.prepare_pictures(photos)
    pictures = np.asarray(encoder.encode_pictures(photos).values)
    vectors = text_vectors(shingle(texts).shingles)
    group = np.unique(texts, return_inverse=True)[1]
    ours, plain, spans = [], [], []
    for seed in SEEDS:
        draws = np.random.default_rng(seed)
        chosen = draws.choice(len(texts), round(0.1 * len(texts)), replace=False)
        given = np.arange(len(texts))
        given[chosen] = np.roll(chosen, 1)
        swapped = group[given] != group
        judged = agreement(vectors[given], pictures, group[given], seed)
        ours.append(_auroc(swapped, -judged.odds))
        plain.append(_auroc(swapped, -judged.cosine))
        spans.append(_gain(swapped, judged.odds, judged.cosine, draws))
    figure(
        "swapped texts in grocery: AUROC", round(float(np.mean(ours)), 4),
        at_least=round(float(np.mean(plain)), 4), met=bool(np.mean(ours) > np.mean(plain)),
        protocol="10 % of texts swapped, mean of 3 draws, 5 folds; at least: cosine of ridge CCA, same folds",
        ours=[round(v, 4) for v in ours], plain=[round(v, 4) for v in plain],
        gain_interval_first_draw=spans[0],
    )  # fmt: skip


def truncated(n: int = 150, seed: int = 3) -> None:
    """Photos cut at a random place, among intact ones."""
    rng = random.Random(seed)
    with grocery() as found:
        some = rng.sample(found, 2 * n)
        records = []
        for i, (text, path) in enumerate(some):
            data = path.read_bytes()
            cut = data[: rng.randrange(len(data) // 20, len(data) - 16)] if i < n else data
            picture = Picture(f"{i}.jpg", data=cut)
            records.append(Record(Item(id=str(i), fields={"text": f"{i} {text}"}), (picture,)))
        report = audit(records)
    told = {row.item for row in report.rows if row.kind in ("truncated", "unreadable")}
    hits = sum(str(i) in told for i in range(n))
    figure(
        "truncated photos found", hits / n, at_least=1.0, met=hits == n,
        protocol=f"{n} grocery photos cut at a random byte, {n} intact ones beside",
        false=len(told) - hits,
    )  # fmt: skip


def _auroc(wrong: np.ndarray, score: np.ndarray) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(wrong, score))


def _gain(
    wrong: np.ndarray, odds: np.ndarray, cosine: np.ndarray, draws: np.random.Generator
) -> list[float]:
    """Paired bootstrap, 95 %: how much higher ours is."""
    gains = []
    for _ in range(300):
        some = draws.integers(0, len(wrong), len(wrong))
        gains.append(_auroc(wrong[some], -odds[some]) - _auroc(wrong[some], -cosine[some]))
    return [round(v, 4) for v in np.quantile(gains, [0.025, 0.975]).tolist()]
