"""overview: what is in here. Counts, languages, fields, times, places, labels."""

from typing import Any

from tuwen.mining.context import Context
from tuwen.mining.facets import Facets, Periods
from tuwen.mining.stage import Stage

MOST = 50  # places, and values of a group, that are told


class Overview(Stage):
    """One pass over all items."""

    name = "overview"
    gives = (
        "items",
        "texts",
        "pictures",
        "chars",
        "words",
        "languages",
        "fields",
        "time",
        "places",
    )

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """About 40,000 texts a second."""
        return n_texts / 40_000

    def run(self, context: Context) -> dict[str, Any]:
        """Everything that is counted."""
        facets = context.facets
        return {
            "items": facets.n_items,
            "texts": facets.n_texts,
            "pictures": facets.n_pictures,
            "chars": facets.n_chars,
            "words": context.tokens.n_tokens,
            "languages": dict(facets.languages.counted()),
            "fields": {
                name: {"n": n, "mean_chars": round(chars / n, 1)}
                for name, (n, chars) in facets.fields.items()
            },
            "time": _time(facets.periods()),
            "places": [{"name": name, "n": n} for name, n in facets.places.counted()[:MOST]],
            "groups": _groups(facets),
            "rejected": len(context.collection.rejects()),
        }


def _time(periods: Periods | None) -> dict[str, Any] | None:
    if periods is None:
        return None
    counts = [0] * len(periods.names)
    for code in periods.codes[periods.codes >= 0].tolist():
        counts[code] += 1
    return {
        "granularity": periods.granularity,
        "first": periods.names[0],
        "last": periods.names[-1],
        "histogram": [
            {"period": name, "n": n} for name, n in zip(periods.names, counts, strict=True)
        ],
    }


def _groups(facets: Facets) -> dict[str, dict[str, int]]:
    return {name: dict(codes.counted()[:MOST]) for name, codes in sorted(facets.groups.items())}
