"""What one would write by hand with the usual packages, timed step by step: the peer of `tuwen mine`.

    python -m benchmarks.plain_mine reviews.jsonl.gz            jieba, one process
    python -m benchmarks.plain_mine reviews.jsonl.gz --rjieba   rjieba in two processes

It reads, segments, finds keywords' weights (TF-IDF), topics (NMF), clusters (MiniBatchKMeans), word
vectors (gensim, two workers) and near-duplicates (datasketch MinHash with LSH), and keeps nothing:
no checks, no index, no report. Settings are the packages' own unless a line says otherwise.
"""

import gzip
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

TOPICS = 20
SEED = 0


def read(path: Path) -> list[str]:
    """Every text."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def with_jieba(texts: list[str]) -> list[list[str]]:
    """jieba.cut, one process."""
    import jieba

    jieba.setLogLevel(60)
    return [[word for word in jieba.cut(text) if word.strip()] for text in texts]


def _rjieba_part(texts: list[str]) -> list[list[str]]:
    import rjieba

    return [[word for word in rjieba.cut(text) if word.strip()] for text in texts]


def with_rjieba(texts: list[str]) -> list[list[str]]:
    """rjieba in two processes."""
    parts = [texts[start : start + 4000] for start in range(0, len(texts), 4000)]
    with ProcessPoolExecutor(2) as pool:
        return [words for part in pool.map(_rjieba_part, parts) for words in part]


def tf_idf(words: list[list[str]]) -> Any:
    """TfidfVectorizer over the words as cut; min_df 2 and max_df .5, as one does."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=list, min_df=2, max_df=0.5)
    return vectorizer.fit_transform(words)


def topics(x: Any) -> Any:
    """NMF."""
    import warnings

    from sklearn.decomposition import NMF

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return NMF(TOPICS, random_state=SEED).fit_transform(x)


def clusters(x: Any) -> Any:
    """MiniBatchKMeans."""
    from sklearn.cluster import MiniBatchKMeans

    return MiniBatchKMeans(TOPICS, random_state=SEED, n_init=3).fit_predict(x)


def vectors(words: list[list[str]]) -> Any:
    """gensim's Word2Vec as it comes, but for two workers."""
    from gensim.models import Word2Vec

    return Word2Vec(words, workers=2, seed=SEED)


def duplicates(words: list[list[str]]) -> int:
    """datasketch: MinHash of word pairs, 128 permutations, LSH at .8; how many pairs."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.8, num_perm=128)
    found = 0
    for row, text in enumerate(words):
        hashed = MinHash(num_perm=128)
        pairs = {f"{a} {b}".encode() for a, b in zip(text, text[1:], strict=False)} or {b""}
        hashed.update_batch(pairs)
        found += len(index.query(hashed))
        index.insert(str(row), hashed)
    return found


def main() -> None:
    """Print {step: seconds} with the total."""
    path = Path(sys.argv[1])
    seconds: dict[str, float] = {}
    began = time.perf_counter()

    def timed(name: str, work: Callable[..., Any], *given: Any) -> Any:
        start = time.perf_counter()
        value = work(*given)
        seconds[name] = round(time.perf_counter() - start, 2)
        return value

    texts = timed("read", read, path)
    cut = with_rjieba if "--rjieba" in sys.argv else with_jieba
    words = timed("segment", cut, texts)
    x = timed("tf_idf", tf_idf, words)
    timed("topics", topics, x)
    timed("clusters", clusters, x)
    timed("word_vectors", vectors, words)
    timed("duplicates", duplicates, words)
    seconds["total"] = round(time.perf_counter() - began, 2)
    print(json.dumps({"n": len(texts), "seconds": seconds}))


if __name__ == "__main__":
    main()
