"""CSL: a title should find its own abstract among a thousand; against plain BM25 on jieba words.

The weight of character pairs was chosen on the development part; the test part is read here only.
"""

import logging
import math
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks.common import figure, rows
from tuwen.core.items import Item
from tuwen.core.records import Record
from tuwen.mining import mine
from tuwen.search import search
from tuwen.search.query import Searcher
from tuwen.store import Collection

SET = ("summ_zh_csl_title", "test.jsonl.gz")


class PlainBm25:
    """BM25 (Robertson and Walker 1994) over lists of words, nothing else."""

    def __init__(self, texts: list[list[str]], k1: float, b: float) -> None:
        """Count, weigh, and keep a list of texts per word."""
        mean = sum(map(len, texts)) / len(texts)
        counts = [Counter(text) for text in texts]
        df = Counter(word for count in counts for word in count)
        self.rarity = {w: math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)) for w, n in df.items()}
        self.held: dict[str, list[tuple[int, float]]] = {}
        for place, (text, count) in enumerate(zip(texts, counts, strict=True)):
            for word, n in count.items():
                weight = n * (k1 + 1) / (n + k1 * (1 - b + b * len(text) / mean))
                self.held.setdefault(word, []).append((place, weight))
        self.n = len(texts)

    def scores(self, query: list[str]) -> np.ndarray:
        """A score for every text."""
        found = np.zeros(self.n)
        for word in set(query):
            for place, weight in self.held.get(word, ()):
                found[place] += self.rarity[word] * weight
        return found


def reciprocal(scores: np.ndarray, right: int) -> float:
    """1 / rank of the right text; equal scores share their ranks."""
    better = (scores > scores[right]).sum()
    return float(1 / (1 + better + ((scores == scores[right]).sum() - 1) / 2))


def plain(titles: list[str], abstracts: list[str], k1: float) -> np.ndarray:
    """Reciprocal ranks of plain BM25 on jieba words."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    index = PlainBm25([jieba.lcut(text) for text in abstracts], k1, 0.75)
    return np.array(
        [reciprocal(index.scores(jieba.lcut(title)), i) for i, title in enumerate(titles)]
    )


def ours(titles: list[str], abstracts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Reciprocal ranks of full-text search, and of fused search after mining."""
    with tempfile.TemporaryDirectory() as folder:
        with Collection.create(Path(folder) / "c.tuwen") as collection:
            items = [Item(id=str(i), fields={"text": text}) for i, text in enumerate(abstracts)]
            collection.add(map(Record, items))
            words = Searcher(collection).words
            ids = np.array(collection.ids())
            place = collection.snapshot.place
            exact = []
            for i, title in enumerate(titles):
                found, scores = words.search(words.terms(title), len(titles))
                table = np.zeros(len(titles))
                table[ids[place[found]].astype(int)] = scores
                exact.append(reciprocal(table, i))
            mine(collection, ["vectors"])
            fused = []
            for i, title in enumerate(titles):
                hits = [hit.id for hit in search(collection, title, k=100).hits]
                fused.append(1 / (1 + hits.index(str(i))) if str(i) in hits else 0.0)
    return np.array(exact), np.array(fused)


def interval(gain: np.ndarray) -> tuple[float, float]:
    """95 % interval of a mean difference, by paired bootstrap."""
    chance = np.random.default_rng(0)
    means = gain[chance.integers(0, len(gain), (5000, len(gain)))].mean(1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def main() -> None:
    """Print the figures."""
    pairs = list(rows(*SET))
    titles, abstracts = [p["title"] for p in pairs], [p["abstract"] for p in pairs]
    base = {k1: plain(titles, abstracts, k1) for k1 in (1.2, 1.5)}
    best = max(base.values(), key=lambda ranks: float(ranks.mean()))
    exact, fused = ours(titles, abstracts)
    for name, ranks in (("full text", exact), ("fused with vectors", fused)):
        low, high = interval(ranks - best)
        figure(
            f"CSL title → its abstract, MRR, {name}", round(float(ranks.mean()), 4),
            at_least=f"> {best.mean():.4f}", met=bool(ranks.mean() > best.mean()),
            protocol=f"test part, {len(titles):,} titles; plain BM25 on jieba words, the better of "
            f"k1 = 1.2 ({base[1.2].mean():.4f}) and 1.5 ({base[1.5].mean():.4f}), b = .75; gain "
            f"{(ranks - best).mean():+.4f} [{low:+.4f}, {high:+.4f}]",
        )  # fmt: skip


if __name__ == "__main__":
    main()
