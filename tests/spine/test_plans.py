"""A budget becomes a plan before training; the plan, not the clock, decides the model."""

import itertools
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import toys
from cases import CASES

from tuwen.core.errors import UsageError
from tuwen.core.pipeline import Pipeline
from tuwen.core.plan import Plan
from tuwen.encoders import TABLE as ENCODERS
from tuwen.fit.callbacks import OverTime
from tuwen.fit.fit import fit
from tuwen.fit.plans import affordable, plan_for
from tuwen.heads import TABLE as HEADS

CASE = CASES["classifier"]


def ticking(seconds: float) -> Callable[[], float]:
    """A clock that is asked once a step and says that each took `seconds`."""
    times: Iterator[float] = itertools.count(0, seconds)
    return lambda: next(times)


def test_minutes_become_steps_by_the_measured_cost() -> None:
    slow, fast = (
        plan_for(CASE.build(), CASE.items, 2, clock=ticking(seconds)) for seconds in (0.1, 0.01)
    )
    assert (slow.seconds_per_step, fast.seconds_per_step) == (0.1, 0.01)
    assert (slow.steps, fast.steps) == (1000, 10_000)  # 2 · 60 · .85 s less the counting pass
    assert slow.minutes == 2 and [affordable(s, 1) for s in (-5, 7, 99, 1234)] == [1, 7, 99, 1200]


def test_a_counting_pipeline_has_no_steps_to_plan() -> None:
    counting = Pipeline({"text": [ENCODERS["text_counts"]()]}, ends={"label": HEADS["linear"]()})
    assert plan_for(counting, toys.texts(20), 3) == Plan(minutes=3)


def test_the_same_plan_gives_the_same_digest_whatever_the_clock_says(caplog) -> None:
    plan = replace(CASE.plan, steps=8, minutes=1e-9, seconds_per_step=0.5)
    with caplog.at_level(logging.WARNING, "tuwen.fit"):
        late = replace(CASE, plan=plan).fitted()
    assert "over the budget" in caplog.text and late.made["learned"][0]["losses"]["steps"] == 8
    assert late.digest() == replace(CASE, plan=replace(plan, minutes=0.0)).fitted().digest()


def test_the_flag_of_time_is_raised_once_and_only_when_it_is_over(caplog) -> None:
    on_time, late = OverTime(100, ticking(1)), OverTime(3, ticking(1))
    replace(CASE, plan=replace(CASE.plan, steps=6)).fitted(callbacks=[on_time, late])
    assert (on_time.over, late.over) == (False, True)
    assert len(caplog.records) == 1


def test_candidates_are_tried_on_held_out_rows_and_the_best_is_taken() -> None:
    plan = replace(CASE.plan, steps=10, candidates=3, probe_steps=15, learning_rate=2e-2)
    pipelines = [fit(CASE.build(), CASE.items, plan) for _ in range(2)]
    tried = pipelines[0].made["tried"]
    assert [each["learning_rate"] for each in tried] == [2e-2, 1e-2, 5e-3]
    best = min(tried, key=lambda each: each["loss"])["learning_rate"]
    alone = fit(CASE.build(), CASE.items, replace(plan, candidates=1, learning_rate=best))
    assert pipelines[0].digest() == pipelines[1].digest() == alone.digest()
    planned = plan_for(CASE.build(), CASE.items, 1, plan, clock=ticking(0.1))
    assert planned.probe_steps * 3 == pytest.approx(0.2 * (planned.steps / 0.8), rel=0.1)


def test_a_game_has_no_held_out_loss() -> None:
    gan = replace(CASES["gan"], plan=replace(CASE.plan, steps=2, candidates=2, probe_steps=1))
    with pytest.raises(UsageError, match="adversarial/1"):
        gan.fitted()
