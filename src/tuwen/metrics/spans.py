"""Numbers about spans in texts."""

from collections.abc import Sequence
from typing import NamedTuple

Span = tuple[int, int, str]  # start, end (half-open), type


class SpanScores(NamedTuple):
    """Precision, recall and F1 over all spans, 0 to 1."""

    precision: float
    recall: float
    f1: float


def span_f1(truth: Sequence[Sequence[Span]], given: Sequence[Sequence[Span]]) -> SpanScores:
    """Micro scores; a span is right when start, end and type all agree (CoNLL 2003, strict)."""
    right = sum(len(set(t) & set(g)) for t, g in zip(truth, given, strict=True))
    n_true, n_given = sum(len(set(t)) for t in truth), sum(len(set(g)) for g in given)
    precision, recall = right / max(n_given, 1), right / max(n_true, 1)
    return SpanScores(precision, recall, 2 * right / max(n_true + n_given, 1))


def spans_of_tags(tags: Sequence[str]) -> list[Span]:
    """Spans of BIO tags; an I- that continues nothing, or another type, opens a span."""
    found: list[Span] = []
    start, kind = 0, ""
    for i, tag in enumerate([*tags, "O"]):
        prefix, _, name = tag.partition("-")
        if kind and (prefix != "I" or name != kind):
            found.append((start, i, kind))
            kind = ""
        if prefix in ("B", "I") and not kind:
            start, kind = i, name
    return found
