"""Texts that stand twice: equal after folding, nearly equal, or on both sides of a split."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from tuwen.core.items import Item
from tuwen.mining.audit.check import Seen, Whole, WholeCheck
from tuwen.mining.audit.material import Material
from tuwen.mining.audit.rows import Row, said
from tuwen.text.near import BATCH, Near, Replay, find_near
from tuwen.text.shingles import Batch, shingle

_ORDER = {"train": 0, "training": 0, "dev": 1, "val": 1, "valid": 1, "validation": 1, "test": 2}
_FAMILY = 12  # more near texts than this make a family, likely a template: no more than a note
_COMPARED = 64  # equal texts whose pictures are compared with a member's


@dataclass
class Texts:
    """All texts of an audit, shingled, with what decides whether two of them are duplicates."""

    ids: list[str] = field(default_factory=list)
    splits: list[str] = field(default_factory=list)
    pictures: dict[int, frozenset[str]] = field(default_factory=dict)

    def apart(self, a: int, b: int) -> bool:
        """Whether two items show different pictures: then equal captions are no duplicate."""
        mine, other = self.pictures.get(a), self.pictures.get(b)
        return bool(mine and other and not mine & other)


class Duplicates(WholeCheck):
    """Exact and near duplicate texts; where they cross a split, a leak instead."""

    name = "duplicates"

    def __init__(self, n_items: int) -> None:
        super().__init__(n_items)
        self._texts = Texts()
        self._stream = Replay(self._again)
        self._material: Material | None = None

    def see(self, seen: Seen) -> None:
        """Keep the shingles while there is room; ids, splits and pictures always."""
        texts = self._texts
        for number, item in enumerate(seen.items, len(texts.ids)):
            if item.images:
                texts.pictures[number] = frozenset(image.sha256 for image in item.images)
        texts.ids.extend(item.id for item in seen.items)
        texts.splits.extend(item.split for item in seen.items)
        self._stream.add(seen.batch)

    def _again(self) -> Iterator[Batch]:
        assert self._material is not None
        for items in batched(self._material.items()):
            yield shingle([item.text() for item in items])

    def conclude(self, whole: Whole) -> Iterator[Row]:
        """Leaks first, then exact, then near duplicates."""
        self._material = whole.material
        near = whole.near or find_near(self._stream)
        if near.sampled:
            whole.notes.append(said("audit_note_near_sampled"))
        yield from exact_rows(self._texts, near)
        yield from near_rows(self._texts, near)


def batched(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """Items in lists of `size`."""
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def exact_rows(texts: Texts, near: Near) -> Iterator[Row]:
    """A row for each member of a group of equal texts but the one to keep."""
    for group in near.exact:
        members = sorted(group, key=lambda i: (_rank(texts.splits[i]), texts.ids[i]))
        for place, member in enumerate(members):
            earlier = members[: min(place, _COMPARED)]
            if twins := [other for other in earlier if not texts.apart(member, other)]:
                yield _row(texts, member, twins, 1.0)


def near_rows(texts: Texts, near: Near) -> Iterator[Row]:
    """A row for each text that nearly equals another: one across a split, or the most similar."""
    best: dict[int, tuple[bool, float, int]] = {}
    count: Counter[int] = Counter()
    pairs = zip(near.first.tolist(), near.second.tolist(), near.similarity.tolist(), strict=True)
    for first, second, similarity in pairs:
        if texts.apart(first, second):
            continue
        later = max(first, second, key=lambda i: (_rank(texts.splits[i]), texts.ids[i]))
        other = first + second - later
        crosses = _crosses(texts.splits[first], texts.splits[second])
        count[later] += 1
        best[later] = max(best.get(later, (False, 0.0, -1)), (crosses, similarity, other))
    for member, (_, similarity, other) in sorted(best.items()):
        yield _row(texts, member, [other], similarity, near=True, n=count[member])


def _rank(split: str) -> int:
    return _ORDER.get(split.lower(), 1 if split else 0)


def _row(
    texts: Texts,
    member: int,
    twins: Sequence[int],
    similarity: float,
    near: bool = False,
    n: int = 1,
) -> Row:
    crossing = [t for t in twins if _crosses(texts.splits[t], texts.splits[member])]
    other = (crossing or twins)[0]
    values = {"other": texts.ids[other], "similarity": round(float(similarity), 3), "n": n}
    if crossing:
        values |= {"split": texts.splits[member], "other_split": texts.splits[other]}
        key, fix, kind = "audit_leak", "audit_fix_leak", "leak"
    else:
        key, fix, kind = "audit_duplicate", "audit_fix_duplicate", "duplicate_exact"
    if near:
        key, kind = f"{key}_near", "leak" if crossing else "duplicate_near"
    return Row(
        item=texts.ids[member],
        field="",
        kind=kind,
        severity="note" if n > _FAMILY else "warning" if near or not crossing else "error",
        confidence=_confidence(similarity, near),
        evidence=said(key, **values),
        fix=said(fix, other=texts.ids[other]),
    )


def _crosses(one: str, other: str) -> bool:
    return bool(one and other) and _rank(one) != _rank(other)


def _confidence(similarity: float, near: bool) -> float:
    """Read by eye, pairs at 0.6 are right about two times in three, from 0.85 on nearly always."""
    return float(np.clip(0.65 + (similarity - 0.6) * 1.2, 0.5, 0.95)) if near else 0.99
