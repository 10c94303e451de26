"""Splits, intervals, paired tests, baselines."""
