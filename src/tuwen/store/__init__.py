"""The collection on disk: items, originals, derived files, versions, verify and repair."""

from tuwen.store.collection import Collection

__all__ = ["Collection"]
