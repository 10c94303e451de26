"""Latent: what a model knows of a batch of items, and the spec that says what kind it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from tuwen.core.errors import Misfit

Kind = Literal["sparse", "vector", "sequence", "codes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LatentSpec:
    """Kind, size and space of a latent.

    sparse: (N, D) counts or weights · vector: (N, D) · sequence: (N, T, D), an image grid being a
    sequence that remembers its `grid` (H, W) · codes: (N, T) or (N, T, F) integers below `size`.
    `size` is D, or the number of codes; 0 where that is not known before fitting. `space` names what produced it; vectors compare only
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

    @property
    def n_bytes(self) -> int:
        """Bytes of the values (a CSR matrix counts its entries and their columns)."""
        if self.spec.kind == "sparse":
            return int(self.values.data.nbytes + self.values.indices.nbytes)
        return int(self.values.nbytes)

    def select(self, rows: Any) -> "Latent":
        """The latent of some rows: `rows` is a bool mask or integer indices."""
        return replace(
            self,
            values=self.values[rows],
            mask=None if self.mask is None else self.mask[rows],
            present=None if self.present is None else self.present[rows],
        )


# A re-iterable stream of batches; a list of one latent is a stream.
Latents = Iterable[Latent]

# What turns one kind into another, to be named where parts do not meet.
_BRIDGES = {
    ("sequence", "vector"): "pool",
    ("sparse", "vector"): "project",
    ("codes", "sequence"): "text_rnn",
}


def expect(part: str, given: Sequence[LatentSpec], *kinds: Kind) -> LatentSpec:
    """The one spec in `given` if its kind is among `kinds`; else Misfit, naming the missing step."""
    if len(given) != 1:
        raise Misfit("misfit_inputs", part=part, n=len(given), step="fuse")
    spec = given[0]
    if spec.kind not in kinds:
        bridges = [_BRIDGES[spec.kind, kind] for kind in kinds if (spec.kind, kind) in _BRIDGES]
        wanted, step = " / ".join(kinds), " / ".join(bridges)
        key = "misfit_step" if bridges else "misfit_kind"
        raise Misfit(key, part=part, kind=spec.kind, wanted=wanted, step=step)
    return spec
