"""What the stages find in a collection whose themes, groups and times are known."""

from collections.abc import Callable

import numpy as np
import pytest
from town_items import THEMES, town

from tuwen.core import tensors
from tuwen.core.items import Item, When
from tuwen.mining import mine
from tuwen.mining.contrast import log_odds
from tuwen.mining.facets import Facets, periods_of
from tuwen.mining.layout import lay_out, place
from tuwen.store import Collection


@pytest.fixture
def mined(paper: Collection) -> Collection:
    names = ["overview", "keywords", "topics", "clusters", "map", "words", "contrast", "patterns"]
    mine(paper, names, threads=1)
    return paper


def test_overview(mined: Collection) -> None:
    found = mined.findings("overview")
    assert (found["items"], found["texts"], found["pictures"]) == (150, 150, 0)
    assert found["languages"] == {"zh": 100, "en": 50}
    assert found["fields"]["title"]["n"] == 150 and found["words"] > 150 * 5
    assert found["chars"] == sum(len(t) for item in town() for t in item.fields.values())
    assert found["groups"]["section"] == dict.fromkeys(("food", "market", "sport"), 50)
    assert "page" not in found["groups"] and found["time"]["granularity"] == "month"
    assert sum(each["n"] for each in found["time"]["histogram"]) == 150
    assert {each["name"] for each in found["places"]} == {"河边", "老街", "车站"}


def test_topics_are_the_themes(mined: Collection) -> None:
    found = mined.findings("topics")
    assert sum(topic["n_items"] for topic in found["topics"]) + found["without"] == 150
    section = {item.id: item.targets["section"] for item in mined.items()}
    for topic in found["topics"]:
        told = {section[id] for id in topic["items"]}
        words = {word["word"] for word in topic["words"]}
        assert len(told) == 1 and words & set(THEMES[told.pop()])
        assert sum(each["n"] for each in topic["trend"]) == topic["n_items"]
    assert -1 <= found["npmi"] <= 1


def test_clusters_and_map(mined: Collection) -> None:
    clusters = mined.findings("clusters")
    assert sum(each["size"] for each in clusters["clusters"]) <= 150
    assert -1 <= clusters["silhouette"] <= 1
    found = mined.findings("map")
    arrays = tensors.parse((mined.derived("map") / found["file"]).read_bytes(), "map")
    assert {len(arrays[name]) for name in ("x", "y", "topic")} == {found["n"]} == {150}
    assert np.isfinite(arrays["x"]).all() and np.ptp(arrays["y"]) > 1


def test_keywords_by_language(mined: Collection) -> None:
    found = mined.findings("keywords")
    assert set(found["by_language"]) == {"zh", "en"}
    english = {each["word"] for each in found["by_language"]["en"]}
    assert any(set(word.split()) & set(THEMES["market"]) for word in english)
    scores = [each["score"] for each in found["keywords"]]
    assert scores == sorted(scores, reverse=True)


def test_contrast_names_each_section(mined: Collection) -> None:
    found = mined.findings("contrast")
    assert found["by"] == "section"
    for group in found["groups"]:
        assert {word["word"] for word in group["words"][:4]} <= {*THEMES[group["name"]], "金牌"}
        assert all(word["share_in"] > word["share_out"] for word in group["words"])


def test_patterns_and_words(mined: Collection) -> None:
    pairs = mined.findings("patterns")["pairs"]
    assert ("金牌", "门将") in {(pair["a"], pair["b"]) for pair in pairs[:3]}
    words = mined.findings("words")["words"]
    near = {each["word"]: [n["word"] for n in each["neighbours"]] for each in words}
    assert set(near["shares"][:3]) <= set(THEMES["market"])


def test_vectors_serve_likeness(mined: Collection) -> None:
    space = mined.vectors("lsa", mined.findings("vectors")["size"])
    values, ids = space.matrix(), space.ids()
    section = [town()[int(id[4:])].targets["section"] for id in ids]
    nearest = (values @ values.T - 9 * np.eye(len(ids))).argmax(1)
    assert np.mean([section[i] == section[j] for i, j in enumerate(nearest)]) > 0.95


@pytest.mark.parametrize(
    ("first", "last", "precision", "granularity"),
    [
        ("2024-01-01", "2024-01-20", "day", "day"),
        ("2024-01-01", "2024-06-20", "day", "month"),
        ("2024-01-01", "2024-01-20", "month", "month"),
        ("1950-01-01", "2024-01-01", "day", "year"),
        ("1990-01-01", "1992-01-01", "year", "year"),
    ],
)
def test_periods(first: str, last: str, precision: str, granularity: str) -> None:
    times = [When("", first, precision), When("", last, precision), When("?", "", ""), None]
    facets = Facets.of(Item(id=str(i), time=time) for i, time in enumerate(times))
    periods = facets.periods()
    assert periods is not None and periods.granularity == granularity
    assert periods.codes.tolist()[1:] == [len(periods.names) - 1, -1, -1]


def test_no_times_no_periods() -> None:
    assert periods_of(np.zeros(3, np.int32), {}) is None


def test_groups_that_come_late_or_are_too_many(made: Callable[..., Collection]) -> None:
    items = [
        Item(id=f"{i}", meta={"kind": "ab"[i % 2], "n": i}, fields={"t": "x"}) for i in range(60)
    ]
    items += [Item(id="late", targets={"late": True}), Item(id="later", targets={"late": False})]
    facets = Facets.of(items)
    assert set(facets.groups) == {"kind", "late"}
    assert {len(codes.codes) for codes in facets.groups.values()} == {62}
    assert facets.groups["late"].counted() == [("False", 1), ("True", 1)]


def test_log_odds_need_evidence() -> None:
    z = log_odds(np.array([[90, 10, 1, 100], [10, 90, 0, 100]], float))
    assert z[0, 0] > 1.96 < z[1, 1] and abs(z[0, 2]) < 1.96 and abs(z[0, 3]) < 0.5
    np.testing.assert_allclose(z[0], -z[1], atol=1e-9)


def test_layout_parts_what_is_apart() -> None:
    random = np.random.default_rng(0)
    z = np.repeat(np.eye(3, 8), 40, axis=0) + random.normal(0, 0.15, (120, 8))
    z /= np.linalg.norm(z, axis=1, keepdims=True)
    y = lay_out(z, rounds=100)
    assert y.dtype == np.float32 and np.array_equal(y, lay_out(z, rounds=100))
    labels = np.repeat(np.arange(3), 40)
    distance = np.linalg.norm(y[:, None] - y[None], axis=2) + 99 * np.eye(120)
    assert (labels[distance.argmin(1)] == labels).mean() > 0.95
    others = place(z[::10], z, y)
    assert np.abs(others - y[::10]).mean() < np.abs(y).mean()
    assert lay_out(z[:1]).shape == (1, 2)
