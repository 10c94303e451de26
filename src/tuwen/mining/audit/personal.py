"""Personal data by check digit and strict form, never shown in full."""

from collections.abc import Iterator

from tuwen.core.items import Item
from tuwen.mining.audit.check import ItemCheck, Seen
from tuwen.mining.audit.rows import Row, said
from tuwen.privacy.detect import find_personal, masked


class Personal(ItemCheck):
    """One row for each kind of personal data in each field."""

    name = "personal"

    def look(self, seen: Seen) -> Iterator[Row]:
        """The personal data of a batch."""
        for item, text in zip(seen.items, seen.texts, strict=True):
            if find_personal(text):
                yield from _fields(item)


def _fields(item: Item) -> Iterator[Row]:
    for name, text in item.fields.items():
        told: set[str] = set()
        for found in find_personal(text):
            if found.kind in told:
                continue
            told.add(found.kind)
            yield Row(
                item=item.id,
                field=name,
                kind="personal",
                severity="error" if found.confidence >= 0.95 else "warning",
                confidence=found.confidence,
                evidence=said(
                    f"audit_personal_{found.kind}", value=masked(found.value), place=found.start
                ),
                fix=said("audit_fix_personal"),
            )
