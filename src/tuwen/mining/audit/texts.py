"""Text that was decoded wrongly: mojibake that can be undone, and doubts that cannot."""

import re
from collections.abc import Iterator

from tuwen.core.items import Item
from tuwen.mining.audit.check import ItemCheck, Seen
from tuwen.mining.audit.rows import Row, said
from tuwen.text.mojibake import undo

# Traces of bytes that could not be decoded: U+FFFD; the same read as GBK; uninitialised memory;
# the byte order mark read as Latin-1 or GBK; C1 controls; lone surrogates; runs of question marks.
_DOUBT = re.compile(
    "\ufffd|锟斤拷|[烫屯]{4}|ï»¿|锘|[\u0080-\u0084\u0086-\u009f]|[\ud800-\udfff]"
    "|(?<=[\u4e00-\u9fff])[?]{3,}(?=[\u4e00-\u9fff])|[\x00-\x08\x0e-\x1b]"
)
_SHOWN = 40


class Decoding(ItemCheck):
    """Mojibake with the text it should be, or traces of a wrong encoding."""

    name = "decoding"

    def look(self, seen: Seen) -> Iterator[Row]:
        """The wrongly decoded fields of a batch."""
        for item, text in zip(seen.items, seen.texts, strict=True):
            if not text.isascii():
                yield from _fields(item)


def _fields(item: Item) -> Iterator[Row]:
    for name, text in item.fields.items():
        if text.isascii():
            continue
        if fixed := undo(text):
            yield Row(
                item=item.id,
                field=name,
                kind="mojibake",
                severity="error",
                confidence=0.97 if "\ufffd" not in fixed else 0.85,
                evidence=said("audit_mojibake", text=_excerpt(text, fixed)),
                fix=said("audit_fix_mojibake", text=fixed[:_SHOWN]),
            )
        elif found := _DOUBT.search(text):
            yield Row(
                item=item.id,
                field=name,
                kind="encoding_doubt",
                severity="warning",
                confidence=0.8,
                evidence=said("audit_encoding_doubt", place=found.start(), text=found.group()),
                fix=said("audit_fix_encoding"),
            )


def _excerpt(text: str, fixed: str) -> str:
    """The text from where it begins to differ."""
    start = next((i for i, (a, b) in enumerate(zip(text, fixed, strict=False)) if a != b), 0)
    return text[start : start + _SHOWN]
