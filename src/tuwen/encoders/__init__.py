"""Encoders: items → latent."""

from tuwen.core.registry import Registry

TABLE = Registry("encoder", {})
