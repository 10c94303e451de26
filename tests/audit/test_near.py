"""Near-duplicate texts: found when edited, left alone when merely alike, bounded on templates."""

import random

import numpy as np
import pytest

from tuwen.text.near import Replay, batches, find_near, near_labels, near_pairs
from tuwen.text.shingles import letter_grams, shingle

WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "rt", "sk", "l", "m")]
HAN = [chr(0x4E00 + 7 * i) for i in range(900)]


def made(rng: random.Random, lang: str, size: int) -> str:
    return (
        " ".join(rng.choices(WORDS, k=size)) if lang == "en" else "".join(rng.choices(HAN, k=size))
    )


def edited(rng: random.Random, text: str, lang: str, changes: int) -> str:
    units = text.split(" ") if lang == "en" else list(text)
    for _ in range(changes):
        place = rng.randrange(len(units))
        units[place : place + rng.choice((0, 1))] = [made(rng, lang, 1)]
    return (" " if lang == "en" else "").join(units)


@pytest.mark.parametrize(("lang", "size"), [("en", 30), ("zh", 40)])
def test_edited_texts_are_found_and_others_are_not(lang: str, size: int) -> None:
    rng = random.Random(1)
    texts = [made(rng, lang, size) for _ in range(1500)]
    texts += [edited(rng, text, lang, size // 12) for text in texts[:200]]
    pairs = near_pairs(texts)
    wanted = {(i, 1500 + i) for i in range(200)}
    found = {(i, j) for i, j, _ in pairs}
    assert len(wanted & found) >= 190
    assert len(found - wanted) <= 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What  IS it？", "what is it?"),
        ("傑作 iPhone", "杰作iPhone"),
        ("caf\u00e9 \u200bopen", "café open"),
        ("１２３ ＡＢＣ", "123 abc"),
    ],
)
def test_folding_makes_equal(one: str, other: str) -> None:
    assert near_pairs(["nothing like it", one, other])[0] == (1, 2, 1.0)


def test_blank_texts_are_no_duplicates_and_nothing_is_nothing() -> None:
    near = find_near(lambda: batches(["", " ", "\n\u3000", "…", "!"]))
    assert near.exact == [] and len(near.first) == 0
    assert near_pairs([]) == [] and near_pairs(["one text"]) == []
    assert list(near_labels(["a b c", "A  b c", "x y z"])) in ([0, 0, 1], [1, 1, 0])


def test_questions_of_one_template_are_not_near() -> None:
    places = [
        a + b for a in ("Bel", "Dor", "Kan", "Mir", "Tol") for b in ("gravia", "land", "osia")
    ]
    texts = [f"What is the capital of {place} ?" for place in places]
    rng = random.Random(2)
    assert near_pairs(texts + [made(rng, "en", 9) for _ in range(300)]) == []


def test_templates_stay_linear_and_copies_among_them_are_found() -> None:
    rng = random.Random(3)
    slots = [made(rng, "en", 2) for _ in range(40)]
    texts = [
        f"The {rng.choice(slots)} near {rng.choice(slots)} was seen by {rng.choice(slots)} today, "
        f"said {rng.choice(slots)} of {rng.choice(slots)}, and {rng.choice(slots)} will follow "
        f"as {rng.choice(slots)} did, with {rng.choice(slots)} and {rng.choice(slots)} behind"
        for _ in range(6000)
    ]
    texts += [text + " again" for text in texts[:50]]
    near = find_near(lambda: batches(texts))
    assert len(near.first) < 4 * len(texts)
    pairs = set(zip(near.first.tolist(), near.second.tolist(), strict=True))
    labels = near.labels()
    exact = {i for group in near.exact for i in group}
    found = [
        (i, 6000 + i) in pairs or labels[i] == labels[6000 + i] for i in range(50) if i not in exact
    ]
    assert np.mean(found) >= 0.9


def test_reading_again_gives_the_same_pairs() -> None:
    rng = random.Random(4)
    texts = [made(rng, "en", 20) for _ in range(300)]
    texts += [text + " more" for text in texts[:40]]
    kept = find_near(lambda: batches(texts, size=64))
    read_again = find_near(Replay(lambda: batches(texts, size=64), limit=100))
    assert np.array_equal(kept.first, read_again.first)
    assert np.array_equal(kept.similarity, read_again.similarity) and len(kept.first) == 40


def test_shingles_of_hostile_text_are_made() -> None:
    texts = ["\ud800 lone", "\x00\x00", "👩‍👩‍👧 👍🏽", "a" * 5000, "ไทย ไทย", "\u202etxt"]
    batch = shingle(texts)
    assert len(batch.keys) == len(texts) and batch.shingles.offsets[-1] == len(
        batch.shingles.hashes
    )
    grams = letter_grams(texts, range(2, 4), bits=16)
    assert grams.hashes.max() < 1 << 16 and len(grams.offsets) == len(texts) + 1
