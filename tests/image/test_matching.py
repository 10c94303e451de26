"""One space for texts and pictures: what is learned, what is told about it, and when it is refused."""

from pathlib import Path

import numpy as np
import pytest
from scenes import COLOURS, SHAPES, drawing, encoded
from sklearn.base import clone
from sklearn.cross_decomposition import CCA

from tuwen.core.errors import UnknownName, UsageError
from tuwen.core.items import ImageRef, Item
from tuwen.core.latent import Latent, LatentSpec
from tuwen.core.pictures import Album
from tuwen.encoders.image_descriptors import ImageDescriptors, ImageDescriptorsConfig
from tuwen.metrics.proportion import above_chance, wilson
from tuwen.steps.align import Align
from tuwen.steps.canonical import canonical, metric, principal
from tuwen.steps.pairs import held_out, held_out_pictures, linked, pair_table, sides
from tuwen.tasks.matcher import Matcher
from tuwen.tasks.matching import cut_off, judged

WORDS = {
    "disc": "圆形 disc",
    "square": "方块 square",
    "triangle": "三角 triangle",
    "cross": "十字 cross",
}


def shop(copies: int = 3) -> tuple[list[str], list[np.ndarray]]:
    """Every shape in every colour, `copies` drawings each with its own text."""
    texts, pictures = [], []
    for copy in range(copies):
        for shape in SHAPES:
            for colour in COLOURS:
                texts.append(f"{colour} {WORDS[shape]} 款{'甲乙丙丁'[copy]}")
                pictures.append(drawing(shape, colour, len(texts)))
    return texts, pictures


@pytest.fixture(scope="module")
def fitted() -> Matcher:
    return Matcher().fit(*shop())


def test_search_works_both_ways(fitted: Matcher) -> None:
    assert fitted.held_out_["verdict"] == "signal"
    shelf = [drawing(shape, "red", 900 + i) for i, shape in enumerate(SHAPES)]
    shelf += [drawing(shape, "blue", 950 + i) for i, shape in enumerate(SHAPES)]
    (hits,) = fitted.find_pictures(["red cross 十字"], shelf, k=3)
    assert hits[0][0] == SHAPES.index("cross")
    (found,) = fitted.find_texts(shelf[5:6], ["red disc", "blue square 方块", "green cross"], k=1)
    assert found[0][0] == 1
    assert fitted.score(*shop(1)) > 0.5


def test_a_text_without_known_words_finds_nothing(fitted: Matcher) -> None:
    assert fitted.find_pictures(["zzqx"], shop(1)[1]) == [[]]


def test_shuffled_pairs_have_no_signal() -> None:
    texts, pictures = shop()
    order = np.random.default_rng(0).permutation(len(pictures))
    told = Matcher().fit(texts, [pictures[i] for i in order]).held_out_
    assert told["verdict"] == "no signal"


def test_same_data_same_model_and_back_from_disk(fitted: Matcher, tmp_path: Path) -> None:
    digest = fitted.save(tmp_path / "model")
    assert clone(fitted).fit(*shop()).save(tmp_path / "again") == digest
    back = Matcher.load(tmp_path / "model")
    texts, pictures = shop(1)
    assert (back.match(texts[:5], pictures[:5]) == fitted.match(texts[:5], pictures[:5])).all()
    assert back.cutoff_ == fitted.cutoff_ and back.held_out_ == fitted.held_out_


def test_refused_pictures_are_told() -> None:
    texts, pictures = shop(2)
    given = [encoded(picture) for picture in pictures]
    given[3], given[7] = given[3][:200], b"<svg xmlns='x'/>"
    assert Matcher().fit(texts, given).refused_ == [
        (3, "truncated_picture"),
        (7, "picture_type_refused"),
    ]


def test_what_cannot_be_learned_is_said() -> None:
    texts, pictures = shop(1)
    with pytest.raises(UsageError, match="different pairs"):
        Matcher().fit(texts[:20], pictures[:20])
    with pytest.raises(UsageError, match="different pairs"):
        Matcher().fit(["always the same"] * len(pictures), pictures)
    with pytest.raises(UnknownName):
        Matcher(model="clap").fit(texts, pictures)
    with pytest.raises(UsageError, match="pairs"):
        Matcher().fit(texts, pictures[:-1])


def test_canonical_correlations_are_those_of_the_textbook() -> None:
    rng = np.random.default_rng(0)
    shared = rng.normal(size=(500, 2))
    x = np.hstack([shared, rng.normal(size=(500, 2))]) @ rng.normal(size=(4, 4))
    y = np.hstack([shared + 0.3 * rng.normal(size=(500, 2)), rng.normal(size=(500, 1))])
    px, py = principal(x, 4), principal(y, 3)
    *_, strength = canonical(px.scores(x), py.scores(y), (px.variance, py.variance), 0.0)
    other = CCA(n_components=2, max_iter=5000, tol=1e-9).fit(x, y)
    expected = [np.corrcoef(a, b)[0, 1] for a, b in zip(*map(np.transpose, other.transform(x, y)), strict=True)]  # fmt: skip
    assert np.allclose(strength[:2], expected, atol=5e-3)


def test_the_metric_shrinks_what_varies_within_a_text() -> None:
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(100), 3)
    y = rng.normal(size=(100, 2))[groups]
    y[:, 1] += 5 * rng.normal(size=300)
    learned = metric(y, groups, 0.01)
    lengths = np.linalg.norm(np.eye(2) @ learned, axis=1)
    assert lengths[0] > 10 * lengths[1]
    assert (metric(y, np.arange(300), 0.1) == np.eye(2)).all()


def test_nothing_shared_is_on_both_sides_of_a_split() -> None:
    rng = np.random.default_rng(0)
    texts, pictures = rng.integers(0, 150, 400), rng.integers(0, 3000, 400)
    groups = linked(texts, pictures)
    out = held_out(groups, rng, 0.2)
    for ids in (texts, pictures):
        assert not set(ids[out]) & set(ids[~out])
    known = held_out_pictures(texts, pictures, ~out, rng)
    rest = ~out & ~known
    assert known.any() and not set(pictures[known]) & set(pictures[~known])
    assert set(texts[known]) <= set(texts[rest])
    rows = np.array([[1.0, 2], [1, 3], [1, 2]])
    table = pair_table([rows[:2], rows[2:]], [rows[:2], rows[1:2]])
    assert table is not None and table.text.tolist() == [0, 1, 0]
    assert table.picture.tolist() == [0, 1, 1] and table.texts.shape == (2, 2)
    assert sides(table.text, table.picture)[2].tolist() == [[True, True], [False, True]]


def test_align_learns_from_rows_with_both_sides_only() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(120, 8)).astype(np.float32)
    y = np.hstack([x @ rng.normal(size=(8, 8)), rng.normal(size=(120, 4))]).astype(np.float32)
    lone = np.arange(120) % 4 == 0
    y[lone] = 1e6

    def latent(values: np.ndarray, present: np.ndarray | None = None) -> Latent:
        spec = LatentSpec(kind="vector", size=values.shape[1])
        return Latent(values=values, spec=spec, present=present)

    step = Align()
    step.fit([latent(x)], [latent(y, ~lone)])
    texts = step.side(0).apply(latent(x[~lone])).values
    pictures = step.side(1).apply(latent(y[~lone])).values
    assert np.allclose(np.linalg.norm(pictures, axis=1), 1, atol=1e-5)
    assert ((texts @ pictures.T).argmax(1) == np.arange(len(texts))).mean() > 0.9


def test_verdict_and_cut_off() -> None:
    n = 60
    right = np.eye(n, dtype=bool)
    noise = np.random.default_rng(0).normal(0, 0.1, (n, n))
    good = judged(right + noise, right)
    assert good["verdict"] == "signal" and good["recall"]["text_to_image"]["1"] > 0.9
    assert good["chance"] == {"1": round(1 / n, 4), "5": round(5 / n, 4), "10": round(10 / n, 4)}
    assert judged(noise, right)["verdict"] == "no signal"
    told = cut_off(right + noise, right)
    assert 0.2 < told["cutoff"] < 0.9 and min(told["kept"], told["refused"]) > 0.95
    assert wilson(5, 10)[0] < 0.5 < wilson(5, 10)[1]
    assert above_chance(9, 10, 0.1) < 1e-6 < 0.3 < above_chance(1, 10, 0.1)


def test_no_signal_is_seldom_missed_or_made_up() -> None:
    rng = np.random.default_rng(3)
    right = np.eye(40, dtype=bool)
    alarms = [judged(rng.normal(size=(40, 40)), right)["verdict"] == "signal" for _ in range(100)]
    assert sum(alarms) <= 5
    weak = [judged(right * 1.5 + rng.normal(size=(40, 40)), right)["verdict"] for _ in range(40)]
    assert weak.count("signal") >= 36


def test_several_pictures_are_averaged_and_arrays_agree() -> None:
    album = Album()
    pictures = [
        drawing("disc", "red", 1),
        drawing("cross", "blue", 2),
        drawing("square", "pink", 3),
    ]
    refs = [ImageRef(album.add(encoded(picture)), "") for picture in pictures]
    encoder = ImageDescriptors(ImageDescriptorsConfig(edges=0.3))
    encoder.pictures = album
    items = [Item(images=(ref,)) for ref in refs] + [Item(), Item(images=(refs[0], refs[2]))]
    encoder.prepare(items[:3])
    found = encoder.encode(items)
    assert found.rows.tolist() == [True, True, True, False, True]
    assert np.allclose(found.values[4], (found.values[0] + found.values[2]) / 2, atol=1e-5)
    assert np.allclose(encoder.encode_pictures(pictures).values, found.values[:3], atol=1e-5)
    encoder.memory = {}
    assert (encoder.encode(items).values == encoder.encode(items).values).all()
    assert set(encoder.memory) == {ref.sha256 for ref in refs}
