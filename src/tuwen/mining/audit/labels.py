"""Labels that are likely wrong: the class given is improbable out of fold, another one probable.

Confident learning (Northcutt, Jiang and Chuang 2021) with a self-confidence score. Nothing is told
where the classifier does not beat always saying the largest class.
"""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tuwen.core.items import Item
from tuwen.mining.audit.check import Seen, Whole, WholeCheck
from tuwen.mining.audit.out_of_fold import FOLDS, Learned, out_of_fold, tf_idf
from tuwen.mining.audit.rows import Row, said
from tuwen.text.shingles import Shingles, letter_grams

if TYPE_CHECKING:
    from scipy.sparse import csr_array

LEARNED_ON = 80_000  # items a target is learned on at most; where there are more,
SAMPLE = 30_000  # about so many, chosen by their ids
_GIVEN = 0.1  # a label is doubted where its class is no more probable than this
_PROPOSED = 0.6  # and another at least this
_FEWEST = 60  # items needed to learn anything
_MOST_CLASSES = 100
_LETTERS = 600  # characters of a text whose letter runs are learned from, and
_BRIEFLY = 300  # where there are many texts
_MANY = 20_000
_PART = 8_192  # texts worked on at a time


@dataclass
class _Texts:
    ids: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    targets: list[dict[str, str]] = field(default_factory=list)
    hashes: list[np.ndarray] = field(default_factory=list)
    sizes: list[np.ndarray] = field(default_factory=list)


class Labels(WholeCheck):
    """One row for each doubted label, the most doubtful first."""

    name = "labels"

    def __init__(self, n_items: int) -> None:
        super().__init__(n_items)
        self._kept = _Texts()
        self._share = 1.0 if n_items <= LEARNED_ON else SAMPLE / n_items

    def see(self, seen: Seen) -> None:
        """Keep texts and targets of the sample."""
        shingles, kept = seen.batch.shingles, self._kept
        chosen = np.zeros(len(seen.items), bool)
        for row, (item, text) in enumerate(zip(seen.items, seen.texts, strict=True)):
            if targets := self._chosen(item, text):
                chosen[row] = True
                kept.ids.append(item.id)
                kept.texts.append(text[:_LETTERS])
                kept.targets.append(targets)
        kept.hashes.append(shingles.hashes[chosen[shingles.rows()]])
        kept.sizes.append(np.diff(shingles.offsets)[chosen])

    def _chosen(self, item: Item, text: str) -> dict[str, str]:
        targets = {
            name: str(value)
            for name, value in item.targets.items()
            if isinstance(value, (str, int, bool)) and value != ""
        }
        if not targets or not text or text.isspace():
            return {}
        if self._share < 1 and zlib.crc32(item.id.encode()) >= self._share * 2**32:
            return {}
        return targets

    def conclude(self, whole: Whole) -> Iterator[Row]:
        """The doubted labels of each target that has classes and a signal."""
        names = sorted({name for targets in self._kept.targets for name in targets})
        if not names:
            return
        if self._share < 1:
            whole.notes.append(said("audit_note_labels_sampled", n=len(self._kept.ids)))
        views = label_views(self._shingles(), self._kept.texts)
        for name in names:
            yield from self._target(name, views, whole)

    def _target(self, name: str, views: list["csr_array"], whole: Whole) -> Iterator[Row]:
        given = [targets.get(name) for targets in self._kept.targets]
        often = Counter(value for value in given if value is not None)
        classes = sorted(value for value, n in often.items() if n >= FOLDS)
        if not 2 <= len(classes) <= _MOST_CLASSES or often.total() < _FEWEST:
            return
        number = {value: i for i, value in enumerate(classes)}
        rows = np.array([i for i, value in enumerate(given) if value in number], np.int64)
        labels = np.array([number[str(given[i])] for i in rows], np.int64)
        learned = out_of_fold([view[rows] for view in views], labels, whole.seed)
        if not has_signal(learned, labels):
            whole.notes.append(said("audit_note_no_signal", target=name))
            return
        yield from self._rows(name, classes, rows, labels, learned)

    def _shingles(self) -> Shingles:
        sizes = np.concatenate([np.zeros(1, np.int64), *self._kept.sizes])
        return Shingles(np.concatenate(self._kept.hashes), np.cumsum(sizes))

    def _rows(
        self, name: str, classes: list[str], rows: np.ndarray, labels: np.ndarray, learned: Learned
    ) -> Iterator[Row]:
        own = learned.probabilities[np.arange(len(labels)), labels]
        best = learned.probabilities.argmax(1)
        likely = learned.probabilities.max(1)
        doubted = np.flatnonzero((own <= _GIVEN) & (likely >= _PROPOSED))
        for i in doubted[np.argsort(own[doubted], kind="stable")].tolist():
            given, proposed = classes[labels[i]], classes[best[i]]
            yield Row(
                item=self._kept.ids[rows[i]],
                field=name,
                kind="label",
                severity="warning",
                confidence=float(likely[i] - own[i]),
                evidence=said(
                    "audit_label",
                    target=name, given=given, proposed=proposed,
                    p_given=round(float(own[i]), 4), p_proposed=round(float(likely[i]), 4),
                ),
                fix=said("audit_fix_label", target=name, proposed=proposed),
            )  # fmt: skip


def label_views(shingles: Shingles, texts: list[str]) -> list["csr_array"]:
    """What labels are learned from: TF-IDF of shingles, and of runs of letters."""
    few = len(texts) <= _MANY
    lengths, bits = (range(2, 6), 20) if few else (range(3, 5), 18)
    parts = [
        letter_grams(
            [text[: _LETTERS if few else _BRIEFLY] for text in texts[at : at + _PART]],
            lengths,
            bits,
        )
        for at in range(0, len(texts), _PART)
    ]
    sizes = np.concatenate([np.zeros(1, np.int64), *(np.diff(part.offsets) for part in parts)])
    runs = Shingles(np.concatenate([part.hashes for part in parts]), np.cumsum(sizes))
    return [tf_idf(shingles), tf_idf(runs, bits=32)]


def has_signal(learned: Learned, labels: np.ndarray) -> bool:
    """Whether the classifier beats the largest class by more than chance (two standard errors)."""
    largest = np.bincount(labels).max() / len(labels)
    error = np.sqrt(largest * (1 - largest) / len(labels))
    return learned.accuracy > largest + 2 * error + 0.02
