"""Measurements behind docs/benchmarks.md; never part of the tests."""
