"""Heads: latent → answer."""

from tuwen.core.registry import Registry

TABLE = Registry(
    "head",
    {
        "boosted/1": "tuwen.heads.boosted:Boosted",
        "centrality/1": "tuwen.heads.centrality:Centrality",
        "clusters/1": "tuwen.heads.clusters:ClusterHead",
        "crf/1": "tuwen.heads.crf:Crf",
        "linear/1": "tuwen.heads.linear:Linear",
        "mixture/1": "tuwen.heads.mixture:Mixture",
        "naive_bayes/1": "tuwen.heads.naive_bayes:NaiveBayes",
        "nearest/1": "tuwen.heads.nearest:Nearest",
        "softmax/1": "tuwen.heads.softmax:Softmax",
        "tree/1": "tuwen.heads.tree:Tree",
    },
)
