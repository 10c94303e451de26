"""Did you mean …?"""

import difflib
from collections.abc import Iterable


def closest(name: str, known: Iterable[str]) -> str:
    """The nearest known name, or all of them (sorted, comma-separated) where none is near."""
    choices = sorted(known)
    near = difflib.get_close_matches(name, choices, n=1, cutoff=0.5)
    return near[0] if near else ", ".join(choices)
