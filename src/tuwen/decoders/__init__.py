"""Decoders: latent → items."""

from tuwen.core.registry import Registry

TABLE = Registry("decoder", {})
