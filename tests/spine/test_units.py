"""Units: children know their parent and their place in it."""

import pytest

from tuwen.core.items import ImageRef, Item
from tuwen.core.units import by_parent, crop, cut, passages, place_of, windows

TEXT = "第一句。Second one. 第三句很长很长。"
PARENT = Item(
    id="p", fields={"text": TEXT}, languages={"text": "zh"}, images=(ImageRef("0" * 64, "a.png"),),
    split="test", targets={"label": "x"},
)  # fmt: skip


def test_a_child_is_the_text_at_its_place() -> None:
    children = list(cut(PARENT, "text", [(0, 4), (4, 15)], "sentence"))
    for child in children:
        place = place_of(child)
        assert TEXT[place.start : place.end] == child.fields["text"]
        assert (place.parent, place.unit, child.group, child.split) == (
            "p",
            "sentence",
            "p",
            "test",
        )
        assert child.languages == {"text": "zh"} and not child.targets
    assert len({child.digest for child in children}) == 2
    assert by_parent(children) == {"p": children}


def test_a_crop_names_its_picture_and_box() -> None:
    [child] = crop(PARENT, 0, [(1, 2, 30, 40)])
    assert child.images == PARENT.images
    assert child.origin.box == place_of(child).box == (1.0, 2.0, 30.0, 40.0)


def test_children_survive_the_store() -> None:
    import json

    from tuwen.core.items import item_from_content

    [child] = crop(PARENT, 0, [(1, 2, 30, 40)])
    again = item_from_content(child.id, json.loads(json.dumps(child.content())))
    assert place_of(again) == place_of(child) and again.digest == child.digest


def test_an_unnamed_parent_is_named_by_its_digest() -> None:
    parent = Item(fields={"text": TEXT})
    [child] = cut(parent, "text", [(0, 4)], "window")
    assert child.group == parent.digest


@pytest.mark.parametrize("span", [(-1, 2), (2, 2), (0, 99)])
def test_spans_outside_are_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside"):
        list(cut(PARENT, "text", [span], "window"))
    with pytest.raises(ValueError, match="box"):
        list(crop(PARENT, 0, [(5, 5, 5, 9)]))


@pytest.mark.parametrize(
    ("length", "size", "step"), [(10, 4, 2), (10, 4, 4), (3, 8, 8), (0, 4, 4), (11, 5, 3)]
)
def test_windows_cover_everything(length: int, size: int, step: int) -> None:
    spans = windows(length, size, step)
    assert {i for start, end in spans for i in range(start, end)} == set(range(length))
    assert all(end - start <= size for start, end in spans)


def test_passages_join_neighbours() -> None:
    assert passages([(0, 4), (4, 8), (9, 30), (30, 33)], 10) == [(0, 8), (9, 30), (30, 33)]
