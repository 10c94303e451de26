"""Plans: a budget in minutes becomes steps and candidates, before training and never during it."""

import math
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from tuwen.core.items import Item
from tuwen.core.parts import Objective
from tuwen.core.pipeline import Pipeline
from tuwen.core.plan import Plan
from tuwen.fit.callbacks import StepTimes
from tuwen.fit.fit import fit
from tuwen.fit.rows import Held, rows_of

TRIAL = 12  # steps timed on a copy; the first two only warm up
SHARE = 0.85  # of the budget that is planned for: the rest is for saving, and for being wrong
PROBES = 0.2  # of the steps that go to candidates, where there are several
DEFAULT = Plan()


def plan_for(
    pipeline: Pipeline,
    items: Iterable[Item] | Held,
    minutes: float,
    base: Plan = DEFAULT,
    *,
    objective: Objective | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Plan:
    """`base` with as many steps as `minutes` allow here, reckoned by timing a few on a copy.

    Where nothing learns by gradient there are no steps to reckon, and the plan only notes the budget.
    The plan is all that decides the result: kept, it gives the same model on a slower machine.
    """
    rows, times = rows_of(items), StepTimes(clock)
    trial = replace(base, steps=TRIAL, candidates=1, minutes=0.0)
    start = clock()
    fit(pipeline.fresh(), rows, trial, objective=objective, callbacks=[times])
    spent = clock() - start
    if not times.seconds:
        return replace(base, minutes=minutes)
    per_step = statistics.median(times.seconds[2:])
    # Counting comes once for the model and once for each candidate's copy.
    counting = max(0.0, spent - sum(times.seconds)) * (1 + base.candidates * (base.candidates > 1))
    steps = affordable(minutes * 60 * SHARE - counting, per_step)
    probes = int(steps * PROBES / base.candidates) if base.candidates > 1 else 0
    return replace(
        base,
        steps=steps - probes * base.candidates,
        probe_steps=probes,
        minutes=minutes,
        seconds_per_step=float(f"{per_step:.2g}"),
    )


def affordable(seconds: float, per_step: float) -> int:
    """How many steps fit, cut to two digits so that like machines get like plans; at least 1."""
    steps = max(1, int(seconds / per_step))
    unit = 10 ** max(0, int(math.log10(steps)) - 1)
    return steps // unit * unit
