"""Keywords against jieba's, on the authors' own keywords of Chinese abstracts (CSL, test, 1,000 rows).

Five keywords a text, F1 over all of them (micro), a keyword right when it is one of the authors' to the
letter. Two fields: the abstract alone, and title with abstract; the same for everyone. Ours learns how
rare phrases are from the very abstracts, without their keywords, and its weights were set on the
development part; jieba brings its own table. The interval is 95 %, a paired bootstrap over texts.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks.common import figure, rows
from tuwen.tasks.keywords import Keywords

K = 5
DRAWS = 2_000


def tallies(given: Sequence[Sequence[str]], right: Sequence[Sequence[str]]) -> np.ndarray:
    """(N, 3): hits, given, right, by text."""
    return np.array(
        [
            (len(set(g) & set(r)), len(set(g)), len(set(r)))
            for g, r in zip(given, right, strict=True)
        ]
    )


def f1(tally: np.ndarray) -> float:
    """Micro F1."""
    hits, given, right = tally.sum(0)
    return float(2 * hits / (given + right))


def gap(mine: np.ndarray, peer: np.ndarray) -> tuple[float, float]:
    """95 % interval of the difference in F1."""
    random = np.random.default_rng(0)
    drawn = []
    for _ in range(DRAWS):
        chosen = random.integers(0, len(mine), len(mine))
        drawn.append(f1(mine[chosen]) - f1(peer[chosen]))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return round(float(low), 3), round(float(high), 3)


def jiebas() -> dict[str, Callable[[str], list[str]]]:
    """jieba's two ways."""
    import jieba
    import jieba.analyse

    jieba.setLogLevel(60)
    return {
        "jieba TF-IDF": lambda text: jieba.analyse.extract_tags(text, K),
        "jieba TextRank": lambda text: jieba.analyse.textrank(text, K),
    }


def main() -> None:
    """Print the figures."""
    read = list(rows("summ_zh_csl_title", "test.jsonl.gz"))
    right = [row["keywords"] for row in read]
    fields: dict[str, list[Any]] = {
        "abstract": [{"text": row["abstract"]} for row in read],
        "title and abstract": [{"title": r["title"], "text": r["abstract"]} for r in read],
    }
    for name, given in fields.items():
        mine = tallies(Keywords(K).fit(given).predict(given), right)
        others = {
            peer: tallies([way("\n".join(row.values())) for row in given], right)
            for peer, way in jiebas().items()
        }
        best = max(others, key=lambda peer: f1(others[peer]))
        low, high = gap(mine, others[best])
        shown = ", ".join(f"{peer} {f1(tally):.3f}" for peer, tally in others.items())
        figure(
            f"keywords, CSL {name}: F1@5",
            round(f1(mine), 3),
            at_least=f"> {f1(others[best]):.3f}",
            met=low > 0,
            protocol=f"1,000 test abstracts; same run: {shown}; gap to the better {low} to {high}",
            baseline={peer: round(f1(tally), 3) for peer, tally in others.items()},
            interval=[low, high],
        )


if __name__ == "__main__":
    main()
