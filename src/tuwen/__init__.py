"""tuwen 图文: your own texts and pictures, read, checked, mined, searched and reported, offline."""

from importlib import import_module
from typing import Any

from tuwen.core.offline import install_if_asked

__version__ = "0.1.0"

install_if_asked()

# Public names, loaded on first use so that `import tuwen` stays light.
_PUBLIC = {
    "Collection": "tuwen.store",
    "Keywords": "tuwen.tasks.keywords",
    "Topics": "tuwen.tasks.topics",
    "Clusters": "tuwen.tasks.clusters",
    "WordVectors": "tuwen.tasks.word_vectors",
    "Matcher": "tuwen.tasks.matcher",
    "load": "tuwen.core.pipeline",
    "open_source": "tuwen.readers",
    "mine": "tuwen.mining",
    "audit": "tuwen.mining.audit",
}

__all__ = ["__version__", *sorted(_PUBLIC)]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'tuwen' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return __all__
