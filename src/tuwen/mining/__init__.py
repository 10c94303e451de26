"""Mining: the main job, one stage a file."""

from importlib import import_module
from typing import Any

# Loaded on first use: a stage's needs should not be paid for by those who ask for another.
_PUBLIC = {
    "mine": "tuwen.mining.run",
    "STAGES": "tuwen.mining.run",
    "Stage": "tuwen.mining.stage",
    "Context": "tuwen.mining.context",
    "MinePlan": "tuwen.mining.context",
}


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'tuwen.mining' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
