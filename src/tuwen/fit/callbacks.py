"""Callbacks: what may happen around a step. All are no-ops to fill in; phases and schedules live here."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tuwen.core.progress import Bar

if TYPE_CHECKING:
    from tuwen.fit.loop import Loop

LOG = logging.getLogger("tuwen.fit")


class Callback:
    """Called by the loop; change nothing but what you own, or results stop being reproducible."""

    def settings(self) -> Mapping[str, Any]:
        """What it changes in the result, to be stored with the plan; {} for one that only watches."""
        return {}

    def on_begin(self, loop: "Loop") -> None:
        """Before the first step, also of a resumed fit."""

    def on_step(self, loop: "Loop") -> None:
        """After each step; `loop.step` counts it already."""

    def on_end(self, loop: "Loop") -> None:
        """After the last step."""


class Shows(Callback):
    """Tells a progress bar."""

    def __init__(self, bar: Bar) -> None:
        """`bar` advances one a step."""
        self._bar = bar

    def on_step(self, loop: "Loop") -> None:
        """One more."""
        self._bar.advance()


class OverTime(Callback):
    """Says, once, that the budget has run out; never shortens the plan."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`seconds` from the first step."""
        self.seconds, self.over = seconds, False
        self._clock, self._start = clock, 0.0

    def on_begin(self, loop: "Loop") -> None:
        """The clock starts."""
        self._start = self._clock()

    def on_step(self, loop: "Loop") -> None:
        """Raise the flag when the time is over."""
        if not self.over and self._clock() - self._start > self.seconds:
            self.over = True
            LOG.warning("over the budget at step %d of %d; going on", loop.step, loop.plan.steps)


class StepTimes(Callback):
    """Seconds of each step: what a budget is reckoned from."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        """Nothing measured yet."""
        self.seconds: list[float] = []
        self._clock, self._last = clock, 0.0

    def on_begin(self, loop: "Loop") -> None:
        """The clock starts."""
        self._last = self._clock()

    def on_step(self, loop: "Loop") -> None:
        """One more measured."""
        now = self._clock()
        self.seconds.append(now - self._last)
        self._last = now


class Anneal(Callback):
    """Raises the weight of an objective's penalty from 0 to 1 over the first `steps` (Bowman 2016).

    The weight follows from the step alone, so a resumed fit goes on where it was.
    """

    def __init__(self, steps: int) -> None:
        """Linear over `steps`."""
        self.steps = steps

    def settings(self) -> Mapping[str, Any]:
        """Its length."""
        return {"anneal": self.steps}

    def on_begin(self, loop: "Loop") -> None:
        """The weight of the coming step."""
        loop.objective.weight = min(1.0, (loop.step + 1) / self.steps)

    on_step = on_begin
