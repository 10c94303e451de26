"""Checkpoints: a model folder with what the loop needs beside the model, so a fit resumes to the last bit.

Weights, the optimisers' moments, the objective's own modules and torch's generator are arrays; the
rest (step, losses, plan, data) is JSON. Never torch.save or torch.load.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tuwen.core import modelfolder
from tuwen.core.errors import Interrupted, NotFitted, UsageError
from tuwen.core.modelfolder import ModelRecord
from tuwen.core.parts import State
from tuwen.core.pipeline import Pipeline
from tuwen.fit.callbacks import Callback
from tuwen.fit.loop import Loop

_LOOP, _OPTIMISER, _OBJECTIVE = "loop", "loop.optimiser", "loop.objective"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What `made` must agree on for a fit to go on (plan, data, objective), and where it stood."""

    states: Mapping[str, State]
    run: int

    def put_back(self, loop: Loop) -> None:
        """Bring a loop to where it stood: step, losses, optimisers, objective, generator."""
        import torch

        facts = self.states[_LOOP].facts
        loop.step, loop.losses = facts["step"], [list(each) for each in facts["losses"]]
        loop.saved_optimisers = [
            _optimiser_back(self.states[f"{_OPTIMISER}.{i}"]) for i in range(facts["optimisers"])
        ]
        loop.objective.restore(self.states[_OBJECTIVE])
        torch.set_rng_state(torch.from_numpy(self.states[_LOOP].tensors["generator"].copy()))


class Checkpoints(Callback):
    """Writes a checkpoint every so many steps, and when asked to stop."""

    def __init__(
        self,
        folder: Path,
        pipeline: Pipeline,
        made: Mapping[str, Any],
        stop: Callable[[], bool] | None = None,
    ) -> None:
        """One checkpoint is kept, in `folder`; `stop` is asked after each step."""
        self._folder, self._pipeline, self._made, self._stop = folder, pipeline, made, stop
        self.run = 0

    def on_step(self, loop: Loop) -> None:
        """Save if it is time; raises Interrupted, after saving, where a stop was asked."""
        stop = self._stop is not None and self._stop()
        if stop or loop.step % loop.plan.checkpoint_every == 0:
            self.save(loop)
        if stop:
            raise Interrupted("fit_interrupted", step=loop.step, path=str(self._folder))

    def save(self, loop: Loop) -> None:
        """Write everything, all or nothing."""
        import torch

        states = {}
        for node in self._pipeline.nodes():
            try:
                states[node.address] = node.part.state()
            except NotFitted:  # its turn comes after this run
                continue
        facts = {"run": self.run, "step": loop.step, "losses": loop.losses}
        facts["optimisers"] = len(loop.optimisers)
        states[_LOOP] = State(facts, {"generator": torch.get_rng_state().numpy()})
        states[_OBJECTIVE] = loop.objective.state()
        for i, each in enumerate(loop.optimisers):
            states[f"{_OPTIMISER}.{i}"] = _optimiser_state(each.state_dict())
        record = ModelRecord(tree=self._pipeline.tree.to_json(), states=states, made=self._made)
        modelfolder.write(self._folder, record)


def find(folder: Path, pipeline: Pipeline, made: Mapping[str, Any]) -> Checkpoint | None:
    """The checkpoint in `folder`, or None where none was written.

    Raises UsageError where it belongs to another pipeline, plan or data, DamagedData where it is hurt.
    """
    if not (folder / modelfolder.MODEL).is_file():
        return None
    record = modelfolder.read(folder)
    if record.tree != pipeline.tree.to_json() or record.made != made:
        raise UsageError("other_checkpoint", path=str(folder))
    return Checkpoint(record.states, record.states[_LOOP].facts["run"])


def _optimiser_state(saved: Mapping[str, Any]) -> State:
    """Moments as arrays called "weight.moment"; the settings follow from the plan."""
    tensors = {
        f"{weight}.{name}": np.asarray(value)
        for weight, moments in saved["state"].items()
        for name, value in moments.items()
        if value is not None
    }
    return State({"groups": saved["param_groups"]}, tensors)


def _optimiser_back(state: State) -> dict[str, Any]:
    import torch

    moments: dict[int, dict[str, Any]] = {}
    for key, array in state.tensors.items():
        weight, _, name = key.partition(".")
        moments.setdefault(int(weight), {})[name] = torch.from_numpy(array.copy())
    return {"state": moments, "param_groups": state.facts["groups"]}
