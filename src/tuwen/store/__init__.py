"""The collection on disk: items, originals, derived files, versions, verify and repair."""

from tuwen.store.adding import AddCounts
from tuwen.store.collection import Collection
from tuwen.store.export import export
from tuwen.store.verify import VerifyReport, verify

__all__ = ["AddCounts", "Collection", "VerifyReport", "export", "verify"]
