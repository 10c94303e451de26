"""A row with assigned columns → a record, or the reason why not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tuwen.core.items import Item, Origin, When, canonical
from tuwen.core.records import REJECT_BYTES, Picture, Record, Reject
from tuwen.readers.cells import class_of, classes_of
from tuwen.readers.options import ReadOptions
from tuwen.readers.pictures import Pictures
from tuwen.readers.role_names import split_name
from tuwen.readers.roles import Assignment
from tuwen.readers.times import parse_time
from tuwen.readers.tree import BadPicture


@dataclass(slots=True)
class RowMaker:
    """Makes records of one file: `file` as shown, columns with their assignment.

    A column that is not in `plan` (one that first turns up after the sample) becomes meta.
    `split`, `label` and `folder` are what the file's own name and place say.
    """

    file: str
    plan: Mapping[str, Assignment]
    options: ReadOptions
    pictures: Pictures
    split: str = ""
    id_prefix: str = ""
    _plans: dict[tuple[str, ...], "RowPlan"] = field(default_factory=dict)

    def from_mapping(self, row: Mapping[str, Any], line: int, raw: str | bytes) -> Record | Reject:
        """The record of a JSON object or any other row that names its own columns."""
        names = tuple(row)
        plan = self._plans.get(names)
        if plan is None:
            plan = self.fixed(names)
            # Rows that all differ, or are very wide, must not fill the memory.
            if len(self._plans) < 10_000 and len(names) < 200:
                self._plans[names] = plan
        return self.make(plan, row.values(), line, raw)

    def fixed(self, columns: Sequence[str]) -> "RowPlan":
        """The plan of rows with these columns, for `make`."""
        plan = []
        for column in columns:
            to = self.plan.get(column) or Assignment("meta", column)
            easy = "text" if to.role in _FIELDS and not to.language else to.role
            plan.append((easy, to.name, column, to))
        return plan

    def reject(self, reason: str, line: int, raw: str | bytes, **values: Any) -> Reject:
        """A refused row with its first bytes."""
        if isinstance(raw, str):
            raw = raw[:REJECT_BYTES].encode("utf-8", "surrogatepass")
        return Reject(self.file, line, reason, values, raw[:REJECT_BYTES])

    def make(
        self, plan: "RowPlan", row: Iterable[Any], line: int, raw: str | bytes
    ) -> Record | Reject:
        """The record of `row`, values aligned with `plan`."""
        draft = _Draft()
        fields, meta = draft.fields, draft.meta
        for (easy, name, column, to), value in zip(plan, row, strict=False):
            if value is None or value == "":
                continue
            if easy == "text" and type(value) is str:
                fields[name] = value
            elif easy == "meta":
                meta[name] = value
            else:
                _PLACERS[to.role](draft, column, to, value)
        pictures: tuple[Picture, ...] = ()
        if draft.images:
            try:
                pictures = self.pictures.of(draft.images)
            except BadPicture as bad:
                return self.reject(bad.reason, line, raw, **bad.values)
        if not (fields or pictures or draft.targets or meta):
            return self.reject("reject_empty", line, raw)
        return Record(self._item(draft, line), pictures)

    def _item(self, draft: "_Draft", line: int) -> Item:
        return Item(
            id=f"{self.id_prefix}{draft.id}" if draft.id else "",
            fields=draft.fields,
            languages=draft.languages,
            targets=draft.targets,
            time=draft.time,
            place=draft.place,
            group=draft.group,
            split=draft.split or self.split,
            meta=draft.meta,
            origin=Origin(self.file, line),
        )


# For each column: what is done with it where it is easy, its name in the item, its own, and all.
RowPlan = list[tuple[str, str, str, Assignment]]


class _Draft:
    """An item in the making."""

    __slots__ = (
        "fields", "languages", "targets", "meta", "images", "id", "time", "place", "group", "split",
    )  # fmt: skip

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.languages: dict[str, str] = {}
        self.targets: dict[str, Any] = {}
        self.meta: dict[str, Any] = {}
        self.images: list[Any] = []
        self.time: When | None = None
        self.id = self.place = self.group = self.split = ""


_FIELDS = frozenset(("title", "summary", "text", "field"))


def _field(draft: _Draft, column: str, to: Assignment, value: Any) -> None:
    if isinstance(value, str):
        text = value
    elif isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        text = "\n".join(value)  # several texts under one name: one a line
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        text = str(value)
    elif isinstance(value, dict) and all(isinstance(each, (str, list)) for each in value.values()):
        for code, each in value.items():  # a text for every language
            _field(draft, column, Assignment("field", f"{to.name}_{code}", code.lower()), each)
        return
    else:
        draft.meta[column] = value
        return
    if text:
        draft.fields[to.name] = text
        if to.language:
            draft.languages[to.name] = to.language


def _id(draft: _Draft, column: str, to: Assignment, value: Any) -> None:
    draft.id = str(value)


def _image(draft: _Draft, column: str, to: Assignment, value: Any) -> None:
    draft.images.append(value)


def _label(draft: _Draft, column: str, to: Assignment, value: Any) -> None:
    if isinstance(value, (list, tuple)):
        _labels(draft, column, to, value)
    else:
        draft.targets[to.name] = class_of(value)


def _labels(draft: _Draft, column: str, to: Assignment, value: Any) -> None:
    draft.targets[to.name] = classes_of(value)


def _time(draft: _Draft, column: str, to: Assignment, value: Any) -> None:
    draft.time = parse_time(str(value))


def _place(draft: _Draft, column: str, to: Assignment, value: Any) -> None:
    draft.place = str(value)


def _group(draft: _Draft, column: str, to: Assignment, value: Any) -> None:
    draft.group = class_of(value)


def _split(draft: _Draft, column: str, to: Assignment, value: Any) -> None:
    draft.split = split_name(str(value)) or str(value)


def _tokens(draft: _Draft, column: str, to: Assignment, value: Any) -> None:
    draft.meta["tokens"] = list(value) if isinstance(value, (list, tuple)) else str(value).split()
    draft.fields.setdefault("text", joined(draft.meta["tokens"]))


def joined(tokens: Sequence[Any]) -> str:
    """Tokens as running text: a space between two words of letters, none beside Han characters."""
    parts: list[str] = []
    for token in map(str, tokens):
        if parts and token and parts[-1] and _wants_space(parts[-1][-1]) and _wants_space(token[0]):
            parts.append(" ")
        parts.append(token)
    return "".join(parts)


def _wants_space(character: str) -> bool:
    return character < "\u2e80" or "\uac00" <= character <= "\ud7a3"


def _tags(draft: _Draft, column: str, to: Assignment, value: Any) -> None:
    draft.targets[column] = classes_of(value)


def _own(draft: _Draft, column: str, to: Assignment, value: Any) -> None:
    draft.targets[to.name] = value


_PLACERS = {
    "title": _field, "summary": _field, "text": _field, "field": _field, "id": _id,
    "image": _image, "label": _label, "labels": _labels, "time": _time, "place": _place,
    "group": _group, "split": _split, "tokens": _tokens, "tags": _tags, "entities": _own,
    "target": _own,
}  # fmt: skip


def storable(row: Any) -> bool:
    """Whether every text of `row` is Unicode that can be stored (no lone surrogates)."""
    try:
        canonical(row).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
