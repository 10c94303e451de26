"""`audit`: one row-level report over texts, labels and pictures together."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from tuwen.core.progress import NoProgress, Progress
from tuwen.mining.audit.balance import Balance
from tuwen.mining.audit.check import ItemCheck, Seen, Whole, WholeCheck
from tuwen.mining.audit.duplicates import Duplicates, batched
from tuwen.mining.audit.empty import Empty
from tuwen.mining.audit.labels import Labels
from tuwen.mining.audit.material import as_split, material_of
from tuwen.mining.audit.mismatch import Mismatch
from tuwen.mining.audit.personal import Personal
from tuwen.mining.audit.pictures import Pictures
from tuwen.mining.audit.rejects import rejected
from tuwen.mining.audit.rows import KINDS, AuditReport, Row
from tuwen.mining.audit.texts import Decoding
from tuwen.text.near import Near
from tuwen.text.shingles import shingle

# A new check is one line here; each is made anew for an audit.
CHECKS: tuple[type[ItemCheck] | type[WholeCheck], ...] = (
    Decoding,
    Personal,
    Empty,
    Duplicates,
    Pictures,
    Balance,
    Labels,
    Mismatch,
)
MAX_ROWS = 20_000  # rows kept of one kind; all are counted
_WORST = {"error": 0, "warning": 1, "note": 2}


def audit(
    source: Any,
    *,
    test: Any = None,
    seed: int = 0,
    max_rows: int = MAX_ROWS,
    near: Near | None = None,
    progress: Progress | None = None,
) -> AuditReport:
    """Every defect found in a collection, or in items or records (an iterable).

    With `test` given, `source` is the training side and leaks are looked for between the two.
    Rows come worst first. Texts, duplicates, personal data and pictures are judged in full;
    labels are learned on all items up to 80,000, else on a sample of 30,000 (a note says so). `near` spares
    looking for duplicates where that was done before, over the same items in the same order.
    """
    if test is not None:
        source = chain(as_split(_records(source), "train"), as_split(_records(test), "test"))
    material = material_of(source)
    run = _Run(Whole(material, seed, near), max_rows, progress or NoProgress())
    run.look()
    return run.report()


def _records(source: Any) -> Iterable[Any]:
    return source.items() if hasattr(source, "picture_table") else source


class _Run:
    """One audit: the checks, what they found, how long each took."""

    def __init__(self, whole: Whole, max_rows: int, progress: Progress) -> None:
        self.whole = whole
        self.material = whole.material
        self.max_rows = max_rows
        self.progress = progress
        self.checks = [check(len(self.material)) for check in CHECKS]
        self.rows: dict[str, list[Row]] = {kind: [] for kind in KINDS}
        self.counts: Counter[str] = Counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.n_items = 0

    def look(self) -> None:
        """All items once, then the whole."""
        self._keep("refused", rejected(self.material))
        with self.progress.stage("mining_audit", len(self.material)) as bar:
            for items in batched(self.material.items()):
                self._batch(items)
                bar.advance(len(items))
        self.whole.garbled.update(row.item for row in self.rows["mojibake"])
        for check in self.checks:
            if isinstance(check, WholeCheck):
                self._keep(check.name, check.conclude(self.whole))

    def _batch(self, items: list[Any]) -> None:
        start = time.perf_counter()
        texts = [item.text() for item in items]
        seen = Seen(items, texts, shingle(texts))
        self.n_items += len(items)
        self.seconds["reading"] += time.perf_counter() - start
        for check in self.checks:
            if isinstance(check, ItemCheck):
                self._keep(check.name, check.look(seen))
            else:
                start = time.perf_counter()
                check.see(seen)
                self.seconds[check.name] += time.perf_counter() - start

    def _keep(self, name: str, rows: Iterator[Row]) -> None:
        start = time.perf_counter()
        for row in rows:
            self.counts[row.kind] += 1
            if len(self.rows[row.kind]) < self.max_rows:
                self.rows[row.kind].append(row)
        self.seconds[name] += time.perf_counter() - start

    def report(self) -> AuditReport:
        """What was found, worst first."""
        order = {kind: place for place, kind in enumerate(KINDS)}
        rows = sorted(
            chain.from_iterable(self.rows.values()),
            key=lambda row: (_WORST[row.severity], order[row.kind], -row.confidence, row.item),
        )
        counts = {kind: self.counts[kind] for kind in KINDS if self.counts[kind]}
        return AuditReport(
            rows=tuple(rows),
            counts=counts,
            n_items=self.n_items,
            notes=tuple(self.whole.notes),
            seconds=dict(self.seconds),
        )
