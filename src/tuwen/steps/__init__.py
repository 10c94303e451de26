"""Steps: latent(s) → latent."""

from tuwen.core.registry import Registry

TABLE = Registry(
    "step",
    {
        "align/1": "tuwen.steps.align:Align",
        "fuse/1": "tuwen.steps.fuse:Fuse",
        "gaussian/1": "tuwen.steps.gaussian:Gaussian",
        "one_space/1": "tuwen.steps.one_space:OneSpace",
        "pool/1": "tuwen.steps.pool:Pool",
        "project/1": "tuwen.steps.project:Project",
    },
)
