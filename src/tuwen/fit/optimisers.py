"""Optimisers by the name a plan gives."""

from collections.abc import Sequence
from typing import Any

from tuwen.core.plan import Plan


def optimiser(plan: Plan, parameters: Sequence[Any]) -> Any:
    """A torch optimiser over `parameters`, with the plan's rate and decay."""
    from torch import optim

    kinds = {
        "adam": optim.Adam,
        "adamw": optim.AdamW,
        "rmsprop": optim.RMSprop,
        "adagrad": optim.Adagrad,
        "sgd": optim.SGD,
    }
    return kinds[plan.optimiser](parameters, lr=plan.learning_rate, weight_decay=plan.weight_decay)
