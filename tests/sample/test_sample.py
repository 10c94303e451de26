"""The town paper: made up, varied, the same bytes for the same seed, its truth true."""

import hashlib
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tuwen.core.errors import NotFound, UsageError
from tuwen.sample import SampleTruth, write
from tuwen.sample.defects import DEFECTS
from tuwen.sample.facts import BLOCK, blocks, facts, facts_at
from tuwen.sample.grammar import LANGUAGES, grammar
from tuwen.sample.personal import card_number, identity_number


def rows(folder: Path) -> dict[str, dict[str, Any]]:
    lines = (folder / "items.jsonl").read_text("utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return total.hexdigest()


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> SampleTruth:
    return write(tmp_path_factory.mktemp("paper"), 300, seed=2)


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write(tmp_path / name, 40, seed=seed)
    assert digest(tmp_path / "a") == digest(tmp_path / "b") != digest(tmp_path / "c")


def test_a_story_needs_none_before_it() -> None:
    told = [row for block in blocks(BLOCK + 3, 5) for row in block]
    for index in (0, 7, BLOCK - 1, BLOCK, BLOCK + 2):
        assert facts_at(index, 5) == facts(index, told[index])


def test_every_topic_can_be_told_in_both_languages() -> None:
    for topic in (*grammar().topics, grammar().rare):
        for lang in LANGUAGES:
            assert set(topic.texts[lang]) == {"T", "S", "L", "D"}, topic.key
            assert len(topic.texts[lang]["D"]) in (4, 8)
    assert len({topic.section for topic in grammar().topics}) == 10


def test_labelled_as_made_up(paper: SampleTruth) -> None:
    assert "made up" in (paper.folder / "README.txt").read_text("utf-8")
    assert all(row["made_up"] is True for row in rows(paper.folder).values())


def test_half_in_each_language_and_some_without_pictures(paper: SampleTruth) -> None:
    found = rows(paper.folder).values()
    languages = Counter(row["language"] for row in found)
    assert min(languages["zh"], languages["en"]) > 0.35 * len(found) and languages["zh-en"] > 3
    pictures = Counter(len(row["images"]) for row in found)
    assert pictures[1] > 0.8 * len(found) and pictures[0] > 5 and pictures[2] > 3
    assert {row["split"] for row in found} == {"train", "test"}


def test_spans_of_entities_are_true(paper: SampleTruth) -> None:
    found = rows(paper.folder)
    broken = {each.id for each in paper.defects if each.kind in ("mojibake", "empty")}
    n_names = 0
    for known in paper.items():
        if known["id"] in broken:
            continue
        row = found[known["id"]]
        assert known["section"] == row["section"] or known["id"] in {
            each.id for each in paper.of_kind("label")
        }
        for field, start, end, kind in known["entities"]:
            n_names += 1
            name = row[field][start:end]
            assert name and (
                kind != "person" or name in row["people"] or row["language"] == "zh-en"
            )
    assert n_names > 3 * len(found)


def test_every_kind_of_defect_is_planted_once_at_least(paper: SampleTruth) -> None:
    kinds = Counter(each.kind for each in paper.defects)
    assert set(kinds) == {*DEFECTS, "encoding_doubt"}
    ids = [each.id for each in paper.defects]
    assert len(set(ids)) == len(ids)
    assert SampleTruth.read(paper.folder) == paper


def opened(paper: SampleTruth, name: str) -> Image.Image:
    image = Image.open(io.BytesIO((paper.folder / name).read_bytes()))
    image.load()
    return image


def test_harmed_pictures_are_what_they_say(paper: SampleTruth) -> None:
    for each in (*paper.of_kind("unreadable"), *paper.of_kind("truncated")):
        with pytest.raises(OSError):
            opened(paper, each.field)
    for each in paper.of_kind("wrong_extension"):
        assert each.field.endswith(".jpg") and opened(paper, each.field).format == "PNG"
    for each in paper.of_kind("picture_duplicate"):
        twin = rows(paper.folder)[each.twin]["images"][0]
        one, other = opened(paper, each.field), opened(paper, twin)
        assert one.size == other.size and one.tobytes() != other.convert("RGB").tobytes()


def test_copies_are_what_they_say(paper: SampleTruth) -> None:
    found = rows(paper.folder)
    pairs = {
        kind: [(found[each.id], found[each.twin]) for each in paper.of_kind(kind)]
        for kind in ("duplicate_exact", "duplicate_near", "leak")
    }
    for one, other in (*pairs["duplicate_exact"], *pairs["leak"]):
        assert one["text"] == other["text"]
    for one, other in pairs["duplicate_near"]:
        assert 0.7 < jaccard(one["text"], other["text"]) < 1
    for one, other in pairs["leak"]:
        assert (one["split"], other["split"]) == ("test", "train")
    for one, other in pairs["duplicate_exact"]:
        assert one["split"] == other["split"]


def test_changed_words_and_labels_are_what_they_say(paper: SampleTruth) -> None:
    found = rows(paper.folder)
    for each in (*paper.of_kind("mojibake"), *paper.of_kind("personal"), *paper.of_kind("label")):
        assert each.fix and found[each.id][each.field] != each.fix
    for each in paper.of_kind("empty"):
        row = found[each.id]
        assert not (row["title"] + row["summary"] + row["text"]).strip()
    for each in paper.of_kind("encoding_doubt"):
        with pytest.raises(UnicodeDecodeError):
            (paper.folder / each.id).read_text("utf-8")


def test_a_clean_paper_is_clean(tmp_path: Path) -> None:
    truth = write(tmp_path / "clean", 60, defects=False)
    assert not truth.defects and not (tmp_path / "clean" / "letters").exists()
    for row in rows(truth.folder).values():
        assert row["title"] and row["text"]
        for name in row["images"]:
            opened(truth, name)


def test_clean_texts_are_no_near_duplicates(tmp_path: Path) -> None:
    texts = [
        row["text"]
        for row in rows(write(tmp_path, 400, seed=4, pictures=False, defects=False).folder).values()
    ]
    shingled = [shingles(text) for text in texts]
    near = sum(
        len(a & b) > 0.5 * len(a | b) for place, a in enumerate(shingled) for b in shingled[:place]
    )
    assert near <= 4


def test_seasons_show(tmp_path: Path) -> None:
    truth = write(tmp_path, 3000, pictures=False, defects=False)
    found = rows(tmp_path)
    snow = [found[known["id"]]["time"] for known in truth.items() if known["topic"] == "snow"]
    assert len(snow) > 80 and {time[5:7] for time in snow} == {"12", "01", "02"}


def test_personal_data_passes_its_checksums() -> None:
    for roll in range(200):
        number = identity_number(roll)
        values = [10 if digit == "X" else int(digit) for digit in number]
        weights = [pow(2, 17 - place, 11) for place in range(18)]
        assert sum(v * w for v, w in zip(values, weights, strict=True)) % 11 == 1
        digits = [int(digit) for digit in reversed(card_number(roll))]
        odd = sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
        assert (sum(digits[::2]) + odd) % 10 == 0


def test_tiny_papers_and_wrong_calls(tmp_path: Path) -> None:
    for n in (1, 2, 5):
        assert len(rows(write(tmp_path / str(n), n).folder)) == n
    with pytest.raises(UsageError):
        write(tmp_path / "none", 0)
    with pytest.raises(NotFound):
        SampleTruth.read(tmp_path)


def shingles(text: str) -> set[str]:
    return {text[place : place + 5] for place in range(len(text) - 4)}


def jaccard(one: str, other: str) -> float:
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b)
