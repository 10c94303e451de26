"""Objectives: what learning minimises."""

from tuwen.core.registry import Registry

TABLE = Registry(
    "objective",
    {
        "adversarial/1": "tuwen.objectives.adversarial:Adversarial",
        "contrastive/1": "tuwen.objectives.contrastive:Contrastive",
        "elbo/1": "tuwen.objectives.elbo:Elbo",
        "likelihood/1": "tuwen.objectives.likelihood:Likelihood",
        "reconstruction/1": "tuwen.objectives.reconstruction:Reconstruction",
    },
)
