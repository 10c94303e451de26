"""Vocabulary, token batches, padding, subwords: numbers that stand for words and come back as words."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuwen.core.errors import BadConfig, DamagedData
from tuwen.text.codes import BEGIN, END, PAD
from tuwen.text.codes import UNKNOWN as UNKNOWN_CODE
from tuwen.text.hashing import hash_windows, hash_words
from tuwen.text.padding import pad, unpad
from tuwen.text.subwords import OPEN, Subwords
from tuwen.text.tokens import UNKNOWN, TokenBatch, batch_of, join, to_counts
from tuwen.text.vocabulary import BREAK, DROPPED, Vocabulary

ROWS = st.lists(st.lists(st.integers(-1, 9), max_size=6), max_size=6)


def test_numbers_grow_and_fold_and_keep_still() -> None:
    vocabulary = Vocabulary(["a"])
    given_ = ["The", "the", "，", "我", "😀", "_", "A", "\x1e"]
    assert vocabulary.numbers(given_).tolist() == [1, 1, DROPPED, 2, 3, DROPPED, 0, BREAK]
    assert vocabulary.numbers(["new", "THE"], grow=False).tolist() == [UNKNOWN, 1]
    assert list(vocabulary) == ["a", "the", "我", "😀"] and "new" not in vocabulary
    assert vocabulary.number("，") == UNKNOWN


def test_vocabulary_survives_arrays_and_refuses_damage() -> None:
    vocabulary = Vocabulary(["词", "word", "\ud83d"])
    letters, ends = vocabulary.arrays()
    assert Vocabulary.from_arrays(letters, ends).words == vocabulary.words
    part = Vocabulary(["词"])
    part.extend(*vocabulary.arrays(1))
    assert part.words == vocabulary.words
    for broken in (
        (letters[:-1], ends),
        (letters, ends[[0, 0, 1]]),
        (letters + np.uint8(200), ends),
    ):
        with pytest.raises(DamagedData):
            Vocabulary.from_arrays(*broken)


@settings(max_examples=60, deadline=None)
@given(ROWS, ROWS)
def test_batches(first: list[list[int]], second: list[list[int]]) -> None:
    batch = join([batch_of(first), batch_of(second)])
    rows = first + second
    assert [batch[i].tolist() for i in range(len(batch))] == rows
    assert [batch.known()[i].tolist() for i in range(len(rows))] == [
        [word for word in row if word >= 0] for row in rows
    ]
    back = batch.select(np.arange(len(rows))[::-1])
    assert [back[i].tolist() for i in range(len(rows))] == rows[::-1]
    table = np.array([3, UNKNOWN, *range(2, 10)], np.int32)
    assert batch.renumbered(table).ids.tolist() == [table[w] if w >= 0 else w for w in batch.ids]
    counts = to_counts(batch, 8).toarray()
    slow = [[row.count(word) for word in range(8)] for row in rows]
    assert counts.tolist() == slow and counts.dtype == np.float32


@settings(max_examples=60, deadline=None)
@given(ROWS, st.booleans())
def test_padding_masks_what_is_not_there(rows: list[list[int]], edges: bool) -> None:
    padded = pad(batch_of(rows), edges=edges)
    assert ((padded.codes == PAD) == ~padded.mask).all()
    assert padded.mask.sum(1).tolist() == [len(row) + 2 * edges for row in rows]
    back = unpad(padded)
    assert [back[i].tolist() for i in range(len(rows))] == rows


def test_padding_cuts_and_marks() -> None:
    padded = pad(batch_of([[0, -1, 5], []]), longest=2, edges=True)
    assert padded.codes.tolist() == [[BEGIN, 4, UNKNOWN_CODE, END], [BEGIN, END, PAD, PAD]]


def test_hashes_are_stable_and_apart() -> None:
    words = [f"词{i}" for i in range(5000)] + [""]
    hashes = hash_words(words)
    assert len(set(hashes.tolist())) == len(words) and hash_words(["词7"])[0] == hashes[7]
    assert hash_words(["tuwen"]).tolist() == [17739955963859859895]
    windows, rows = hash_windows("abc\x1eab", 2)
    assert rows.tolist() == [0, 0, 1] and windows[0] == windows[2] != windows[1]


def test_subwords() -> None:
    counts = {"low": 5, "lower": 2, "newest": 6, "widest": 3, "北京": 4, "北京市": 3}
    subwords = Subwords.learn(counts, 24)
    assert subwords.merges[:2] == [("e", "s"), ("es", "t")]
    assert subwords.cut("lowest") == (f"{OPEN}low", "est")
    words = ["lowest", "北京人", "low"]
    assert Subwords.join(subwords.cut_all(words)) == words
    assert Subwords.learn(dict(reversed(counts.items())), 24).merges == subwords.merges
    assert Subwords(subwords.merges, "").cut("newer") == subwords.cut("newer")
    with pytest.raises(BadConfig):
        Subwords.learn(counts, 3)


def test_empty_batch() -> None:
    none = Vocabulary().numbers([])
    assert len(none) == 0 and to_counts(TokenBatch(none, np.zeros(1, np.int64)), 0).shape == (0, 0)
