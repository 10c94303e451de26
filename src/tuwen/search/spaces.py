"""The spaces a collection can be searched in by likeness, with the models that put a query there."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from tuwen.core.files import sha256
from tuwen.core.items import ImageRef, Item
from tuwen.core.modelfolder import MODEL
from tuwen.core.pipeline import Pipeline, load
from tuwen.search.vectors import NOTHING, Near, VectorIndex
from tuwen.store import Collection
from tuwen.store.vectors import VectorSpace, spaces

# Space of the vectors → (folder of its model below derived/, branch that its items went through).
MODELS = {
    "lsa": ("lsa", "text"),
    "joint-text": ("joint", "text"),
    "joint-image": ("joint", "image"),
}


class Spaces:
    """What mining left: loaded when a query first needs it."""

    def __init__(self, collection: Collection) -> None:
        """Only stores."""
        self._collection = collection
        self._sizes = spaces(collection)
        self._models: dict[str, Pipeline | None] = {}
        self._indexes: dict[str, VectorIndex] = {}

    def __contains__(self, space: str) -> bool:
        return space in self._sizes

    def index(self, space: str) -> VectorIndex:
        """The vectors of a space."""
        if space not in self._indexes:
            vectors = VectorSpace(self._collection, space, self._sizes[space])
            self._indexes[space] = VectorIndex(vectors, self._collection.snapshot.place)
        return self._indexes[space]

    def nearest(
        self, space: str, query: np.ndarray | None, k: int, keep: np.ndarray | None
    ) -> Near:
        """The nearest items of a space; nothing where there is no space or no query."""
        if query is None or space not in self:
            return NOTHING
        return self.index(space).search(query, k, keep)

    def of_row(self, space: str, row: int) -> np.ndarray | None:
        """The vector that an item has in a space."""
        return self.index(space).of_row(row) if space in self else None

    def of_text(self, space: str, text: str) -> np.ndarray | None:
        """A text in a space; None without a model, or where it knows no word of the text."""
        return self._encode(space, Item(fields={"text": text}), "text")

    def of_picture(self, space: str, data: bytes) -> np.ndarray | None:
        """A picture (accepted by the intake) in a space."""
        item = Item(images=(ImageRef(sha256(data), "query"),))
        return self._encode(space, item, "image", _Query(data))

    def _encode(
        self, space: str, item: Item, branch: str, pictures: "_Query | None" = None
    ) -> np.ndarray | None:
        model = self._model(MODELS[space][0]) if space in self else None
        if model is None or branch not in model.tree.branches:
            return None
        if pictures is not None:
            model.see(pictures)
        latent = model.encode([item], branch)[branch]
        return np.asarray(latent.values[0], np.float32) if latent.rows[0] else None

    def _model(self, name: str) -> Pipeline | None:
        if name not in self._models:
            folder = self._folder(name)
            self._models[name] = load(folder) if (folder / MODEL).exists() else None
        return self._models[name]

    def _folder(self, name: str) -> Path:
        return self._collection.drawer.read_folder(name)

    @cached_property
    def cutoff(self) -> float:
        """The cosine between text and picture below which the best hit means nothing."""
        found = self._collection.findings("joint") or {}
        return float(found.get("cutoff", 1.0))

    @property
    def names(self) -> Sequence[str]:
        """Spaces that there are."""
        return sorted(self._sizes)


class _Query:
    """The one picture of a query, as a source of pictures."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def picture_bytes(self, sha256: str) -> bytes:
        """The picture."""
        return self._data
