"""What a picture looks like in numbers: shape, layout of colours, colours, edges; blocks to combine."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import numpy as np

from tuwen.image.colours import histogram, layout
from tuwen.image.edges import edge_density
from tuwen.image.framing import framed
from tuwen.image.gradients import Cells, cells, compact_hog

_BATCH = 64  # pictures at a time: their gradients then stay in the processor's cache
CELL = 8  # pixels a side of a HOG cell

Blocks = dict[str, np.ndarray]


def describe(
    pictures: Iterable[np.ndarray], blocks: tuple[str, ...], side: int = 64, frame: bool = True
) -> Iterator[Blocks]:
    """Batches of named blocks, float32 (n, size of the block), in the order of `pictures`.

    `pictures` are uint8 (H, W, 3) of any size; each is brought to `side` x `side`, a multiple of
    16. Blocks: "shape" (HOG of 8 px cells), "coarse" (of 16 px cells), "layout" (8 x 8 mean Lab
    colours), "colours" (HSV histogram of the content), "edges" (8 x 8 Canny edge density).
    """
    stream = iter(pictures)
    while batch := list(islice(stream, _BATCH)):
        views = [framed(picture, side, trim=frame) for picture in batch]
        squares = np.stack([square for square, _ in views])
        masks = np.stack([mask for _, mask in views])
        wanted = _Wanted(squares, masks)
        yield {name: _BLOCKS[name](wanted) for name in blocks}


class _Wanted:
    """Squares and what is computed from them once for several blocks."""

    def __init__(self, squares: np.ndarray, masks: np.ndarray) -> None:
        self.squares, self.masks = squares, masks
        self._cells: Cells | None = None

    @property
    def cells(self) -> Cells:
        if self._cells is None:
            self._cells = cells(self.squares, CELL)
        return self._cells


_BLOCKS: dict[str, Callable[[_Wanted], np.ndarray]] = {
    "shape": lambda given: compact_hog(given.cells),
    "coarse": lambda given: compact_hog(given.cells.coarser()),
    "layout": lambda given: layout(given.squares),
    "colours": lambda given: histogram(given.squares, given.masks),
    "edges": lambda given: edge_density(given.squares),
}


def block_size(name: str, side: int) -> int:
    """Columns of a block for pictures of `side`."""
    fine = side // CELL
    return {
        "shape": fine * fine * 27,
        "coarse": (fine // 2) ** 2 * 27,
        "layout": 192,
        "colours": 108,
        "edges": 64,
    }[name]
