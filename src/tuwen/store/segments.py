"""Segments: files of arrays named by their content, mapped into memory, never changed."""

import mmap
from collections.abc import Mapping

import numpy as np

from tuwen.core import tensors
from tuwen.store.derived import Derived, FileRow


def write(drawer: Derived, kind: str, name: str, arrays: Mapping[str, np.ndarray]) -> FileRow:
    """A new segment of `kind`, on disk on return; `drawer.insert` or `replace` registers it."""
    return drawer.write(kind, name, ".arrays", tensors.dump(arrays))


def read(drawer: Derived, row: FileRow) -> dict[str, np.ndarray]:
    """The arrays of a segment, read-only; raises DamagedData."""
    return mapped(drawer, row)[0]


def mapped(drawer: Derived, row: FileRow) -> tuple[dict[str, np.ndarray], mmap.mmap]:
    """The arrays of a segment, and the map they lie in."""
    memory = drawer.map(row)
    return tensors.parse(memory, row.path), memory
