"""Each hard case trains, saves, loads and resumes to the last bit, with no special case anywhere."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import toys
from cases import CASES, Case

from tuwen.core.errors import Interrupted
from tuwen.core.pipeline import Pipeline, load


def short(name: str) -> Case:
    return replace(CASES[name], plan=replace(CASES[name].plan, steps=12, checkpoint_every=5))


def after(steps: int) -> Callable[[], bool]:
    """A stop that is asked for at the given step."""
    asked = iter(range(1, 10_000))
    return lambda: next(asked) >= steps


def shown(pipeline: Pipeline, case: Case) -> list[str]:
    """Latents and answers of some rows, to the last bit."""
    rows = case.items[:9]
    lanes = {name: latent.values.tobytes() for name, latent in pipeline.encode(rows).items()}
    return [repr(lanes), repr(pipeline.answer(rows))]


@pytest.mark.parametrize("name", CASES)
def test_saves_and_loads(name: str, tmp_path: Path) -> None:
    case = short(name)
    pipeline = case.fitted()
    digest = pipeline.save(tmp_path / "model")
    loaded = load(tmp_path / "model").see(toys.ALBUM)
    assert loaded.digest() == digest == pipeline.digest()
    assert shown(loaded, case) == shown(pipeline, case)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("stopped_at", [3, 10])
def test_resumes_to_the_last_bit(name: str, stopped_at: int, tmp_path: Path) -> None:
    case = short(name)
    case.fitted().save(tmp_path / "whole")
    with pytest.raises(Interrupted):
        case.fitted(checkpoint=tmp_path / "checkpoint", stop=after(stopped_at))
    case.fitted(checkpoint=tmp_path / "checkpoint").save(tmp_path / "resumed")
    for path in (tmp_path / "whole").iterdir():
        assert path.read_bytes() == (tmp_path / "resumed" / path.name).read_bytes(), path.name


@pytest.mark.parametrize("name", CASES)
def test_row_order_does_not_matter(name: str) -> None:
    case = short(name)
    shuffled = random.Random(1).sample(case.items, len(case.items))
    assert replace(case, items=shuffled).fitted().digest() == case.fitted().digest()
