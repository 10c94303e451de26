"""What the stages of one mining run share: the collection, the sample, and artefacts made once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tuwen.core.config import Config
from tuwen.core.latent import Latent
from tuwen.core.progress import NoProgress, Progress
from tuwen.core.stream import Budget, Stream
from tuwen.encoders.text_counts import TextCounts
from tuwen.mining.facets import Facets
from tuwen.tasks.groups import count_config
from tuwen.tasks.themes import nameable

if TYPE_CHECKING:
    from tuwen.store import Collection
    from tuwen.store.tokens import TokenStore
    from tuwen.text.near import Near
    from tuwen.text.tokens import TokenBatch

READ = 8_192  # items whose words are looked at in one go
CLOSE = 800_000  # words that are read one by one, for phrases and word vectors
KEPT = 128_000_000  # bytes of counts that may stay in memory
MAX_WORDS = 50_000  # most frequent words that groups are told apart by


@dataclass(frozen=True, kw_only=True)
class MinePlan(Config):
    """What decides the findings, apart from the collection.

    `sample` items are learned from (topics, clusters, map); all items then stream through.
    `steps` bounds the rounds of everything iterative (0: each method's own). `points` items stand
    on the map.
    """

    sample: int = 20_000
    points: int = 20_000
    steps: int = 0
    seed: int = 0

    def rounds(self, own: int) -> int:
        """A method's own number of rounds, or fewer."""
        return min(own, self.steps) if self.steps else own


@dataclass(kw_only=True)
class Context:
    """Given to every `Stage.run`. Rows are places in the order of the items' digests."""

    collection: "Collection"
    plan: MinePlan = field(default_factory=MinePlan)
    threads: int = 1
    progress: Progress = field(default_factory=NoProgress)

    @property
    def seed(self) -> int:
        """The seed everything random starts from."""
        return self.plan.seed

    def findings(self, stage: str) -> dict[str, Any] | None:
        """What an earlier stage found, or None."""
        return self.collection.findings(stage)  # type: ignore[no-any-return]

    @cached_property
    def tokens(self) -> "TokenStore":
        """The segmented form of every item, up to date."""
        return self.collection.tokens()

    @cached_property
    def near(self) -> "Near":
        """Equal and nearly equal texts, in the order of the items."""
        from tuwen.text.near import batches, find_near

        return find_near(lambda: batches(item.text() for item in self.collection.items()))

    @cached_property
    def facets(self) -> Facets:
        """What is known of each item beside its words."""
        return Facets.of(self.collection.items())

    @cached_property
    def sample(self) -> np.ndarray:
        """(n,) sorted rows that are learned from: all, or a seeded sample."""
        n = self.tokens.n_items
        if n <= self.plan.sample:
            return np.arange(n)
        chosen = np.random.default_rng(self.seed).choice(n, self.plan.sample, replace=False)
        return np.sort(chosen)

    @cached_property
    def close_sample(self) -> np.ndarray:
        """The part of the sample that is read word by word: all, or the first CLOSE words of it."""
        before = np.cumsum(self.tokens.select(self.sample).lengths) - CLOSE
        # Digests are as good as random, so the first items of the sample are a sample of it.
        return self.sample[: max(1, int(np.searchsorted(before, 0, side="right")))]

    def ids(self, rows: np.ndarray) -> list[str]:
        """The ids of items by row."""
        return self.collection.ids_of(self.tokens.rows[rows])

    @cached_property
    def counts(self) -> TextCounts:
        """Which words groups are told apart by, learned from the sample."""
        config = count_config(len(self.sample), max_words=MAX_WORDS)
        encoder = TextCounts(config)
        encoder.prepare_tokens([self.tokens.select(self.sample)], self.tokens.vocabulary)
        return encoder

    @cached_property
    def words(self) -> list[str]:
        """The word of each column of `counts`."""
        return self.counts.names()

    @cached_property
    def nameable(self) -> np.ndarray:
        """(V,) bool: which columns may name something."""
        return nameable(self.words)

    @cached_property
    def sample_counts(self) -> Latent:
        """Which words stand in the items of the sample, CSR (n, V)."""
        return self.counts.encode_tokens(self.tokens.select(self.sample), self.tokens.vocabulary)

    @cached_property
    def stream(self) -> Stream:
        """Which words stand in each item, in latents of READ items; kept where they are few."""
        vocabulary = self.tokens.vocabulary

        def counted(batch: "TokenBatch") -> Latent:
            return self.counts.encode_tokens(batch, vocabulary)

        return Stream(counted, [_Slices(self.tokens)], Budget(KEPT))

    def token_batches(self) -> Iterable["TokenBatch"]:
        """All items' words, READ items at a time, as often as asked."""
        return _Slices(self.tokens)

    @property
    def has_words(self) -> bool:
        """Whether there is anything to count."""
        return len(self.words) > 0 and self.sample_counts.values.nnz > 0


class _Slices:
    """All items' words, READ at a time, as often as asked."""

    def __init__(self, tokens: "TokenStore") -> None:
        self._tokens = tokens

    def __iter__(self) -> Iterator["TokenBatch"]:
        for start in range(0, self._tokens.n_items, READ):
            yield self._tokens.select(np.arange(start, min(start + READ, self._tokens.n_items)))
