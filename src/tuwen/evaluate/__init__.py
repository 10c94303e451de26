"""Splits, intervals, paired tests, baselines: every score with how it was come by."""

from tuwen.evaluate.baselines import chance_recall, majority, naive_bayes, out_of_fold
from tuwen.evaluate.classes import evaluate_classes
from tuwen.evaluate.compare import (
    Comparison,
    mcnemar,
    paired_bootstrap,
    paired_bootstrap_of,
    sign_flips,
)
from tuwen.evaluate.families import families, leaks
from tuwen.evaluate.intervals import bootstrap, mean, share
from tuwen.evaluate.protocol import Evaluation, Protocol, Score
from tuwen.evaluate.splits import Split, by_time, each_fold, folds, holdout
from tuwen.evaluate.verdict import Signal, signal, signal_in_ranks

__all__ = [
    "Comparison",
    "Evaluation",
    "Protocol",
    "Score",
    "Signal",
    "Split",
    "bootstrap",
    "by_time",
    "chance_recall",
    "each_fold",
    "evaluate_classes",
    "families",
    "folds",
    "holdout",
    "leaks",
    "majority",
    "mcnemar",
    "mean",
    "naive_bayes",
    "out_of_fold",
    "paired_bootstrap",
    "paired_bootstrap_of",
    "share",
    "sign_flips",
    "signal",
    "signal_in_ranks",
]
