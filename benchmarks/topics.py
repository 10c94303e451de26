"""Topics and clusters against scikit-learn's, on labelled titles and news, in one run.

Everyone is given the same words (cut by tuwen, without its stop words, in two texts or more and in no
more than half of them) and the same number of groups: as many as there are classes. LDA and NMF are
scikit-learn's with their own settings (LDA on counts, NMF on TF-IDF), k-means likewise on TF-IDF. NPMI is
over the ten words of each topic, a text being the window, on the very texts; ours picks its ten among
fifty candidates by how they meet in those texts, so the figure without that choice is given too. NMI
is with the labels, which nobody was shown. Five seeds; the interval is 95 %, Student's t over seeds. Settings of ours were
chosen on other sets (THUC dev, CSL titles, hotel and shopping reviews, BBC).
"""

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks.common import figure, rows
from tuwen.core.items import Item
from tuwen.encoders.text_counts import TextCounts
from tuwen.metrics.grouping import nmi, npmi_coherence
from tuwen.tasks.clusters import Clusters
from tuwen.tasks.groups import count_config
from tuwen.tasks.themes import class_tf_idf
from tuwen.tasks.topics import Topics

SEEDS = range(5)
WORDS = 10
T_95 = 2.776  # Student's t, four degrees of freedom


def thuc() -> tuple[list[str], list[int]]:
    """10,000 Chinese news titles of 10 classes."""
    read = list(rows("textcls_zh_thucnews_title", "test.jsonl.gz"))
    return [row["text"] for row in read], [row["label"] for row in read]


def ag() -> tuple[list[str], list[int]]:
    """7,600 English news items, title and description, of 4 classes."""
    read = list(rows("textcls_en_agnews", "test.jsonl.gz"))
    return [f"{r['title']}\n{r['description']}" for r in read], [r["label"] for r in read]


class Words:
    """The words that all methods share: presence, counts, TF-IDF."""

    def __init__(self, texts: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfTransformer

        items = [Item(fields={"text": text}) for text in texts]
        config = count_config(len(texts))
        encoder = TextCounts(
            type(config)(
                **{
                    **config.to_json(),
                    "weighting": "counts",
                    "ngrams": (1,),
                    "stop_words": ("zh", "en"),
                }
            )
        )
        encoder.prepare(items)
        self.counts = encoder.encode(items).values
        self.place = {name: i for i, name in enumerate(encoder.names())}
        self.tf_idf = TfidfTransformer().fit_transform(self.counts)

    def npmi(self, topics: Sequence[Sequence[int]]) -> float:
        """Mean coherence."""
        return float(np.nanmean(npmi_coherence(topics, self.counts)))


def ours(texts: list[str], words: Words, k: int, seed: int) -> tuple[Any, float]:
    """(labels, NPMI) of Topics."""
    model = Topics(k, n_words=WORDS, random_state=seed).fit(texts)
    topics = [[words.place[w["word"]] for w in topic["words"]] for topic in model.topics_]
    return model.predict(texts), words.npmi(topics)


def unpicked(texts: list[str], words: Words, k: int, seed: int) -> tuple[Any, float]:
    """The same topics by their ten candidates with the largest class TF-IDF."""
    labels = Topics(k, n_words=WORDS, random_state=seed).fit(texts).predict(texts)
    weights = class_tf_idf(words.counts, labels, labels.max() + 1)
    return labels, words.npmi([np.argsort(-row)[:WORDS] for row in weights])


def nmf(texts: list[str], words: Words, k: int, seed: int) -> tuple[Any, float]:
    """(labels, NPMI) of NMF."""
    from sklearn.decomposition import NMF

    model = NMF(k, random_state=seed)
    shares = model.fit_transform(words.tf_idf)
    return shares.argmax(1), words.npmi([np.argsort(-row)[:WORDS] for row in model.components_])


def lda(texts: list[str], words: Words, k: int, seed: int) -> tuple[Any, float]:
    """(labels, NPMI) of LDA."""
    from sklearn.decomposition import LatentDirichletAllocation

    model = LatentDirichletAllocation(k, random_state=seed)
    shares = model.fit_transform(words.counts)
    return shares.argmax(1), words.npmi([np.argsort(-row)[:WORDS] for row in model.components_])


def clusters(texts: list[str], words: Words, k: int, seed: int) -> tuple[Any, float]:
    """(labels, nothing) of Clusters."""
    return Clusters(k, random_state=seed).fit(texts).predict(texts), 0.0


def k_means(texts: list[str], words: Words, k: int, seed: int) -> tuple[Any, float]:
    """(labels, nothing) of k-means on TF-IDF."""
    from sklearn.cluster import KMeans

    return KMeans(k, n_init=3, random_state=seed).fit_predict(words.tf_idf), 0.0


Method = Callable[[list[str], Words, int, int], tuple[Any, float]]


def over_seeds(
    method: Method, texts: list[str], labels: list[int], words: Words
) -> dict[str, np.ndarray]:
    """NMI and NPMI by seed."""
    told = []
    for seed in SEEDS:
        given, coherence = method(texts, words, len(set(labels)), seed)
        told.append((nmi(labels, given), coherence))
    found = np.array(told)
    return {"nmi": found[:, 0], "npmi": found[:, 1]}


def tell(what: str, mine: np.ndarray, others: dict[str, np.ndarray], bar: bool = True) -> None:
    """One figure: our mean, the best of the others as the bar (or only for comparison)."""
    means = {name: round(float(values.mean()), 3) for name, values in others.items()}
    half = T_95 * float(mine.std(ddof=1)) / np.sqrt(len(mine))
    shown = ", ".join(f"{name} {value}" for name, value in means.items())
    figure(
        what,
        round(float(mine.mean()), 3),
        at_least=f"> {max(means.values())}" if bar else None,
        met=bool(mine.mean() > max(means.values())) if bar else None,
        protocol=f"mean of {len(mine)} seeds, ± {half:.3f}; same run: {shown}",
        baseline=means,
        interval=[round(float(mine.mean()) - half, 3), round(float(mine.mean()) + half, 3)],
    )


def main() -> None:
    """Print the figures."""
    warnings.simplefilter("ignore")  # NMF that has not converged says so
    for name, load in (("THUC titles, test", thuc), ("AG, test", ag)):
        texts, labels = load()
        words = Words(texts)
        topics = {m.__name__: over_seeds(m, texts, labels, words) for m in (ours, nmf, lda)}
        mine = topics.pop("ours")
        for measure in ("npmi", "nmi"):
            others = {peer: values[measure] for peer, values in topics.items()}
            tell(f"topics, {name}: {measure.upper()}", mine[measure], others)
        others = {peer: values["npmi"] for peer, values in topics.items()}
        plain = over_seeds(unpicked, texts, labels, words)["npmi"]
        tell(f"topics, {name}: NPMI, words not picked by co-occurrence", plain, others, False)
        peer = over_seeds(k_means, texts, labels, words)["nmi"]
        found = over_seeds(clusters, texts, labels, words)["nmi"]
        tell(f"clusters, {name}: NMI", found, {"TF-IDF + k-means": peer})


if __name__ == "__main__":
    main()
