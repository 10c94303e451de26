"""words: the most frequent content words, each with the words that are used like it."""

from typing import Any

import numpy as np

from tuwen.core.errors import UsageError
from tuwen.encoders.text_vectors import TextVectors, TextVectorsConfig
from tuwen.mining.context import Context
from tuwen.mining.stage import Stage
from tuwen.tasks.themes import nameable
from tuwen.text.stopwords import stop_words

MOST = 40
READ = 1_000  # items whose pairs of words are counted in one go
NEIGHBOURS = 8
LOOKED_AT = 60  # nearest words among which stop words are passed over


class WordStage(Stage):
    """Word vectors of the sample by PPMI and SVD (see `encoders/text_vectors.py`)."""

    name = "words"
    gives = ("method", "words")

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """Two seconds for the sample."""
        return min(n_texts, 20_000) / 10_000

    def run(self, context: Context) -> dict[str, Any] | None:
        """Most frequent first; None where too few words are met five times."""
        rows = context.close_sample
        config = TextVectorsConfig(min_count=5 if len(rows) > 1_000 else 3, seed=context.seed)
        vectors = TextVectors(config)
        try:
            parts = [rows[start : start + READ] for start in range(0, len(rows), READ)]
            batches = [context.tokens.select(part) for part in parts]
            vectors.prepare_tokens(batches, context.tokens.vocabulary)
        except UsageError:  # so few words that nothing can be said of any
            return None
        content = _content(vectors.words)
        chosen = np.flatnonzero(content)[:MOST]
        return {
            "method": f"{vectors.name} {config.model}",
            "sample": len(rows),
            "words": [
                {
                    "word": vectors.words[i],
                    "n": int(vectors.counts[i]),
                    "neighbours": _neighbours(vectors, content, vectors.words[i]),
                }
                for i in chosen.tolist()
            ],
        }


def _content(words: list[str]) -> np.ndarray:
    """(V,) bool: neither stop words nor numbers."""
    stop = stop_words("zh") | stop_words("en")
    return nameable(words) & np.array([word not in stop for word in words], bool)


def _neighbours(vectors: TextVectors, content: np.ndarray, word: str) -> list[dict[str, Any]]:
    number = {w: i for i, w in enumerate(vectors.words)}
    near = [(w, s) for w, s in vectors.nearest(word, LOOKED_AT) if content[number[w]] and s > 0]
    return [{"word": w, "score": round(score, 4)} for w, score in near[:NEIGHBOURS]]
