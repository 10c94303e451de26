"""Re-iterable streams of latents: what counting parts read, in bounded memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np

from tuwen.core.latent import Latent

READ = 512  # rows per latent of a stream


class Budget:
    """Bytes that streams may keep between them."""

    def __init__(self, n_bytes: int = 256_000_000) -> None:
        """`n_bytes` to begin with."""
        self.left = n_bytes

    def take(self, n_bytes: int) -> bool:
        """Whether `n_bytes` more may be kept; takes them if so."""
        fits = n_bytes <= self.left
        self.left -= n_bytes * fits
        return fits


class Batches:
    """A sequence in slices of READ, as often as asked."""

    def __init__(self, rows: Sequence[Any]) -> None:
        """Slice `rows`."""
        self._rows = rows

    def __iter__(self) -> Iterator[Any]:
        for start in range(0, len(self._rows), READ):
            yield self._rows[start : start + READ]


class Stream:
    """What a part gives for each batch of its sources; kept after a whole pass if the budget allows."""

    def __init__(
        self, part: Callable[..., Latent], sources: Sequence[Iterable[Any]], budget: Budget
    ) -> None:
        """`part` is called with one batch of each source, rows aligned."""
        self._part, self._sources, self._budget = part, sources, budget
        self._kept: list[Latent] | None = None

    def __iter__(self) -> Iterator[Latent]:
        if self._kept is not None:
            yield from self._kept
            return
        kept: list[Latent] = []
        fits = True
        for given in zip(*self._sources, strict=True):
            latent = self._part(*given)
            fits = fits and self._budget.take(latent.n_bytes)
            kept.append(latent) if fits else kept.clear()
            yield latent
        self._kept = kept if fits else None


class Chained:
    """Streams one after another."""

    def __init__(self, streams: Sequence[Iterable[Latent]]) -> None:
        """Chain `streams`."""
        self._streams = streams

    def __iter__(self) -> Iterator[Latent]:
        return chain.from_iterable(self._streams)


class Selected:
    """Some rows of a stream."""

    def __init__(self, stream: Iterable[Latent], keep: np.ndarray) -> None:
        """`keep` (N,) bool says which."""
        self._stream, self._keep = stream, keep

    def __iter__(self) -> Iterator[Latent]:
        start = 0
        for latent in self._stream:
            keep = self._keep[start : start + len(latent)]
            start += len(latent)
            if keep.any():
                yield latent.select(keep)


def rows_of(stream: Iterable[Latent]) -> np.ndarray:
    """(N,) bool: which rows of a stream have this side."""
    return np.concatenate([latent.rows for latent in stream] or [np.ones(0, bool)])


def stacked(stream: Iterable[Latent]) -> Any:
    """All values of a stream below each other: (N, …) array or CSR matrix."""
    values = [latent.values for latent in stream]
    if values and not isinstance(values[0], np.ndarray):
        from scipy.sparse import vstack

        return vstack(values, format="csr")
    return np.concatenate(values)
