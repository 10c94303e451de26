"""Classes that hardly ever occur beside the others."""

from collections import Counter
from collections.abc import Iterator

from tuwen.mining.audit.check import Seen, Whole, WholeCheck
from tuwen.mining.audit.rows import Row, said

_RARE = 0.1  # of the share that a class would have if all were equal
_MOST_CLASSES = 200  # a target with more values than this is not a class
_FEW = 50  # items needed before shares mean anything


class Balance(WholeCheck):
    """One row for each class with less than a tenth of an equal share."""

    name = "balance"

    def __init__(self, n_items: int) -> None:
        super().__init__(n_items)
        self._counts: dict[str, Counter[str]] = {}

    def see(self, seen: Seen) -> None:
        """Count the values of each target."""
        for item in seen.items:
            for name, value in item.targets.items():
                if isinstance(value, (str, int, bool)):
                    self._counts.setdefault(name, Counter())[str(value)] += 1

    def conclude(self, whole: Whole) -> Iterator[Row]:
        """The rare classes of each target, and what most items are where one class is nearly all."""
        for name, counts in self._counts.items():
            total, size = counts.total(), len(counts)
            if total < _FEW or not 2 <= size <= min(_MOST_CLASSES, total // 5):
                continue
            largest, most = counts.most_common(1)[0]
            for value, n in sorted(counts.items(), key=lambda pair: (pair[1], pair[0])):
                if n < _RARE * total / size:
                    yield Row(
                        item="",
                        field=name,
                        kind="imbalance",
                        severity="warning",
                        confidence=0.9,
                        evidence=said(
                            "audit_imbalance",
                            target=name, value=value, n=n, total=total,
                            largest=largest, most=most,
                        ),
                        fix=said("audit_fix_imbalance", value=value),
                    )  # fmt: skip
