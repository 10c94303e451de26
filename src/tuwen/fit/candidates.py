"""Candidates: which learning rate, settled on held-out rows before the fit proper."""

from dataclasses import replace
from typing import Any

import numpy as np

from tuwen.core.errors import UsageError
from tuwen.core.parts import Gradient, Objective
from tuwen.core.pipeline import Pipeline
from tuwen.core.plan import Plan
from tuwen.fit.rows import ListedRows, Rows
from tuwen.fit.run import Run

HELD_OUT = 5  # every fifth row


def candidates_of(plan: Plan) -> list[Plan]:
    """One short plan per learning rate, each half the one before."""
    rates = [plan.learning_rate / 2**i for i in range(plan.candidates)]
    return [
        replace(plan, learning_rate=rate, steps=max(1, plan.probe_steps), candidates=1, minutes=0.0)
        for rate in rates
    ]


def split(rows: Rows) -> tuple[Rows, Rows]:
    """Rows to learn from, and rows held out; all for both where there are fewer than ten."""
    if len(rows) < 2 * HELD_OUT:
        return rows, rows
    held = set(range(0, len(rows), HELD_OUT))
    shown = (i for i in range(len(rows)) if i not in held)
    return ListedRows(rows.take(shown)), ListedRows(rows.take(held))


def held_out_loss(pipeline: Pipeline, rows: Rows, objective: Objective, plan: Plan) -> float:
    """The objective's mean loss over `rows`, nothing learning.

    Raises UsageError for an objective of several turns: no loss of a game says who plays well.
    """
    import torch

    run = Run(pipeline, [n.address for n in pipeline.nodes() if isinstance(n.part, Gradient)])
    losses: list[float] = []
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(plan.seed)
        for start in range(0, len(rows), plan.batch_size):
            batch = run.batch(rows[start : start + plan.batch_size])
            turns = [float(loss) for loss, _ in objective.losses(run, batch)]
            if len(turns) > 1:
                raise UsageError("candidates_of_a_game", objective=objective.name)
            losses += turns
    return float(np.mean(losses))


def best_of(tried: list[dict[str, Any]]) -> float:
    """The learning rate of the lowest loss; the first of equal ones."""
    return min(tried, key=lambda each: each["loss"])["learning_rate"]
