"""Search at a million items: a published log of 1,000 queries drawn from titles, k = 10, warm.

Recall counts a hit as found if it scores no less than the tenth best of the exact ranking. The
collection is made once from the sample generator; TUWEN_BENCH_COLLECTION names a folder to keep it in.
"""

import contextlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.common import figure
from tuwen.mining import mine
from tuwen.readers import open_source
from tuwen.sample import write
from tuwen.search import words as words_module
from tuwen.search.query import Searcher, search
from tuwen.store import Collection

N, QUERIES, K = 1_000_000, 1000, 10
LOG = Path(__file__).with_name("queries.jsonl")


@contextlib.contextmanager
def collection(n: int) -> Iterator[Path]:
    """A mined collection of `n` sample items without pictures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(os.environ.get("TUWEN_BENCH_COLLECTION", f"{folder}/c.tuwen"))
        if not path.exists():
            source = Path(folder) / "paper"
            write(source, n, seed=0, pictures=False, defects=False)
            with Collection.create(path) as made:
                made.add(open_source(source))
                mine(made, ["vectors"])
        yield path


def log(opened: Collection) -> list[str]:
    """The published queries; drawn from titles where there is no log yet: whole, or two words."""
    if LOG.exists():
        return [json.loads(line)["query"] for line in LOG.read_text("utf-8").splitlines()]
    chance = np.random.default_rng(0)
    ids = opened.ids()
    picked = [ids[i] for i in chance.choice(len(ids), QUERIES, replace=False)]
    queries = []
    for place, item in enumerate(opened.items(picked)):
        title = item.fields["title"]
        parts = title.split() if title.isascii() else [title[i : i + 4] for i in range(len(title))]
        start = int(chance.integers(0, max(len(parts) - 1, 1)))
        queries.append(title if place % 2 else " ".join(parts[start : start + 2]))
    lines = [json.dumps({"query": query}, ensure_ascii=False) + "\n" for query in queries]
    LOG.write_text("".join(lines), "utf-8")
    return queries


def timed(run: Callable[[str], object], queries: list[str]) -> np.ndarray:
    """Milliseconds of each query."""
    taken = []
    for query in queries:
        start = time.perf_counter()
        run(query)
        taken.append(1000 * (time.perf_counter() - start))
    return np.array(taken)


def recall(found: np.ndarray, exact: np.ndarray) -> float:
    """Share of the hits that are as good as the exact tenth."""
    if not len(exact):
        return 1.0
    return float((np.sort(found)[::-1][: len(exact)] >= exact[-1] - 1e-4).sum() / len(exact))


def exact_words(searcher: Searcher, query: str) -> np.ndarray:
    """The scores of the ten best with nothing skipped."""
    long, words_module._LONG = words_module._LONG, 1 << 60
    try:
        return searcher.words.search(searcher.words.terms(query), K)[1]
    finally:
        words_module._LONG = long


def tell(name: str, taken: np.ndarray, found: float, bars: tuple[int, int]) -> None:
    """One row of the table."""
    p95 = float(np.percentile(taken, 95))
    figure(
        f"search at {N:,} items, {name}: p95 ms", round(p95, 1),
        at_least=f"≤ {bars[0]}", reach=f"≤ {bars[1]}", met=p95 <= bars[0] and found >= 0.95,
        protocol=f"{QUERIES:,} queries drawn from titles, k = {K}, warm; median "
        f"{np.median(taken):.1f} ms; recall@{K} {found:.3f} of exact",
    )  # fmt: skip


def main() -> None:
    """Print the figures."""
    with collection(N) as path, Collection.open(path, write=True) as opened:
        queries = log(opened)
        search(opened, queries[0])
        searcher = Searcher(opened)
        words, spaces = searcher.words, searcher.spaces
        checked = queries[::10]

        def by_words(query: str) -> np.ndarray:
            return words.search(words.terms(query), K)[1]

        timed(by_words, queries)
        found = np.mean([recall(by_words(q), exact_words(searcher, q)) for q in checked])
        tell("full text", timed(by_words, queries), float(found), (200, 60))

        matrix = spaces.index("lsa").space.matrix()
        vectors = {q: spaces.of_text("lsa", q) for q in queries}
        vectors = {q: v for q, v in vectors.items() if v is not None and v.any()}

        def by_vector(query: str) -> np.ndarray:
            return spaces.nearest("lsa", vectors[query], K, None).cosines

        def exact(query: str) -> np.ndarray:
            return np.sort(matrix @ (vectors[query] / np.linalg.norm(vectors[query])))[::-1][:K]

        known = list(vectors)
        timed(by_vector, known)
        found = np.mean([recall(by_vector(q), exact(q)) for q in checked if q in vectors])
        tell("vector", timed(by_vector, known), float(found), (100, 30))

        whole = timed(lambda query: search(opened, query, k=K), queries[:200])
        figure(
            f"search at {N:,} items, fused with reasons: p95 ms",
            round(float(np.percentile(whole, 95)), 1),
            protocol=f"200 of the queries, k = {K}, warm; median {np.median(whole):.1f} ms",
        )


if __name__ == "__main__":
    main()
