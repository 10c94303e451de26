"""A text or Markdown file → one record, with the pictures a Markdown text shows."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from tuwen.core.items import Item, Origin
from tuwen.core.records import REJECT_BYTES, Picture, Reader, Record, Reject
from tuwen.readers.blobs import Blob
from tuwen.readers.encoding import Guess, codec_of, guess
from tuwen.readers.options import ReadOptions
from tuwen.readers.pictures import Pictures
from tuwen.readers.role_names import PICTURE_SUFFIXES
from tuwen.readers.tree import BadPicture

_HEADING = re.compile(r"\A\s*#{1,6}[ \t]+(.+?)[ \t#]*\r?\n+")
# A first line followed by a blank one is a title, unless it is long or ends like a sentence.
_FIRST_LINE = re.compile(r"\A([^\r\n]{1,80})\r?\n[ \t]*\r?\n\s*")
_SENTENCE_END = tuple(".。!！?？;；,，:：…")
_SHOWN = re.compile(r"!\[[^\]\n]*\]\(\s*<?([^)>\s]+)")


def titled(text: str, suffix: str) -> dict[str, str]:
    """The fields of a text: its first heading (Markdown) or a title line set apart, and the rest.

    Nothing is lost: title and text together hold every line but the blank ones between them.
    """
    match = _HEADING.match(text) if suffix in (".md", ".markdown") else None
    if match is None:
        match = _FIRST_LINE.match(text)
        if match is not None and match[1].rstrip().endswith(_SENTENCE_END):
            match = None
    if match is None or not text[match.end() :].strip():
        return {"text": text} if text else {}
    return {"title": match[1].strip(), "text": text[match.end() :]}


class TextFile(Reader):
    """`.txt`, `.md` and `.markdown`: the whole file is one item, named by its path."""

    def __init__(
        self,
        blob: Blob,
        options: ReadOptions,
        pictures: Pictures,
        *,
        facts: Mapping[str, Any] | None = None,
        expected: str = "",
    ) -> None:
        """`facts` are item parts its place gives (label, split); `expected` its folder's encoding."""
        self.blob, self.options, self.pictures = blob, options, pictures
        self.given, self.expected = dict(facts or {}), expected

    def describe(self) -> dict[str, Any]:
        """Encoding and fields."""
        found = self.guess()
        fields = self.fields(
            self.blob.head(self.options.max_record).decode(codec_of(found.encoding), "replace")
        )
        return {
            "format": "text",
            "file": self.blob.name,
            **found.described(),
            "columns": list(fields),
            "roles": {name: [name] for name in fields},
            "rows": [{name: value[:500] for name, value in fields.items()}],
        }

    def guess(self, data: bytes | None = None) -> Guess:
        """The encoding; where the file alone leaves a doubt, that of its neighbours decides."""
        found = guess(self.blob, self.options, data)
        if not found.sure and self.expected in (found.encoding, *found.alternatives):
            return Guess(self.expected, found.confidence, True, found.alternatives)
        return found

    def fields(self, text: str) -> dict[str, str]:
        """Title and text."""
        return titled(text.removeprefix("\ufeff"), self.blob.suffix)

    def __iter__(self) -> Iterator[Record | Reject]:
        """One record or one reject."""
        yield self.read()

    def read(self) -> Record | Reject:
        """The record, or why not."""
        data = self.blob.head(self.options.max_record + 1)
        if len(data) > self.options.max_record:
            return self._reject("reject_too_long", data)
        if not data.strip():
            return self._reject("reject_empty", data)
        found = self.guess(data)
        if not found.sure:
            choices = ", ".join((found.encoding, *found.alternatives))
            return self._reject("reject_encoding_unsure", data, choices=choices)
        try:
            text = data.decode(codec_of(found.encoding))
        except UnicodeDecodeError:
            return self._reject("reject_encoding", data)
        item = Item(
            id=self.options.id_prefix + self.blob.name,
            fields=self.fields(text),
            origin=Origin(self.blob.name, 1),
            **self.given,
        )
        return Record(item, self._shown(text))

    def _reject(self, reason: str, data: bytes, **values: Any) -> Reject:
        return Reject(self.blob.name, 1, reason, values, data[:REJECT_BYTES])

    def _shown(self, text: str) -> tuple[Picture, ...]:
        """The local pictures that a Markdown text shows; others stay what they are, text."""
        if self.blob.suffix == ".txt":
            return ()
        found: list[Picture] = []
        for name in dict.fromkeys(_SHOWN.findall(text)):
            if PurePosixPath(name.lower()).suffix in PICTURE_SUFFIXES:
                try:
                    found += self.pictures.of([name]) if self.pictures.any_there([name]) else ()
                except BadPicture:
                    continue
        return tuple(found)
