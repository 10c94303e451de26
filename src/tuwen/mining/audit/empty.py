"""Items with nothing in them, and fields that nearly every other item fills."""

import re
from collections import Counter
from collections.abc import Iterator

from tuwen.mining.audit.check import Seen, Whole, WholeCheck
from tuwen.mining.audit.rows import Row, said

_NOTHING = re.compile(
    r"[\W_]*(?:n/?a|nan|none|null|nil|undefined|unknown|tbd|todo|lorem ipsum|test|无|暂无|空|没有|未知|待定)?[\W_]*",
    re.IGNORECASE,
)
_EXPECTED = 0.95  # a field that so many items fill is expected of the others
_KEPT = 5_000  # items noted per field; a field missing more often is not expected


class Empty(WholeCheck):
    """Items without content, then single fields."""

    name = "empty"

    def __init__(self, n_items: int) -> None:
        super().__init__(n_items)
        self._n = 0
        self._filled: Counter[str] = Counter()
        self._bare: list[str] = []
        self._wordless: list[str] = []
        self._lacks: dict[str, list[str]] = {}

    def see(self, seen: Seen) -> None:
        """Note which items fill which fields."""
        for item, text in zip(seen.items, seen.texts, strict=True):
            self._n += 1
            if len(text) < 64 and _NOTHING.fullmatch(text):
                # A picture without words is content, unless every other has words.
                (self._wordless if item.images else self._bare).append(item.id)
                continue
            for name, value in item.fields.items():
                if value and not value.isspace():
                    self._filled[name] += 1
            for name in self._filled:
                if not item.fields.get(name, "").strip():
                    lacks = self._lacks.setdefault(name, [])
                    if len(lacks) <= _KEPT:
                        lacks.append(item.id)

    def conclude(self, whole: Whole) -> Iterator[Row]:
        """Rows for bare items, and for fields that almost all others fill."""
        for item in self._bare:
            yield _row(item, "", "audit_empty_item")
        told = self._n - len(self._bare) - len(self._wordless)
        if told >= _EXPECTED * (self._n - len(self._bare)):
            for item in self._wordless:
                yield _row(item, "", "audit_empty_words")
        for name, items in self._lacks.items():
            if self._filled[name] >= _EXPECTED * told:
                for item in items:
                    yield _row(item, name, "audit_empty_field")


def _row(item: str, field: str, key: str) -> Row:
    whole = key == "audit_empty_item"
    return Row(
        item=item,
        field=field,
        kind="empty",
        severity="error" if whole else "warning",
        confidence=1.0 if whole else 0.9,
        evidence=said(key, field=field),
        fix=said("audit_fix_empty_item" if whole else "audit_fix_empty_field", field=field),
    )
