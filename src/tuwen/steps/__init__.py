"""Steps: latent(s) → latent."""

from tuwen.core.registry import Registry

TABLE = Registry("step", {})
