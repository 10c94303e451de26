"""Pairs of texts and pictures: their two sides, which belong together, which may be held out."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class PairTable:
    """Different texts (T, P) and pictures (U, Q); the text and the picture of each pair (N,)."""

    texts: np.ndarray
    pictures: np.ndarray
    text: np.ndarray
    picture: np.ndarray


class Rows:
    """Rows of numbers, equal ones (to the last bit) kept once."""

    def __init__(self) -> None:
        """Empty."""
        self._number: dict[bytes, int] = {}
        self._rows: list[np.ndarray] = []

    def add(self, rows: np.ndarray) -> list[int]:
        """The number of each row, from 0."""
        found = []
        for row in np.ascontiguousarray(rows, np.float32):
            key = hashlib.blake2b(row.tobytes(), digest_size=16).digest()
            number = self._number.setdefault(key, len(self._number))
            if number == len(self._rows):
                self._rows.append(row.copy())
            found.append(number)
        return found

    def stacked(self) -> np.ndarray:
        """(n, D) float32, in the order of their numbers."""
        return np.stack(self._rows)


def pair_table(texts: Iterable[np.ndarray], pictures: Iterable[np.ndarray]) -> PairTable | None:
    """The table of two streams of rows, aligned; None where they are empty."""
    sides = Rows(), Rows()
    numbers: tuple[list[int], list[int]] = ([], [])
    for batch in zip(texts, pictures, strict=True):
        for side, rows, found in zip(sides, batch, numbers, strict=True):
            found += side.add(rows)
    if not numbers[0]:
        return None
    text, picture = (np.array(each, np.int64) for each in numbers)
    return PairTable(sides[0].stacked(), sides[1].stacked(), text, picture)


def sides(text: np.ndarray, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The different texts (t,) and pictures (p,) of pairs (N,), and which go together, (t, p) bool."""
    texts, row = np.unique(text, return_inverse=True)
    pictures, column = np.unique(picture, return_inverse=True)
    right = np.zeros((len(texts), len(pictures)), bool)
    right[row, column] = True
    return texts, pictures, right


def linked(texts: np.ndarray, pictures: np.ndarray) -> np.ndarray:
    """(N,) group numbers: pairs that share a text or a picture, directly or by others, share one.

    `texts` and `pictures` are ids (N,), from 0.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not len(texts):
        return np.zeros(0, np.int64)
    others = pictures + texts.max() + 1
    size = int(others.max()) + 1
    links = coo_array((np.ones(len(texts), bool), (texts, others)), shape=(size, size))
    return connected_components(links, directed=False)[1][texts]


def held_out(groups: np.ndarray, rng: np.random.Generator, share: float = 0.1) -> np.ndarray:
    """(N,) bool: the pairs of random groups that make up a `share` of all pairs, or a little less.

    A group too large for that stays; one group at least is held out where there are two.
    """
    names, group, size = np.unique(groups, return_inverse=True, return_counts=True)
    chosen, left = np.zeros(len(names), bool), share * len(groups)
    for i in rng.permutation(len(names)):
        if size[i] <= left:
            chosen[i] = True
            left -= size[i]
    if not chosen.any() and len(names) > 1:
        chosen[size.argmin()] = True
    return chosen[group.ravel()]


def held_out_pictures(
    texts: np.ndarray,
    pictures: np.ndarray,
    among: np.ndarray,
    rng: np.random.Generator,
    share: float = 0.1,
) -> np.ndarray:
    """(N,) bool: a random `share` of the pictures of texts that have several; one at least stays.

    `texts` and `pictures` are ids (N,); only pairs where `among` is true count. A picture that
    stands in another pair as well is never chosen, so no picture is on both sides.
    """
    chosen = np.zeros(len(texts), bool)
    left = np.bincount(texts[among], minlength=int(texts.max()) + 1)
    alone = np.bincount(pictures)[pictures] == 1
    eligible = np.flatnonzero(among & alone & (left[texts] > 1))
    for i in rng.permutation(eligible):
        if chosen.sum() >= share * len(eligible):
            break
        if left[texts[i]] > 1:
            chosen[i] = True
            left[texts[i]] -= 1
    return chosen
