"""Latent: what a model knows of a batch of items, and the spec that says what kind it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Kind = Literal["sparse", "vector", "sequence", "codes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LatentSpec:
    """Kind, size and space of a latent.

    sparse: (N, D) counts or weights · vector: (N, D) · sequence: (N, T, D), an image grid being a
    sequence that remembers its `grid` (H, W) · codes: (N, T) or (N, T, F) integers below `size`.
    `size` is D, or the number of codes. `space` names what produced it; vectors compare only
    within one space.
    """

    kind: Kind
    size: int
    space: str = ""
    grid: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Latent:
    """Values of a batch with their spec.

    `values` is a numpy array, a scipy CSR matrix (sparse) or, inside the training loop, a torch
    tensor. `mask` (N, T) is true at real positions of a sequence. `present` (N,) is false where
    an item lacks this side altogether; None means all are there.
    """

    values: Any
    spec: LatentSpec
    mask: Any = None
    present: Any = None

    def __len__(self) -> int:
        return int(self.values.shape[0])

    @property
    def rows(self) -> np.ndarray:
        """(N,) bool: which rows have this side."""
        if self.present is None:
            return np.ones(len(self), bool)
        return np.asarray(self.present, bool)


# A re-iterable stream of batches; a list of one latent is a stream.
Latents = Iterable[Latent]
