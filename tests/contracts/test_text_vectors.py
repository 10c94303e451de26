"""Word vectors: the counting is what it says, and words used alike come out alike."""

import numpy as np
import pytest

from tuwen.core.errors import NotFitted, NotFound, UsageError
from tuwen.core.items import Item
from tuwen.encoders.cooccurrence import Cooccurrence, positive_pmi
from tuwen.encoders.text_vectors import TextVectors, TextVectorsConfig
from tuwen.text.tokens import batch_of


def texts() -> list[str]:
    rng = np.random.default_rng(0)
    told = []
    for _ in range(400):
        animal = rng.choice(["小猫", "小狗"])
        fruit = rng.choice(["苹果", "香蕉"])
        told.append(f"{animal}在院子里睡觉,{animal}喜欢晒太阳")
        told.append(f"妈妈买了新鲜的{fruit},{fruit}又甜又便宜")
    return told


@pytest.fixture(params=["ppmi", "cbow", "skipgram"])
def vectors(request: pytest.FixtureRequest) -> TextVectors:
    if request.param != "ppmi":
        pytest.importorskip("gensim")
    config = TextVectorsConfig(model=request.param, size=16, epochs=20, min_count=3)
    part = TextVectors(config)
    part.prepare([Item(fields={"text": text}) for text in texts()])
    return part


def test_words_used_alike_are_near(vectors: TextVectors) -> None:
    assert vectors.similarity("小猫", "小狗") > vectors.similarity("小猫", "苹果")
    names = [word for word, _ in vectors.nearest("苹果", 5)]
    assert "苹果" not in names and len(names) == 5
    assert "小狗" in [word for word, _ in vectors.analogy("苹果", "香蕉", "小猫", 8)]


def test_same_texts_same_vectors(vectors: TextVectors) -> None:
    again = TextVectors(vectors.config)
    again.prepare([Item(fields={"text": text}) for text in texts()])
    np.testing.assert_array_equal(again.vectors, vectors.vectors)


def test_a_raw_string_is_cut_into_words_not_letters(vectors: TextVectors) -> None:
    assert "小猫" in vectors.words and "小" not in vectors.words


def test_encode_gives_a_masked_sequence(vectors: TextVectors) -> None:
    latent = vectors.encode(
        [Item(fields={"text": "小猫 小狗"}), Item(), Item(fields={"text": "zzz"})]
    )
    assert latent.mask.tolist() == [[True, True], [False, False], [False, False]]
    assert latent.rows.tolist() == [True, False, False]
    np.testing.assert_array_equal(latent.values[0, 1], vectors.vectors[vectors.words.index("小狗")])


def test_refusals() -> None:
    with pytest.raises(NotFitted):
        TextVectors().nearest("小猫")
    with pytest.raises(UsageError, match="at least 5 times"):
        TextVectors().prepare([Item(fields={"text": "一次"})])


def test_unknown_word_is_named(vectors: TextVectors) -> None:
    with pytest.raises(NotFound, match="没见过"):
        vectors.nearest("没见过")


def test_pairs_never_cross_texts_and_nearer_weighs_more() -> None:
    near = Cooccurrence(5, window=2)
    near.observe(batch_of([[0, 1, 2], [3, 4]]))
    matrix = near.matrix().todense()
    assert matrix[0, 1] == 1 and matrix[0, 2] == 0.5 and matrix[2, 3] == 0
    assert (matrix == matrix.T).all()


def test_pmi_is_the_formula() -> None:
    near = Cooccurrence(4, window=2)
    near.observe(batch_of([[0, 1, 2], [3, 1], [0, 3, 3]]))
    counts = np.asarray(near.matrix().todense(), float)
    words = counts.sum(1)
    contexts = words**0.75 / (words**0.75).sum()
    with np.errstate(divide="ignore"):
        expected = np.log(counts / np.outer(words, contexts))
    np.testing.assert_allclose(
        positive_pmi(near.matrix()).todense(), np.maximum(expected, 0), atol=1e-5
    )
