"""image_descriptors: shape (HOG), layout of colours, colours, edges and SIFT words of a picture.

Nothing is learned but statistics: each block is centred and brought to one size, so that its weight
in the config is its share in a distance. Several pictures of an item are averaged.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import final

import numpy as np

from tuwen.core.config import Config
from tuwen.core.errors import BadConfig, DamagedData, Misfit, NotFitted, UsageError
from tuwen.core.items import Item
from tuwen.core.latent import Latent, LatentSpec
from tuwen.core.parts import Encoder, State
from tuwen.core.pictures import PictureSource
from tuwen.image.arrays import load_within
from tuwen.image.describe import block_size, describe
from tuwen.image.keypoints import DESCRIPTOR, sift, word_histogram

_READ = 256  # items whose pictures are opened at a time
_REMEMBERED = 10_000  # pictures whose rows `memory` may hold, 10 kB each
_SIFT_SIDE = 128
_SIFT_SAMPLE = 300  # pictures whose keypoints make the words


@dataclass(frozen=True, kw_only=True)
class ImageDescriptorsConfig(Config):
    """`side` (a multiple of 16) pictures are brought to, and the weight of each block, 0 for none.

    `frame` cuts plain backgrounds away first. `words` is the number of SIFT words (Sivic and
    Zisserman 2003); they take about 0.1 s a picture. At most `sample` pictures are looked at for
    the statistics.
    """

    side: int = 64
    frame: bool = True
    shape: float = 1.0
    coarse: float = 0.5
    layout: float = 0.9
    colours: float = 1.0
    edges: float = 0.0
    sift: float = 0.5
    words: int = 0
    sample: int = 4000
    seed: int = 0

    def __post_init__(self) -> None:
        if self.side < 16 or self.side % 16:
            raise BadConfig("picture_side", given=self.side)
        if not self.weights:
            raise BadConfig("no_blocks")

    @property
    def weights(self) -> dict[str, float]:
        """Weight by block, of the blocks that count."""
        names = ("shape", "coarse", "layout", "colours", "edges")
        found = {name: float(getattr(self, name)) for name in names if getattr(self, name) > 0}
        return found | ({"sift": float(self.sift)} if self.words and self.sift > 0 else {})


@final
class ImageDescriptors(Encoder):
    """pictures → vectors, float32 (N, D): classical descriptors, no gradient."""

    name = "image_descriptors/1"
    config: ImageDescriptorsConfig
    modality = "image"

    def __init__(self, config: ImageDescriptorsConfig = ImageDescriptorsConfig()) -> None:
        """Store the config; set `pictures`, where the bytes come from, before use."""
        self.config = config
        self.pictures: PictureSource | None = None
        # Rows by SHA-256 before standardising; set to {} to describe no picture twice.
        self.memory: dict[str, np.ndarray] | None = None
        self._words = np.zeros((0, DESCRIPTOR), np.float32)
        self._mean: np.ndarray | None = None
        self._scale = np.zeros(0, np.float32)

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """A vector; raises Misfit if a latent is given to it."""
        if given:
            raise Misfit("misfit_inputs", part=self.name, n=len(given), step="fuse")
        sizes = [self._size(name) for name in self.config.weights]
        return LatentSpec(kind="vector", size=sum(sizes))

    def prepare(self, items: Iterable[Item]) -> None:
        """Learn words and statistics from pictures spread evenly over a re-iterable stream."""
        chosen = _spread([item for item in items if item.images], self.config.sample)
        if "sift" in self.config.weights:
            self._words = self._learn_words(_spread(chosen, _SIFT_SAMPLE))
            self.memory = None if self.memory is None else {}  # rows hold counts of other words
        total, squares, count = np.zeros(self.spec().size), np.zeros(self.spec().size), 0
        for rows in self._described(chosen):
            values = rows.astype(np.float64)
            total, squares = total + values.sum(0), squares + np.square(values).sum(0)
            count += len(rows)
        mean = total / max(count, 1)
        variance = np.maximum(squares / max(count, 1) - np.square(mean), 0)
        self._mean, self._scale = mean.astype(np.float32), self._scales(variance)

    def encode(self, items: Sequence[Item]) -> Latent:
        """(N, D) float32; an item without pictures is not present."""
        counts = np.array([len(item.images) for item in items], np.int64)
        rows, present = self._standard(self._described(items)), counts > 0
        values = np.zeros((len(items), self.spec().size), np.float32)
        if present.any():
            starts = (counts.cumsum() - counts)[present]
            values[present] = np.add.reduceat(rows, starts) / counts[present, None]
        return Latent(values=values, spec=self.spec(), present=None if present.all() else present)

    def encode_pictures(self, pictures: Iterable[np.ndarray]) -> Latent:
        """(N, D) float32 of uint8 (H, W, 3) arrays."""
        return Latent(values=self._standard(self._raw(pictures)), spec=self.spec())

    def prepare_pictures(self, pictures: Sequence[np.ndarray]) -> None:
        """Learn statistics from uint8 (H, W, 3) arrays; raises BadConfig where SIFT words count."""
        if "sift" in self.config.weights:
            raise BadConfig("words_need_items")
        rows = np.concatenate(list(self._raw(pictures))).astype(np.float64)
        self._mean, self._scale = rows.mean(0).astype(np.float32), self._scales(rows.var(0))

    def state(self) -> State:
        """mean (D,), scale (D,), SIFT words (k, 128)."""
        if self._mean is None:
            raise NotFitted("not_fitted", part=self.name)
        return State({}, {"mean": self._mean, "scale": self._scale, "words": self._words})

    def restore(self, state: State) -> None:
        """Take back what `state` gave."""
        try:
            mean, scale, words = (state.tensors[name] for name in ("mean", "scale", "words"))
        except KeyError as error:
            raise DamagedData("part_state", part=self.name, why=str(error)) from error
        n_words = self.config.words if "sift" in self.config.weights else 0
        size = self.spec().size
        if mean.shape != (size,) or scale.shape != (size,) or words.shape != (n_words, DESCRIPTOR):
            raise DamagedData("part_state", part=self.name, why="shapes do not fit the config")
        self._mean, self._scale, self._words = mean, scale, words

    def _size(self, name: str) -> int:
        return self.config.words if name == "sift" else block_size(name, self.config.side)

    def _described(self, items: Sequence[Item]) -> Iterator[np.ndarray]:
        """Rows of the pictures of items, in order, in batches; each picture is opened once a batch."""
        named = [image.sha256 for item in items for image in item.images]
        for start in range(0, len(named), _READ):
            batch = named[start : start + _READ]
            held = {} if self.memory is None else self.memory
            new = [sha256 for sha256 in dict.fromkeys(batch) if sha256 not in held]
            rows = (row for block in self._raw(self._opened(new)) for row in block)
            fresh = dict(zip(new, rows, strict=True))
            yield np.stack([fresh[sha] if sha in fresh else held[sha] for sha in batch])
            if len(held) + len(fresh) <= _REMEMBERED:
                held.update(fresh)

    def _opened(self, names: Iterable[str]) -> Iterator[np.ndarray]:
        side = _SIFT_SIDE if "sift" in self.config.weights else 2 * self.config.side
        for sha256 in names:
            if self.pictures is None:
                raise UsageError("no_pictures", part=self.name)
            yield load_within(self.pictures.picture_bytes(sha256), side)

    def _raw(self, pictures: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        """Blocks side by side, a batch at a time."""
        config, blocks = self.config, tuple(name for name in self.config.weights if name != "sift")
        stream = iter(pictures)
        while opened := list(islice(stream, _READ)):
            given = describe(opened, blocks, config.side, config.frame)
            rows = [np.hstack([batch[name] for name in blocks]) for batch in given]
            if "sift" in config.weights:
                found = [word_histogram(sift(each).descriptors, self._words) for each in opened]
                yield np.hstack([np.concatenate(rows), np.stack(found)])
            else:
                yield from rows

    def _standard(self, batches: Iterable[np.ndarray]) -> np.ndarray:
        if self._mean is None:
            raise NotFitted("not_fitted", part=self.name)
        rows = [(batch - self._mean) * self._scale for batch in batches]
        return np.concatenate(rows) if rows else np.zeros((0, len(self._mean)), np.float32)

    def _scales(self, variance: np.ndarray) -> np.ndarray:
        """Per column: the block's weight over its standard deviation as a whole."""
        scales, start = [], 0
        for name, weight in self.config.weights.items():
            size = self._size(name)
            spread = np.sqrt(variance[start : start + size].sum())
            scales.append(np.full(size, weight / spread if spread > 1e-6 else 0.0, np.float32))
            start += size
        return np.concatenate(scales)

    def _learn_words(self, items: Sequence[Item]) -> np.ndarray:
        from sklearn.cluster import MiniBatchKMeans

        names = [item.images[0].sha256 for item in items]
        found = [sift(picture).descriptors for picture in self._opened(names)]
        descriptors = np.concatenate([*found, np.zeros((0, DESCRIPTOR), np.float32)])
        words = np.zeros((self.config.words, DESCRIPTOR), np.float32)
        n_words = min(len(words), len(descriptors))
        if n_words:
            tool = MiniBatchKMeans(n_words, random_state=self.config.seed, n_init=1)
            words[:n_words] = tool.fit(descriptors).cluster_centers_
        return words


def _spread(items: Sequence[Item], most: int) -> Sequence[Item]:
    """At most `most` of `items`, evenly spread."""
    if len(items) <= most:
        return items
    return [items[i] for i in np.linspace(0, len(items) - 1, most).astype(int)]
