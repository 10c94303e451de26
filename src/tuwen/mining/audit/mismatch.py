"""Texts and pictures that likely do not belong together, learned from the collection's own pairs.

Nothing is told where given pairs can hardly be told from random ones: then the pictures say too
little of the texts, or there are too few.
"""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from tuwen.core.items import Item
from tuwen.mining.audit.agreement import Agreement, agreement
from tuwen.mining.audit.check import Seen, Whole, WholeCheck
from tuwen.mining.audit.out_of_fold import tf_idf
from tuwen.mining.audit.rows import Row, said
from tuwen.text.shingles import Shingles

JUDGED = 20_000  # pairs judged at most; of more, a sample by their ids
_BLOCK = 5_000  # pairs that learn from one another
_FEWEST = 200
_SIGNAL = 0.8  # AUROC of given against random pairs from which anything is told
_ODDS = -2.75  # a pair is doubted where belonging is so much less likely (log odds)
_PER_CLASS, _MOST_CLASSES = 10, 60  # pairs of a class, and classes, that are worth learning
_PARTS = 200  # of the texts' TF-IDF


@dataclass
class _Pairs:
    items: list[Item] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    hashes: list[np.ndarray] = field(default_factory=list)


class Mismatch(WholeCheck):
    """One row for each item whose text and picture are unlikely to belong together."""

    name = "mismatch"

    def __init__(self, n_items: int) -> None:
        super().__init__(n_items)
        self._share = min(1.0, JUDGED / max(n_items, 1))
        self._pairs = _Pairs()

    def see(self, seen: Seen) -> None:
        """Keep the pictured items of the sample, without their words."""
        offsets, hashes = seen.batch.shingles.offsets, seen.batch.shingles.hashes
        for row, item in enumerate(seen.items):
            if not item.images or offsets[row] == offsets[row + 1]:
                continue
            if self._share < 1 and zlib.crc32(item.id.encode()) >= self._share * 2**32:
                continue
            self._pairs.items.append(replace(item, fields={}, meta={}))
            self._pairs.keys.append(int(seen.batch.keys[row]))
            self._pairs.hashes.append(hashes[offsets[row] : offsets[row + 1]])

    def conclude(self, whole: Whole) -> Iterator[Row]:
        """The doubted pairs, the most doubtful first, block by block."""
        n = len(self._pairs.items)
        if n < _FEWEST or whole.material.source is None:
            return
        if self._share < 1:
            whole.notes.append(said("audit_note_mismatch_sampled", n=n))
        texts, pictures = self._texts(), self._pictures(whole)
        groups = np.unique(np.array(self._pairs.keys, np.uint64), return_inverse=True)[1]
        order = np.random.default_rng(whole.seed).permutation(n)
        blocks = np.array_split(order, max(1, round(n / _BLOCK)))
        classes = self._classes()
        judged = [
            agreement(texts[b], pictures[b], groups[b], whole.seed, [each[b] for each in classes])
            for b in blocks
        ]
        signal = float(np.mean([each.signal for each in judged]))
        if signal < _SIGNAL:
            whole.notes.append(said("audit_note_no_pairs", signal=round(signal, 3)))
            return
        yield from self._rows(blocks, judged, whole.garbled)

    def _rows(
        self, blocks: list[np.ndarray], judged: list[Agreement], garbled: set[str]
    ) -> Iterator[Row]:
        for block, found in zip(blocks, judged, strict=True):
            for i in np.flatnonzero(found.odds < _ODDS).tolist():
                item = self._pairs.items[block[i]]
                if item.id in garbled:  # its words say nothing of what it shows
                    continue
                yield Row(
                    item=item.id,
                    field=item.images[0].name,
                    kind="mismatch",
                    severity="warning",
                    confidence=float(1 / (1 + np.exp(found.odds[i]))),
                    evidence=said(
                        "audit_mismatch",
                        picture=item.images[0].name, odds=round(float(found.odds[i]), 2),
                    ),
                    fix=said("audit_fix_mismatch", picture=item.images[0].name),
                )  # fmt: skip

    def _texts(self) -> np.ndarray:
        sizes = np.array([0, *map(len, self._pairs.hashes)])
        return text_vectors(Shingles(np.concatenate(self._pairs.hashes), np.cumsum(sizes)))

    def _classes(self) -> list[np.ndarray]:
        """Class numbers by target, -1 for none; targets that hold no classes are left out."""
        found = []
        for name in sorted({name for item in self._pairs.items for name in item.targets}):
            values = [item.targets.get(name) for item in self._pairs.items]
            often = Counter(str(value) for value in values if isinstance(value, (str, int, bool)))
            names = sorted(value for value, n in often.items() if n >= _PER_CLASS)
            if 2 <= len(names) <= _MOST_CLASSES:
                number = {value: i for i, value in enumerate(names)}
                found.append(np.array([number.get(str(value), -1) for value in values], np.int64))
        return found

    def _pictures(self, whole: Whole) -> np.ndarray:
        from tuwen.encoders.image_descriptors import ImageDescriptors

        encoder = ImageDescriptors()
        encoder.pictures = whole.material.source
        encoder.prepare(self._pairs.items)
        return np.asarray(encoder.encode(self._pairs.items).values)


def text_vectors(shingles: Shingles) -> np.ndarray:
    """Leading parts of TF-IDF, float32 (n, 200 at most)."""
    from sklearn.utils.extmath import randomized_svd

    counts = tf_idf(shingles)
    u, strength, _ = randomized_svd(counts, max(1, min(_PARTS, *counts.shape)), random_state=0)
    return (u * strength).astype(np.float32)
