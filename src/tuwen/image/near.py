"""Near-duplicate pictures: the same picture resized, recompressed, brightened, captioned, cut a bit.

Candidates come from two 64-bit hashes (`image.hashes`); each is then confirmed on the thumbnails,
because flat pictures and icons have hashes that agree by chance.
"""

import io
from collections.abc import Callable, Iterator
from itertools import chain, combinations

import numpy as np
from PIL import Image

MAX_DISTANCE = 11  # differing bits of one of the hashes
MAX_SUM = 24  # of both hashes together
_SIDE = 24  # cells a side of the grids that confirm a pair
_TRIMMED = 0.85  # share of cells that must agree in a photo: a caption may cover the rest
_PHOTO = 0.95  # correlation asked of those cells
_EXACT = 0.97  # correlation asked of all cells where nothing differs much
_LOCAL = 50.0  # grey levels by which no cell may differ then
_LOCAL_DRAWN = 35.0  # the same for drawings
_OTHER_COLOUR = 24.0  # mean difference of a channel at which a drawing is another one
_FLAT = 0.35  # share of equal neighbour cells from which on a picture is a drawing
_PURE = 0.3  # share of black or white cells from which on it is one, too
_BAND = 16

Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]


def near_pictures(
    phash: np.ndarray, dhash: np.ndarray, thumbnail: Callable[[int], bytes]
) -> list[tuple[int, int, int]]:
    """(i, j, distance) with i < j for each confirmed pair; distance in bits of the DCT hash.

    `phash` and `dhash` are uint64 (N,); `thumbnail(i)` gives the JPEG made at intake. Pictures
    with the same bytes should be passed once. Of many pictures with equal hashes each is compared
    with the first one only.
    """
    first, second, distance = near_hashes(phash, dhash)
    grids: dict[int, np.ndarray] = {}

    def grid(i: int) -> np.ndarray:
        if i not in grids:
            if len(grids) > 50_000:
                grids.clear()
            grids[i] = thumbnail_grid(thumbnail(i))
        return grids[i]

    return [
        (int(i), int(j), int(d))
        for i, j, d in zip(first, second, distance, strict=True)
        if same_picture(grid(int(i)), grid(int(j)))
    ]


def near_hashes(phash: np.ndarray, dhash: np.ndarray) -> Pairs:
    """(i, j, distance) arrays of pairs whose hashes are near, in order of i, then j.

    Near: 11 bits or less in one of the hashes, 24 or less in both together. Four 16-bit bands are
    probed within two bits each, which misses no such pair (Norouzi, Punjani and Fleet 2012).
    """
    both = np.stack([phash, dhash], 1)
    _, founder, group = np.unique(both, axis=0, return_index=True, return_inverse=True)
    twins = np.flatnonzero(founder[group.ravel()] != np.arange(len(phash)))
    pairs = [(founder[group.ravel()[twins]], twins, np.zeros(len(twins), np.int64))]
    p, d = phash[founder], dhash[founder]
    for i, j in chain(_band_pairs(p), _band_pairs(d)):
        far, also = np.bitwise_count(p[i] ^ p[j]), np.bitwise_count(d[i] ^ d[j])
        near = (np.minimum(far, also) <= MAX_DISTANCE) & (far + also <= MAX_SUM)
        pairs.append((founder[i[near]], founder[j[near]], far[near].astype(np.int64)))
    first, second, distance = (np.concatenate(column) for column in zip(*pairs, strict=True))
    first, second = np.minimum(first, second), np.maximum(first, second)
    # Bands may find a pair more than once.
    _, once = np.unique(first * len(phash) + second, return_index=True)
    return first[once], second[once], distance[once]


def _band_pairs(hashes: np.ndarray, rows: int = 4096) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    flips = np.array([0, *_masks(1), *_masks(2)], np.uint16)
    for band in range(64 // _BAND):
        key = (hashes >> np.uint64(band * _BAND)).astype(np.uint16)
        order = np.argsort(key, kind="stable")
        starts = np.searchsorted(key[order], np.arange((1 << _BAND) + 1))
        for at in range(0, len(key), rows):
            probe = (key[at : at + rows, None] ^ flips[None]).astype(np.int64)
            low = starts[probe]
            size = starts[probe + 1] - low
            i = np.repeat(np.arange(at, at + len(probe)), size.sum(1))
            begin = np.repeat(low.ravel(), size.ravel())
            step = np.arange(len(begin)) - np.repeat(size.cumsum() - size.ravel(), size.ravel())
            j = order[begin + step]
            keep = i < j
            yield i[keep], j[keep]


def _masks(n_bits: int) -> list[int]:
    return [sum(1 << bit for bit in bits) for bits in combinations(range(_BAND), n_bits)]


def thumbnail_grid(thumbnail: bytes) -> np.ndarray:
    """float32 (24, 24, 4): grey, red, green and blue levels of a thumbnail."""
    with Image.open(io.BytesIO(thumbnail), formats=("JPEG",)) as picture:
        small = picture.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    return np.dstack([np.asarray(small.convert("L")), np.asarray(small)]).astype(np.float32)


def same_picture(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two grids show one picture, up to brightness and a shift of one cell.

    Photos may differ in 15 % of the cells, and in colour. Drawings (large flat areas) are often
    told apart by a small part or by colour alone, so they may differ in neither.
    """
    drawing = _is_drawing(a[..., 0]) or _is_drawing(b[..., 0])
    if drawing and np.abs(a[..., 1:] - b[..., 1:]).mean((0, 1)).max() > _OTHER_COLOUR:
        return False
    centre = a[1:-1, 1:-1, 0].ravel()
    for dy, dx in _SHIFTS:
        other = b[dy : dy + _SIDE - 2, dx : dx + _SIDE - 2, 0].ravel()
        whole, residual = _agreement(centre, other)
        if whole >= _EXACT and residual.max() < (_LOCAL_DRAWN if drawing else _LOCAL):
            return True
        if not drawing:
            kept = residual <= np.quantile(residual, _TRIMMED)
            if _agreement(centre[kept], other[kept])[0] >= _PHOTO:
                return True
    return False


_SHIFTS = ((1, 1), (0, 1), (1, 0), (1, 2), (2, 1), (0, 0), (0, 2), (2, 0), (2, 2))


def _agreement(x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Correlation, and the distances from the line that fits y to x best."""
    dx, dy = x - x.mean(), y - y.mean()
    cross, power = float(dx @ dy), float(dx @ dx)
    correlation = (cross + 1e-3) / float(np.sqrt(power * float(dy @ dy)) + 1e-3)
    return correlation, np.abs(dy - dx * (cross / (power + 1e-3)))


def _is_drawing(grey: np.ndarray) -> bool:
    flat = (np.abs(np.diff(grey, axis=1)) < 1.5).mean()
    pure = ((grey > 250) | (grey < 5)).mean()
    return bool(flat > _FLAT or pure > _PURE)
