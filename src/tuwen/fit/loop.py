"""The one loop: fit → run_epoch → train_step → update. There is no other."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tuwen.core.errors import LimitReached
from tuwen.core.items import Item
from tuwen.core.parts import Objective
from tuwen.core.plan import Plan
from tuwen.fit.callbacks import Callback
from tuwen.fit.optimisers import optimiser
from tuwen.fit.rows import Rows
from tuwen.fit.run import Run


class Loop:
    """Moves the weights of `run` by `objective`, over `rows`, as `plan` says."""

    def __init__(
        self, run: Run, objective: Objective, rows: Rows, plan: Plan, callbacks: Sequence[Callback]
    ) -> None:
        """Nothing happens yet. `step` counts batches; `losses` keeps the losses of each."""
        self.run, self.objective, self.rows, self.plan = run, objective, rows, plan
        self.callbacks = callbacks
        self.step = 0
        self.losses: list[list[float]] = []
        self.optimisers: list[Any] = []  # one per turn of the objective
        self.saved_optimisers: list[Any] = []  # of a checkpoint, until their turn comes

    def fit(self) -> None:
        """All the steps of the plan, from where `step` stands."""
        for module in self.run.modules():
            module.train()
        for callback in self.callbacks:
            callback.on_begin(self)
        while self.step < self.plan.steps:
            self.run_epoch()
        for module in self.run.modules():
            module.eval()
        for callback in self.callbacks:
            callback.on_end(self)

    def run_epoch(self) -> None:
        """What is left of the epoch that `step` is in; its order follows from seed and number."""
        size = self.plan.batch_size
        per_epoch = -(-len(self.rows) // size)
        epoch, begun = divmod(self.step, per_epoch)
        order = np.random.default_rng((self.plan.seed, epoch)).permutation(len(self.rows))
        for i in range(begun, min(per_epoch, begun + self.plan.steps - self.step)):
            self.train_step(self.rows.take(order[i * size : (i + 1) * size]))

    def train_step(self, items: Sequence[Item]) -> None:
        """One batch: as many updates as the objective yields losses."""
        batch = self.run.batch(items)
        losses = []
        for turn, (loss, parameters) in enumerate(self.objective.losses(self.run, batch)):
            self.update(turn, loss, parameters)
            losses.append(loss.item())
        self.losses.append(losses)
        self.step += 1
        for callback in self.callbacks:
            callback.on_step(self)

    def update(self, turn: int, loss: Any, parameters: Sequence[Any]) -> None:
        """One optimiser step on `parameters`; each turn has its own optimiser."""
        import torch

        if not torch.isfinite(loss):
            raise LimitReached("loss_not_finite", step=self.step, rate=self.plan.learning_rate)
        if turn == len(self.optimisers):
            self.optimisers.append(optimiser(self.plan, parameters))
            if turn < len(self.saved_optimisers):
                self.optimisers[turn].load_state_dict(self.saved_optimisers[turn])
        self.optimisers[turn].zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, self.plan.clip)
        self.optimisers[turn].step()
