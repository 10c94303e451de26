"""The plan: everything that decides what a fit gives, settled before it begins and stored with it."""

from dataclasses import dataclass
from typing import Literal

from tuwen.core.config import Config

Optimiser = Literal["adam", "adamw", "rmsprop", "adagrad", "sgd"]


@dataclass(frozen=True, kw_only=True)
class Plan(Config):
    """Same data, same plan, same kind of processor: the same model digest.

    A plan counts steps (optimiser steps, one batch each) and never seconds; `minutes` and
    `seconds_per_step` only record how the steps were reckoned (`fit.plans.plan_for`). `candidates` is
    how many learning rates, each half the one before, are tried for `probe_steps` steps each.
    """

    seed: int = 0
    threads: int = 1
    steps: int = 300
    batch_size: int = 32
    optimiser: Optimiser = "adam"
    learning_rate: float = 3e-3
    weight_decay: float = 0.0
    clip: float = 5.0  # largest norm of a gradient
    candidates: int = 1
    probe_steps: int = 0
    checkpoint_every: int = 100
    minutes: float = 0.0
    seconds_per_step: float = 0.0
