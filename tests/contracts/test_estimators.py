"""The contract of every estimator over texts: a new one is covered by one line of ESTIMATORS."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV

from tuwen.core.errors import DamagedData, NotFitted, UsageError
from tuwen.core.items import Item
from tuwen.core.records import Record
from tuwen.store import Collection
from tuwen.tasks.clusters import Clusters
from tuwen.tasks.estimator import Estimator
from tuwen.tasks.keywords import Keywords
from tuwen.tasks.topics import Topics
from tuwen.tasks.word_vectors import WordVectors

ESTIMATORS: dict[str, Callable[[], Estimator]] = {
    "keywords": lambda: Keywords(3),
    "topics": lambda: Topics(2),
    "clusters": lambda: Clusters(2),
    "clusters by k-means": lambda: Clusters(2, method="kmeans", size=4),
    "word vectors": lambda: WordVectors(size=4, min_count=2),
}
HOTEL = ["酒店的房间很干净，早餐不错", "酒店前台热情，房间安静", "房间小，酒店旧，早餐少"]
PHONE = ["The phone battery lasts, the screen is bright", "phone screen cracked, battery weak"]
TEXTS = HOTEL * 5 + PHONE * 7 + ["酒店早餐 breakfast 😀 room"]
ODD = ["", "   ", None, "，。！", "x", "123", "😀", "房间\u0000 screen", "酒店" * 3000]


@pytest.fixture(params=ESTIMATORS, ids=str)
def made(request: pytest.FixtureRequest) -> Estimator:
    return ESTIMATORS[request.param]()


@pytest.fixture
def fitted(made: Estimator) -> Estimator:
    return made.fit(TEXTS)


def told(estimator: Any, given: Any) -> Any:
    """What the estimator says of each text, comparable."""
    answers = estimator.transform(given)
    return answers.tolist() if isinstance(answers, np.ndarray) else answers


def test_constructor_only_stores(made: Estimator) -> None:
    names = set(inspect.signature(type(made).__init__).parameters) - {"self"}
    assert set(vars(made)) == names == set(made.get_params())
    for name, value in made.get_params().items():
        assert getattr(made, name) is value


def test_clone_and_set_params(fitted: Estimator) -> None:
    twin = clone(fitted)
    assert twin.get_params() == fitted.get_params() and not hasattr(twin, "pipeline_")
    assert twin.set_params(random_state=7).random_state == 7
    with pytest.raises(ValueError, match="nonsense"):
        twin.set_params(nonsense=1)


def test_fit_returns_self_and_settles(made: Estimator) -> None:
    before = made.get_params()
    assert made.fit(TEXTS) is made
    learned = [name for name in vars(made) if name.endswith("_")]
    first = told(made, TEXTS)
    assert learned and made.get_params() == before
    assert told(made.fit(TEXTS), TEXTS) == first  # fitting again forgets the first time


def test_not_fitted(made: Estimator, tmp_path: Path) -> None:
    for call in (lambda: made.transform(TEXTS), lambda: made.save(tmp_path)):
        with pytest.raises(NotFitted):
            call()


def table(kind: str, folder: Path) -> Any:
    """TEXTS as one of the kinds of input."""
    if kind == "jsonl path":
        path = folder / "texts.jsonl"
        path.write_text("\n".join(f'{{"text": "{text}"}}' for text in TEXTS), "utf-8")
        return path
    if kind == "collection":
        with Collection.create(folder / "c.tuwen") as collection:
            collection.add(
                Record(Item(id=f"{i:03d}", fields={"text": t})) for i, t in enumerate(TEXTS)
            )
        return Collection.open(folder / "c.tuwen")
    ways: dict[str, Callable[[], Any]] = {
        "tuple": lambda: tuple(TEXTS),
        "array": lambda: np.array(TEXTS),
        "objects": lambda: np.array(TEXTS, object),
        "series": lambda: pd.Series(TEXTS),
        "frame": lambda: pd.DataFrame({"text": TEXTS}),
        "arrow": lambda: pa.array(TEXTS),
        "chunked": lambda: pa.chunked_array([TEXTS[:4], TEXTS[4:]]),
        "arrow table": lambda: pa.table({"text": TEXTS}),
        "items": lambda: [Item(fields={"text": text}) for text in TEXTS],
        "mappings": lambda: [{"text": text} for text in TEXTS],
        "generator": lambda: iter(TEXTS),
    }
    return ways[kind]()


KINDS = ("tuple", "array", "objects", "series", "frame", "arrow", "chunked", "arrow table", "items",
         "mappings", "generator", "jsonl path", "collection")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_of_input_are_equal(kind: str, made: Estimator, tmp_path: Path) -> None:
    given = table(kind, tmp_path)
    answers = told(made.fit(given), TEXTS[:4])
    # Ids are content: texts with ids are learned from in another order than texts without.
    same = list(given.items()) if isinstance(given, Collection) else TEXTS
    assert answers == told(clone(made).fit(same), TEXTS[:4])
    if isinstance(given, Collection):
        given.close()


def test_one_answer_a_row_whatever_it_holds(fitted: Estimator) -> None:
    answers = told(fitted, [*ODD, *HOTEL])
    assert len(answers) == len(ODD) + len(HOTEL)
    assert answers[-3:] == told(fitted, HOTEL)
    if isinstance(fitted, (Topics, Clusters)):
        assert fitted.predict(ODD[:4]).tolist() == [-1] * 4
    else:
        assert not np.any([value for row in answers[:4] for value in row])
    assert len(told(fitted, [])) == 0


def test_learns_from_odd_company_as_without_it(made: Estimator) -> None:
    blank = [None, "", "   "]
    assert told(clone(made).fit(TEXTS + blank), HOTEL) == told(made.fit(TEXTS), HOTEL)


def test_batch_is_loop(fitted: Estimator) -> None:
    batch = told(fitted, TEXTS[:6])
    loop = [told(fitted, [text])[0] for text in TEXTS[:6]]
    if isinstance(batch[0][0], float):
        np.testing.assert_allclose(batch, loop, atol=1e-6)
    else:
        assert batch == loop


def test_order_does_not_matter(made: Estimator) -> None:
    other = clone(made).fit(TEXTS[::-1])
    assert told(made.fit(TEXTS), HOTEL + PHONE) == told(other, HOTEL + PHONE)


@pytest.mark.parametrize("state", [3, np.int64(3), None, np.random.RandomState(3)], ids=str)
def test_random_states(state: Any, made: Estimator) -> None:
    assert len(told(made.set_params(random_state=state).fit(TEXTS), HOTEL)) == 3


def test_save_and_load_equal(fitted: Estimator, tmp_path: Path) -> None:
    digest = fitted.save(tmp_path / "model")
    twin = type(fitted).load(tmp_path / "model")
    assert told(twin, TEXTS + ODD) == told(fitted, TEXTS + ODD)
    assert twin.get_params() == fitted.get_params() and twin.save(tmp_path / "again") == digest
    for name in (n for n in vars(fitted) if n.endswith("_") and n != "pipeline_"):
        np.testing.assert_equal(getattr(twin, name), getattr(fitted, name))


def test_load_refuses_another_task_and_damage(fitted: Estimator, tmp_path: Path) -> None:
    fitted.save(tmp_path / "model")
    other = Topics if fitted.task != "topics" else Keywords
    with pytest.raises(UsageError):
        other.load(tmp_path / "model")
    path = tmp_path / "model" / "model.json"
    path.write_bytes(path.read_bytes().replace(b'"task"', b'"tusk"'))
    with pytest.raises(DamagedData):
        type(fitted).load(tmp_path / "model")


@pytest.mark.parametrize("given", ["one bare text", b"bytes", 7, [1, 2], [["nested"]], [object()]])
def test_what_is_no_text_is_refused(given: Any, made: Estimator) -> None:
    with pytest.raises(UsageError):
        made.fit(given)


@pytest.mark.parametrize("given", [[], [None], ["", "  "]])
def test_nothing_to_learn_from(given: list[Any], made: Estimator) -> None:
    with pytest.raises(UsageError):
        made.fit(given)


def test_one_text_repeated(made: Estimator) -> None:
    assert len(told(made.fit([HOTEL[0]] * 5), [HOTEL[0]])) == 1


def test_traditional_and_mixed_texts(made: Estimator) -> None:
    made.fit([*TEXTS, "酒店房間很乾淨", "Müller's café 房间"])
    assert len(told(made, ["酒店房間", "café 房间"])) == 2


@pytest.mark.parametrize("kind", ["topics", "clusters"])
def test_grid_search(kind: str) -> None:
    name = f"n_{kind}"
    search = GridSearchCV(ESTIMATORS[kind](), {name: [2, 3]}, cv=2).fit(TEXTS)
    assert search.best_params_[name] in (2, 3) and np.isfinite(search.best_score_)


def test_settings_out_of_range() -> None:
    for wrong in (Topics(0), Clusters(0), Keywords(3, max_words=0), WordVectors("wordtovec")):
        with pytest.raises(UsageError):
            wrong.fit(TEXTS)  # type: ignore[attr-defined]
    with pytest.raises(UsageError, match="kmeans"):
        Clusters(2, method="kmean").fit(TEXTS)  # type: ignore[arg-type]


@pytest.mark.parametrize("model", ["cbow", "skipgram"])
def test_predicting_word_vectors(model: Any) -> None:
    pytest.importorskip("gensim")
    vectors = WordVectors(model, size=8, min_count=2).fit(TEXTS)
    assert vectors.vectors_.shape == (len(vectors.words_), 8)
    assert len(vectors.nearest("酒店", 3)) == 3 and -1 <= vectors.similarity("酒店", "房间") <= 1


def test_what_they_find() -> None:
    topics = Topics(2).fit(TEXTS)
    assert len(set(topics.predict(HOTEL))) == 1
    assert set(topics.predict(HOTEL)) != set(topics.predict(PHONE))
    assert topics.predict(["", "未见词"]).tolist() == [-1, -1]
    assert {"酒店", "房间"} <= {w["word"] for t in topics.topics_ for w in t["words"]}
    assert sum(topic["n_items"] for topic in topics.topics_) == len(TEXTS)
    words = {word for row in Keywords(3).fit(TEXTS).predict(TEXTS) for word in row}
    assert {"酒店", "phone battery"} & words
