"""contrast: what sets one group of items apart from the others, in words.

Weighted log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin'
Words"): the words of all groups are the prior, so a rare word needs much to be told.
"""

from typing import Any

import numpy as np

from tuwen.mining.context import Context
from tuwen.mining.facets import Codes, Facets
from tuwen.mining.stage import Stage

PREFERRED = ("label", "labels", "category", "section", "class", "topic", "source", "split", "place")
MOST_GROUPS = 20
WORDS = 15
SURE = 1.96  # z below which a word is not told
PRIOR = 0.05  # of all words, counted once more as if met everywhere alike


class ContrastStage(Stage):
    """By the first grouping that has 2–20 groups: a target, else a name of `PREFERRED`, else meta."""

    name = "contrast"
    gives = ("by", "groups")

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """About 150,000 texts a second."""
        return n_texts / 150_000

    def run(self, context: Context) -> dict[str, Any] | None:
        """Largest group first; None without a grouping."""
        by = grouping(context.facets)
        if by is None or not context.has_words:
            return None
        codes = context.facets.groups[by]
        wanted = [(codes.names[name], name, n) for name, n in codes.counted()[:MOST_GROUPS]]
        n_GV, sizes = _counted(context, codes, [code for code, _, _ in wanted])
        z_GV = log_odds(n_GV)
        groups = []
        for row, (_, name, n) in enumerate(wanted):
            z_V = np.where(context.nameable, z_GV[row], -np.inf)
            order = np.argsort(-z_V, kind="stable")[:WORDS]
            inside, outside = n_GV[row], n_GV.sum(0) - n_GV[row]
            groups.append(
                {
                    "name": name,
                    "n": n,
                    "words": [
                        {
                            "word": context.words[i],
                            "z": round(float(z_V[i]), 2),
                            "share_in": round(float(inside[i] / max(sizes[row], 1)), 5),
                            "share_out": round(
                                float(outside[i] / max(sizes.sum() - sizes[row], 1)), 5
                            ),
                        }
                        for i in order.tolist()
                        if z_V[i] >= SURE
                    ],
                }
            )
        return {"by": by, "groups": groups}


def grouping(facets: Facets) -> str | None:
    """The name that items are compared by, or None."""
    fit = {
        name: codes
        for name, codes in facets.groups.items()
        if 2 <= len(codes.names) <= MOST_GROUPS and (codes.codes >= 0).sum() * 2 > facets.n_items
    }
    named = [name for name in PREFERRED if name in fit]
    # Among other names the one with most groups says most.
    others = sorted(fit, key=lambda name: (-len(fit[name].names), name))
    return next(iter(named or others), None)


def _counted(context: Context, codes: Codes, wanted: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """(G, V) in how many items of each group each word stands, and (G,) how many items there are."""
    from scipy.sparse import csr_matrix

    row_of = np.full(len(codes.names) + 1, -1)
    row_of[wanted] = np.arange(len(wanted))
    groups = row_of[codes.codes]
    n_GV = np.zeros((len(wanted), len(context.words)))
    start = 0
    for latent in context.stream:
        given = groups[start : start + len(latent)]
        start += len(latent)
        inside = np.flatnonzero(given >= 0)
        member = csr_matrix(
            (np.ones(len(inside), np.float32), (given[inside], inside)),
            shape=(len(wanted), len(latent)),
        )
        n_GV += (member @ latent.values).toarray()
    return n_GV, np.bincount(groups[groups >= 0], minlength=len(wanted))


def log_odds(n_GV: np.ndarray) -> np.ndarray:
    """(G, V) z-scores of each word for each group against all others."""
    total_V = n_GV.sum(0)
    prior_V = np.maximum(total_V * PRIOR, 1e-9)
    own, others = n_GV + prior_V, total_V - n_GV + prior_V
    own_sum, others_sum = own.sum(1, keepdims=True), others.sum(1, keepdims=True)
    odds = np.log(own / (own_sum - own)) - np.log(others / (others_sum - others))
    z: np.ndarray = odds / np.sqrt(1 / own + 1 / others)
    return z
