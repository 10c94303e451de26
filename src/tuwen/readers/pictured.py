"""Pictures as items: each with the text or JSON of the same stem, and what its folders say."""

from collections.abc import Iterator, Sequence
from typing import Any

from tuwen.core.errors import TuwenError
from tuwen.core.items import Item, Origin
from tuwen.core.records import Reader, Record, Reject
from tuwen.readers.blobs import shown, suffix_of
from tuwen.readers.formats import format_of
from tuwen.readers.jsonl import BadJson, parse
from tuwen.readers.options import ReadOptions
from tuwen.readers.pictures import Pictures
from tuwen.readers.places import Places
from tuwen.readers.roles import assign
from tuwen.readers.rows import RowMaker
from tuwen.readers.texts import TextFile
from tuwen.readers.tree import BadPicture, Tree


def stem(name: str) -> str:
    """A name without its suffix: what a picture and the text about it share."""
    return name[: len(name) - len(suffix_of(name))]


class Pictured(Reader):
    """One item: a picture, or several of one stem, and the files beside it that tell of it."""

    def __init__(
        self,
        tree: Tree,
        options: ReadOptions,
        names: Sequence[str],
        *,
        beside: Sequence[str] = (),
        places: Places | None = None,
        expected: str = "",
    ) -> None:
        """`beside` are texts and JSON files; `expected` is the encoding of their neighbours."""
        self.tree, self.options, self.names = tree, options, list(names)
        self.beside, self.expected = list(beside), expected
        self.places = places or Places([], beside_tables=True)

    def describe(self) -> dict[str, Any]:
        """The picture and what lies beside it."""
        return {
            "format": "picture",
            "file": shown(self.names[0]),
            "beside": [shown(name) for name in self.beside],
        }

    def __iter__(self) -> Iterator[Record | Reject]:
        """The picture as a record or a reject, and a reject for each file beside it that fails."""
        first = shown(self.names[0])
        try:
            pictures = [self.tree.picture(name, name) for name in self.names]
        except BadPicture as bad:
            yield Reject(first, 0, bad.reason, bad.values)
            return
        item = Item(
            id=self.options.id_prefix + first,
            origin=Origin(first, 0),
            **self.places.of(self.names[0]),
        )
        for name in self.beside:
            told = self._json(name) if format_of(name) == "json" else self._text(name)
            if isinstance(told, Record):
                item = _joined(item, told.item)
            else:
                yield told
        yield Record(item, tuple(pictures))

    def _text(self, name: str) -> Record | Reject:
        try:
            blob = self.tree.blob(name)
            return TextFile(
                blob, self.options, Pictures(self.tree, blob.folder), expected=self.expected
            ).read()
        except TuwenError as error:
            return Reject(shown(name), 0, error.key, error.values)

    def _json(self, name: str) -> Record | Reject:
        """The item that a JSON object beside the picture tells of."""
        try:
            data = self.tree.blob(name).head(self.options.max_record + 1)
            if len(data) > self.options.max_record:
                raise BadJson("reject_too_long")
            row = parse(data.decode("utf-8-sig"))
        except TuwenError as error:
            return Reject(shown(name), 0, error.key, error.values)
        except UnicodeDecodeError:
            return Reject(shown(name), 1, "reject_encoding")
        except BadJson as bad:
            return Reject(shown(name), 1, str(bad), {}, data[:80])
        if not isinstance(row, dict):
            return Reject(shown(name), 1, "reject_json_no_object", {}, data[:80])
        plan = {k: to for k, to in assign(list(row), [row], {}).items() if to.role != "image"}
        maker = RowMaker(
            file=shown(name), plan=plan, options=self.options, pictures=Pictures(self.tree)
        )
        return maker.from_mapping({key: row[key] for key in plan}, 1, data)


def _joined(item: Item, told: Item) -> Item:
    """`item` with what a file beside its picture tells; the file's own words win."""
    named = told.id and not told.id.endswith(told.origin.file)  # a text's id is only its path
    return Item(
        id=told.id if named else item.id,
        fields={**item.fields, **told.fields},
        languages={**item.languages, **told.languages},
        targets={**item.targets, **told.targets},
        time=told.time or item.time,
        place=told.place or item.place,
        group=told.group or item.group,
        split=told.split or item.split,
        meta={**item.meta, **told.meta},
        origin=item.origin,
    )
