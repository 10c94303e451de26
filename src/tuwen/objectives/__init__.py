"""Objectives: what learning minimises."""

from tuwen.core.registry import Registry

TABLE = Registry("objective", {})
