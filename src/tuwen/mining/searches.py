"""searches: a few searches as a reader might make them, of each mode that the collection allows."""

from typing import Any

from tuwen.mining.context import Context
from tuwen.mining.stage import Stage

WORDS = 3  # single keywords
PHRASES = 2  # two words of a topic
LIKE = 2  # items like an item
K = 5


class SearchStage(Stage):
    """Keywords, words of topics, and items like an item; the index is brought up to date."""

    name = "searches"
    needs = ("keywords", "topics", "vectors")
    gives = ("queries",)

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """The index at 60,000 texts a second."""
        return n_texts / 60_000

    def run(self, context: Context) -> dict[str, Any] | None:
        """Each query with its hits; None where nothing can be asked."""
        from tuwen.search import search

        told = []
        for query in _queries(context):
            found = search(context.collection, query, k=K)
            context.collection.drawer.rest()
            hits = [
                {"id": hit.id, "score": round(float(hit.score), 4), "why": hit.why}
                for hit in found.hits
            ]
            if hits:
                told.append({"query": query, "mode": found.mode, "hits": hits})
        return {"queries": told} if told else None


def _queries(context: Context) -> list[str]:
    """What to ask, each once."""
    keywords = (context.findings("keywords") or {}).get("keywords", [])
    topics = (context.findings("topics") or {}).get("topics", [])
    words = [each["word"] for each in keywords[:WORDS]]
    # A Chinese word of two characters is what other indexes miss.
    words += [each["word"] for each in keywords if _two_han(each["word"])][:1]
    phrases = [" ".join(w["word"] for w in topic["words"][:2]) for topic in topics[:PHRASES]]
    like = [topic["items"][0] for topic in topics[:LIKE] if topic["items"]]
    return list(dict.fromkeys(words + phrases + like))


def _two_han(word: str) -> bool:
    return len(word) == 2 and not word.isascii()
