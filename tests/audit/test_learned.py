"""Labels and pairs: doubts where there is reason, silence where there is none."""

import numpy as np
import pytest

from tuwen.core.items import Item
from tuwen.mining.audit import audit
from tuwen.mining.audit.agreement import agreement
from tuwen.mining.audit.out_of_fold import stratified

GOOD = "lovely quiet clean friendly bright warm generous fresh splendid cheerful".split()
BAD = "dirty noisy rude dark cold broken smelly stale dreadful gloomy".split()
PLAIN = "room door street table window breakfast morning taxi floor city night price".split()


def reviews(n: int, seed: int) -> list[Item]:
    rng = np.random.default_rng(seed)
    items = []
    for i in range(n):
        side = int(rng.integers(2))
        words = [*rng.choice(GOOD if side else BAD, 4), *rng.choice(PLAIN, 8)]
        text = " ".join(rng.permutation(words).tolist())
        items.append(Item(id=f"r{i}", fields={"text": text}, targets={"label": "ab"[side]}))
    return items


def flipped(items: list[Item], chosen: set[int]) -> list[Item]:
    other = {"a": "b", "b": "a"}
    return [
        Item(id=item.id, fields=item.fields, targets={"label": other[item.targets["label"]]})
        if i in chosen else item
        for i, item in enumerate(items)
    ]  # fmt: skip


def test_flipped_labels_are_found_with_the_right_proposal() -> None:
    items = reviews(600, 1)
    chosen = set(range(0, 600, 25))
    rows = audit(flipped(items, chosen)).of("label")
    found = {int(row.item[1:]) for row in rows}
    assert len(found & chosen) >= 22 and len(found - chosen) <= 2
    right = {item.id: item.targets["label"] for item in items}
    assert all(
        row.evidence["values"]["proposed"] == right[row.item]
        for row in rows
        if int(row.item[1:]) in chosen
    )


def test_clean_labels_are_left_alone_and_shuffled_ones_say_no_signal() -> None:
    items = reviews(600, 2)
    assert len(audit(items).of("label")) <= 3
    labels = np.random.default_rng(3).permutation([item.targets["label"] for item in items])
    shuffled = [
        Item(id=item.id, fields=item.fields, targets={"label": str(label)})
        for item, label in zip(items, labels, strict=True)
    ]
    report = audit(shuffled)
    assert report.of("label") == []
    assert [note["key"] for note in report.notes] == ["audit_note_no_signal"]


def test_same_seed_same_rows() -> None:
    items = flipped(reviews(300, 4), {5, 9, 60})
    assert audit(items).to_json()["rows"] == audit(items).to_json()["rows"]


@pytest.mark.parametrize("linked", [True, False])
def test_pairs_are_judged_only_where_there_is_a_link(linked: bool) -> None:
    rng = np.random.default_rng(5)
    hidden = rng.normal(size=(400, 6))
    texts = hidden @ rng.normal(size=(6, 30)) + 0.3 * rng.normal(size=(400, 30))
    seen = hidden if linked else rng.normal(size=(400, 6))
    pictures = seen @ rng.normal(size=(6, 50)) + 0.3 * rng.normal(size=(400, 50))
    swapped = np.arange(400)
    swapped[:40] = np.roll(swapped[:40], 1)
    found = agreement(
        texts[swapped].astype(np.float32), pictures.astype(np.float32), np.arange(400), 0
    )
    if not linked:
        assert found.signal < 0.65
        return
    assert found.signal > 0.9
    assert np.mean(np.argsort(found.odds)[:40] < 40) > 0.9


def test_folds_are_even() -> None:
    classes = np.repeat([0, 1, 2], [50, 20, 5])
    folds = stratified(classes, 5, seed=0)
    assert all(
        set(np.bincount(folds[classes == c])) == {n // 5} for c, n in ((0, 50), (1, 20), (2, 5))
    )
