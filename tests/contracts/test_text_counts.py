"""text_counts: equal to scikit-learn on our words, stable, sparse, and rarer words weigh more."""

from itertools import pairwise

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from tuwen.core.errors import BadConfig, DamagedData, Misfit, NotFitted
from tuwen.core.items import Item
from tuwen.core.latent import LatentSpec
from tuwen.core.parts import State
from tuwen.encoders.text_counts import TextCounts, TextCountsConfig
from tuwen.text.segment import Segmenter
from tuwen.text.stopwords import stop_words
from tuwen.text.vocabulary import Vocabulary

TEXTS = [
    "酒店很好，服务很好，下次还来",
    "房间太小，服务差，不会再来",
    "The hotel was nice, the staff friendly",
    "The room was small and the staff rude",
    "",
    "茶 好，茶 香，茶香四溢",
    "酒店 staff 很好 😀",
] * 3
ITEMS = [Item(fields={"text": text}) for text in TEXTS]
SETTINGS = [
    {},
    {"ngrams": (1, 2), "min_items": 4},
    {"ngrams": (2,), "sublinear": True},
    {"weighting": "binary", "norm": "l1", "max_share": 0.3},
    {"stop_words": ("zh", "en"), "ngrams": (1, 2), "max_words": 10},
]


def fitted(**settings: object) -> TextCounts:
    part = TextCounts(TextCountsConfig(**settings))  # type: ignore[arg-type]
    part.prepare(ITEMS)
    return part


@pytest.mark.parametrize("settings", SETTINGS[:3] + [{"weighting": "counts", "norm": "none"}])
def test_equal_to_scikit_learn(settings: dict[str, object]) -> None:
    part = fitted(**settings)
    words = [[word.lower() for word in row] for row in Segmenter().cut_many(TEXTS)]
    ngrams = settings.get("ngrams", (1,))

    def features(row: int) -> list[str]:
        single = words[row] if 1 in ngrams else []  # type: ignore[operator]
        pairs = [" ".join(pair) for pair in pairwise(words[row])] if 2 in ngrams else []  # type: ignore[operator]
        return single + pairs

    plain = settings.get("weighting") == "counts"
    theirs = TfidfVectorizer(
        analyzer=features,
        min_df=settings.get("min_items", 1),
        sublinear_tf=settings.get("sublinear", False),
        use_idf=not plain,
        norm=None if plain else "l2",
    )
    expected = theirs.fit_transform(range(len(TEXTS)))
    assert sorted(part.names()) == sorted(theirs.vocabulary_)
    order = [theirs.vocabulary_[name] for name in part.names()]
    assert abs(expected[:, order] - part.encode(ITEMS).values).max() < 1e-6


HASHED = [
    {"features": "hashed_words", "ngrams": (1, 2), "n_hashes": 1 << 12, "signed": True},
    {"features": "hashed_characters", "ngrams": (1, 2, 3), "n_hashes": 1 << 12},
]


@pytest.mark.parametrize("settings", SETTINGS + HASHED)
def test_contract(settings: dict[str, object]) -> None:
    part = fitted(**settings)
    whole = part.encode(ITEMS)
    assert whole.values.dtype == np.float32 and whole.spec == part.spec()
    assert whole.rows.tolist() == [bool(text) for text in TEXTS]
    one = np.vstack([part.encode([item]).values.toarray() for item in ITEMS[:7]])
    assert np.array_equal(one, whole.values[:7].toarray())
    other = TextCounts(TextCounts.configured(part.config.to_json()).config)
    with pytest.raises(NotFitted):
        other.encode(ITEMS)
    other.restore(part.state())
    assert np.array_equal(other.encode(ITEMS).values.toarray(), whole.values.toarray())
    again = fitted(**settings)
    same = all((again.state().tensors[k] == v).all() for k, v in part.state().tensors.items())
    assert same


def test_tokens_of_another_vocabulary_give_the_same() -> None:
    vocabulary = Vocabulary(["出现在前面的词"])
    batches = [Segmenter().batch(TEXTS[i : i + 4], vocabulary) for i in range(0, len(TEXTS), 4)]
    for settings in [SETTINGS[1], HASHED[0]]:
        part = TextCounts(TextCountsConfig(**settings))  # type: ignore[arg-type]
        part.prepare_tokens(batches, vocabulary)
        by_items = fitted(**settings).encode(ITEMS[:4]).values.toarray()
        by_tokens = part.encode_tokens(batches[0], vocabulary).values.toarray()
        assert np.array_equal(by_items, by_tokens)


def test_idf_is_inverse() -> None:
    part = fitted()
    names = part.names()
    assert part.idf[names.index("rude")] > part.idf[names.index("staff")] > 1


def test_stop_words_and_limits() -> None:
    part = fitted(**SETTINGS[4])
    assert len(part.names()) == 10
    for name in part.names():
        assert not set(name.split()) & (stop_words("zh") | stop_words("en"))
    assert "茶" in fitted().names()  # words of one character stay


def test_refusals() -> None:
    part = TextCounts()
    with pytest.raises(NotFitted):
        part.state()
    with pytest.raises(Misfit):
        part.spec(LatentSpec(kind="vector", size=3))
    with pytest.raises(BadConfig):
        TextCountsConfig(ngrams=(3,))
    with pytest.raises(BadConfig):
        fitted(**HASHED[1]).names()
    for tensors in ({}, {**fitted().state().tensors, "single": np.zeros(1, bool)}):
        with pytest.raises(DamagedData):
            part.restore(State({"n_items": 3}, tensors))
