"""VectorSpace: vectors of items in one space, in append-only segments mapped into memory."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tuwen.core.errors import UsageError
from tuwen.store import segments
from tuwen.store.lists import CENTRES, LEAST, sorted_lists, starts_of

if TYPE_CHECKING:
    from tuwen.store.collection import Collection

KIND = "vectors"
SEGMENT_BYTES = 64_000_000


class VectorSpace:
    """Vectors (N, size) float32 of items, by the row of the item's version, in an order of its own.

    `append` gathers; what was gathered is on disk after `flush`, which a `with` block ends with.
    Vectors of items that were changed or removed are not seen.
    """

    def __init__(self, collection: "Collection", space: str, size: int) -> None:
        """The space of that name; raises UsageError where it holds vectors of another size."""
        self.space, self.size = space, size
        self._collection, self._drawer = collection, collection.drawer
        self.name = hashlib.sha256(space.encode()).hexdigest()[:16]
        self._files = self._drawer.registered(KIND, self.name)
        self.parts = [segments.read(self._drawer, row) for row in self._files]
        for part in self.parts:
            if part["values"].shape[1] != size:
                n = part["values"].shape[1]
                raise UsageError("vector_size", space=space, size=size, held=n)
        self._new_rows: list[np.ndarray] = []
        self._new_values: list[np.ndarray] = []
        self._n_new = 0

    def __enter__(self) -> "VectorSpace":
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            self.flush()

    def append(self, ids: Sequence[str], values: np.ndarray) -> None:
        """Vectors of items that have none yet; `values` (n, size) finite float32.

        Raises UsageError for an unknown id, another shape, or numbers that are not finite.
        """
        self._collection.expect_writer()
        rows = self._collection.rows_of(ids)
        values = np.asarray(values, np.float32)
        if values.shape != (len(rows), self.size) or len(rows) != len(ids):
            raise UsageError("vector_shape", space=self.space, shape=str(values.shape), n=len(ids))
        if not np.isfinite(values).all():
            raise UsageError("vector_finite", space=self.space)
        self._new_rows.append(rows)
        self._new_values.append(values)
        self._n_new += len(rows)
        if self._n_new * self.size * 4 >= SEGMENT_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered."""
        if not self._n_new:
            return
        values = np.concatenate(self._new_values)
        arrays = {
            "rows": np.concatenate(self._new_rows),
            "values": values,
            "space": np.frombuffer(self.space.encode(), np.uint8),
        }
        if len(values) >= LEAST:
            order, starts, centres = sorted_lists(values)
            arrays |= {"rows": arrays["rows"][order], "values": values[order]}
            arrays |= {"starts": starts, "centres": centres}
        row = segments.write(self._drawer, KIND, self.name, arrays)
        self._drawer.replace([], [row])
        self._files.append(row)
        self.parts.append(segments.read(self._drawer, row))
        self._new_rows, self._new_values, self._n_new = [], [], 0

    def rows(self) -> np.ndarray:
        """(N,) int64: rows of this version that have a vector, in the order of `matrix`."""
        return self._rows()[self._alive()]

    def ids(self) -> list[str]:
        """The ids that go with the rows of `matrix`."""
        return self._collection.ids_of(self.rows())

    def matrix(self) -> np.ndarray:
        """(N, size) float32, copied out of the segments where some rows are gone."""
        values = [part["values"] for part in self.parts]
        if not values:
            return np.zeros((0, self.size), np.float32)
        alive = self._alive()
        whole = values[0] if len(values) == 1 else np.concatenate(values)
        return whole if alive.all() else whole[alive]

    def missing(self) -> np.ndarray:
        """(n,) int64: rows of this version without a vector, in the order of the digests."""
        rows = self._collection.snapshot.rows
        return rows[~np.isin(rows, self._rows())]

    def clear(self) -> None:
        """Forget every vector of this space."""
        self._drawer.replace(self._files, [])
        self._files, self.parts = [], []

    def erase(self, gone: Iterable[int]) -> None:
        """Rewrite the segments without these rows."""
        lost = np.fromiter(gone, np.int64)
        old, new = [], []
        for row, part in zip(self._files, self.parts, strict=True):
            keep = ~np.isin(part["rows"], lost)
            if not keep.all():
                old.append(row)
                if keep.any():
                    arrays = {**part, "rows": part["rows"][keep], "values": part["values"][keep]}
                    if "starts" in part:
                        owner = np.repeat(np.arange(CENTRES), np.diff(part["starts"]))
                        arrays["starts"] = starts_of(owner[keep])
                    new.append(segments.write(self._drawer, KIND, self.name, arrays))
        self._drawer.replace(old, new)
        self.__init__(self._collection, self.space, self.size)  # type: ignore[misc]

    def _rows(self) -> np.ndarray:
        return np.concatenate([np.zeros(0, np.int64), *(part["rows"] for part in self.parts)])

    def _alive(self) -> np.ndarray:
        place, rows = self._collection.snapshot.place, self._rows()
        known = rows < len(place)  # a pinned reader does not know later rows
        return known & (place[np.where(known, rows, 0)] >= 0)


def spaces(collection: "Collection") -> dict[str, int]:
    """The size of each space that the collection holds vectors of, by its name."""
    found = {}
    for row in collection.drawer.registered(KIND):
        arrays = segments.read(collection.drawer, row)
        found[arrays["space"].tobytes().decode()] = int(arrays["values"].shape[1])
    return found
