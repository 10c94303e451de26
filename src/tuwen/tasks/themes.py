"""Words that name groups of texts: frequent in the group, rare outside, and met together.

x_NV presence of V words in N texts · labels (N,) the group of each text, -1 for none
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

CANDIDATES = 5  # times as many words are looked at as are given


def theme_words(
    x_NV: Any,
    labels: np.ndarray,
    n_groups: int,
    n_words: int = 10,
    usable: np.ndarray | None = None,
) -> list[list[tuple[int, float]]]:
    """Per group up to `n_words` (column, weight), weightiest first.

    Candidates are the best by class TF-IDF (Grootendorst 2022, BERTopic); of those, one after the
    other, the word that meets the others least (mean NPMI over all texts) is left out. `usable`
    (V,) bool says which columns may be named.
    """
    weights_KV = class_tf_idf(x_NV, labels, n_groups)
    if usable is not None:
        weights_KV[:, ~usable] = 0
    columns = x_NV.tocsc()
    themes = []
    for row in weights_KV:
        order = np.argsort(-row, kind="stable")[: CANDIDATES * n_words]
        order = order[row[order] > 0]
        kept = np.sort(_met_together(columns[:, order], n_words))
        themes.append([(int(column), float(row[column])) for column in order[kept]])
    return themes


def class_tf_idf(x_NV: Any, labels: np.ndarray, n_groups: int) -> np.ndarray:
    """(K, V) float64: a word's share of the group's words, times ln(1 + mean group size / its df)."""
    from scipy.sparse import csr_matrix

    inside = np.flatnonzero(labels >= 0)
    member_KN = csr_matrix(
        (np.ones(len(inside)), (labels[inside], inside)), shape=(n_groups, len(labels))
    )
    n_KV = np.asarray((member_KN @ x_NV.astype(bool).astype(np.float32)).todense(), np.float64)
    df_V = n_KV.sum(0)
    rarity_V = np.log1p(n_KV.sum() / n_groups / np.maximum(df_V, 1))
    weights: np.ndarray = n_KV / np.maximum(n_KV.sum(1, keepdims=True), 1) * rarity_V
    return weights


def _met_together(there: Any, n: int) -> np.ndarray:
    """Which `n` of the columns of `there` stay when the least at home is left out, again and again."""
    n_texts, n_columns = there.shape
    kept = np.arange(n_columns)
    if n_columns <= n:
        return kept
    there = there.astype(bool).astype(np.float64)
    joint = np.asarray((there.T @ there).todense()) / n_texts
    single = np.diag(joint)
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(joint / np.outer(single, single)) / -np.log(joint)
    npmi = np.where(joint >= 1, 1.0, np.where(joint > 0, npmi, -1.0))
    np.fill_diagonal(npmi, 0)
    while len(kept) > n:
        worst = npmi[np.ix_(kept, kept)].sum(1).argmin()
        kept = np.delete(kept, worst)
    return kept


def theme_name(words: Sequence[str], n: int = 3) -> str:
    """The first `n` words as one name."""
    return " · ".join(words[:n])


def nameable(names: Sequence[str]) -> np.ndarray:
    """(V,) bool: which words say something on their own: no number, no single Latin letter."""
    return np.array(
        [not _is_number(name) and (len(name) > 1 or not name.isascii()) for name in names], bool
    )


def _is_number(word: str) -> bool:
    return word.replace(".", "").replace(",", "").replace("%", "").isdigit()
