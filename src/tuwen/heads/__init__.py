"""Heads: latent → answer."""

from tuwen.core.registry import Registry

TABLE = Registry("head", {})
