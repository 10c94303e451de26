"""keywords: the words and phrases that name what is in the collection, as a whole and by language."""

from typing import Any

import numpy as np

from tuwen.core.items import Item
from tuwen.encoders.text_phrases import TextPhrases
from tuwen.mining.context import Context
from tuwen.mining.stage import Stage
from tuwen.tasks.keywords import whole
from tuwen.text.language import UNKNOWN, detect_many

MOST = 100
BY_LANGUAGE = 30
FEW = 20  # items of a language below which it has no list of its own


class KeywordStage(Stage):
    """Scored on the sample (see `encoders/text_phrases.py`)."""

    name = "keywords"
    gives = ("keywords", "by_language")
    apart = True

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """About 10,000 sampled texts a second."""
        return min(n_texts, 20_000) / 10_000

    def run(self, context: Context) -> dict[str, Any] | None:
        """Most telling first."""
        items = list(context.collection.items(context.ids(context.sample)))
        phrases = TextPhrases()
        phrases.prepare(items)
        found = whole(phrases, items)
        if not found:
            return None
        return {
            "keywords": found[:MOST],
            "by_language": _by_language(phrases, items),
            "sample": len(items),
        }


def _by_language(phrases: TextPhrases, items: list[Item]) -> dict[str, list[dict[str, Any]]]:
    codes = np.array(detect_many(item.text() for item in items).codes, object)
    names, counts = np.unique(codes.astype(str), return_counts=True)
    wanted = [
        str(name)
        for name, n in sorted(zip(names, counts, strict=True), key=lambda pair: -pair[1])
        if n >= FEW and name != UNKNOWN
    ]
    if len(wanted) < 2:
        return {}
    return {
        name: whole(phrases, [items[i] for i in np.flatnonzero(codes == name)])[:BY_LANGUAGE]
        for name in wanted
    }
