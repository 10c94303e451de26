"""What the columns of a table are for: guessed from their names, then from what they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from tuwen.core.errors import UnknownName
from tuwen.core.suggest import closest
from tuwen.readers.cells import listed
from tuwen.readers.role_names import (
    BY_NAME,
    NAMED_LANGUAGES,
    PICTURE_SUFFIXES,
    ROLES,
    SUFFIX,
    key_of,
    language_of,
)
from tuwen.readers.times import parse_time


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a column becomes: its role, the name it gets in the item, and its language if known."""

    role: str
    name: str
    language: str = ""


def assign(
    columns: Sequence[str],
    sample: Sequence[Mapping[str, Any]],
    overrides: Mapping[str, str | tuple[str, ...]],
) -> dict[str, Assignment]:
    """The assignment of every column; raises UnknownName for an override that names none of them."""
    plan = _overridden(columns, overrides)
    closed = set(overrides)
    values: dict[str, list[Any]] = {name: [] for name in columns}
    for row in sample:
        for name, value in row.items():
            if value is not None and value != "" and value != [] and name in values:
                values[name].append(value)
    for role in _ORDER:
        if role in closed or role == "tags" and "tokens" not in _roles(plan):
            continue
        best = _best(role, columns, values, plan)
        if best is not None:
            plan[best] = Assignment(role, role)
    taken = _roles(plan)
    for name in columns:
        if name not in plan:
            plan[name] = _by_content(name, values[name], taken | closed, plan)
            taken.add(plan[name].role)
    _promote(columns, values, plan, closed)
    return {name: plan[name] for name in columns}


# Roles are filled in this order, so that the more telling names are taken first.
_ORDER = (
    "id", "split", "tokens", "tags", "entities", "image", "title", "text", "summary", "label",
    "labels", "target", "time", "place", "group",
)  # fmt: skip


def _overridden(
    columns: Sequence[str], overrides: Mapping[str, str | tuple[str, ...]]
) -> dict[str, Assignment]:
    plan: dict[str, Assignment] = {}
    for role, given in overrides.items():
        if role not in ROLES:
            raise UnknownName("unknown_role", role=role, near=closest(role, ROLES))
        names = (given,) if isinstance(given, str) else tuple(given)
        for place, name in enumerate(names):
            if name not in columns:
                near = closest(name, columns) if columns else ""
                raise UnknownName("unknown_column", column=name, near=near)
            own = name if place or role in ("field", "meta") else role
            plan[name] = Assignment(role, own)
    return plan


def _best(
    role: str,
    columns: Sequence[str],
    values: Mapping[str, list[Any]],
    plan: Mapping[str, Assignment],
) -> str | None:
    ranks = BY_NAME[role]
    found = [
        (ranks[key_of(name)], place, name)
        for place, name in enumerate(columns)
        if name not in plan and key_of(name) in ranks
    ]
    for _, _, name in sorted(found):
        told = role == "label" and key_of(name) in ("label", "标签")
        if (_no_objects if told else _FITS.get(role, _anything))(values[name]):
            return name
    return None


def _by_content(
    name: str, values: list[Any], taken: set[str], plan: Mapping[str, Assignment]
) -> Assignment:
    """A column that no role took by name; `taken` roles are not given again."""
    if (again := _by_name_again(name, values, taken, plan)) is not None:
        return again
    if not taken & {"text", "title", "summary"} and _by_language(values):
        return Assignment("field", name)
    if "image" not in taken and _picture_names(values):
        return Assignment("image", "image")
    if _long(values):
        return Assignment("field", name, language_of(name))
    return Assignment("meta", name)


def _by_name_again(
    name: str, values: list[Any], taken: set[str], plan: Mapping[str, Assignment]
) -> Assignment | None:
    """What a telling name means where its role went to a better one: more fields, more classes."""
    key, code = key_of(name), language_of(name)
    match = SUFFIX.fullmatch(key)
    base = match[1] if match else key
    if _textual(values) and (code or any(key in BY_NAME[r] for r in ("text", "summary", "title"))):
        return Assignment("field", name, code)
    if key in BY_NAME["label"] and _classes(values):
        if key == "label" and any(key_of(n).startswith("label_") for n in plan):
            return Assignment("meta", "label_id")  # the number beside its name
        return Assignment("label", name)
    if _lists(values):
        if "tokens" in taken and key in BY_NAME["tags"]:
            return Assignment("tags", name)
        if base in BY_NAME["labels"]:
            return Assignment("labels", name)
        if base in BY_NAME["keywords"]:
            return Assignment("field", name, code)
    return None


def _promote(
    columns: Sequence[str],
    values: Mapping[str, list[Any]],
    plan: dict[str, Assignment],
    closed: set[str],
) -> None:
    """Where no column is a text by its name, the one with the longest values is."""
    if _roles(plan) & {"text", "title", "summary", "tokens", "field"} or "text" in closed:
        return
    texts = [name for name in columns if plan[name].role == "meta" and _textual(values[name])]
    texts = [name for name in texts if not _picture_names(values[name])]
    texts = [name for name in texts if not _classes(values[name])] or texts
    if texts:
        longest = max(texts, key=lambda name: _mean_length(values[name]))
        plan[longest] = Assignment("text", "text")


def _roles(plan: Mapping[str, Assignment]) -> set[str]:
    return {each.role for each in plan.values()}


def _anything(values: list[Any]) -> bool:
    return True


def _share(values: list[Any], test: Any) -> float:
    return sum(map(test, values)) / len(values) if values else 0.0


def _some_text(values: list[Any]) -> bool:
    """What a telling name asks for: a column called text may hold a number here and there."""
    return not values or _share(values, lambda v: isinstance(v, str)) > 0.2


def _textual(values: list[Any]) -> bool:
    return not values or _share(values, lambda v: isinstance(v, str)) > 0.5


def _lists(values: list[Any]) -> bool:
    return not values or _share(values, lambda v: isinstance(v, (list, tuple, str))) > 0.9


def _token_lists(values: list[Any]) -> bool:
    return bool(values) and _share(values, lambda v: isinstance(v, (list, tuple))) > 0.9


def _ids(values: list[Any]) -> bool:
    return _share(values, lambda v: isinstance(v, (str, int)) and len(str(v)) <= 200) > 0.99 and (
        len({str(v) for v in values}) > 0.98 * len(values)
    )


def _no_objects(values: list[Any]) -> bool:
    return not any(isinstance(v, dict) for v in values)


def _scalars(values: list[Any]) -> bool:
    return not values or _share(values, lambda v: isinstance(v, (str, int, bool, float))) >= 0.9


def _classes(values: list[Any]) -> bool:
    if not values or not _scalars(values):
        return not values
    kinds = len({str(v) for v in values})
    short = _share(values, lambda v: len(str(v)) <= 60) > 0.95
    return short and kinds <= max(20, len(values) // 2)


def _times(values: list[Any]) -> bool:
    return not values or _share(values[:100], lambda v: bool(parse_time(str(v)).iso)) > 0.5


def _by_language(values: list[Any]) -> bool:
    """One text, or list of texts, a language: {"en": …, "zh": …}."""
    return bool(values) and all(
        isinstance(v, dict) and v and all(key.lower() in NAMED_LANGUAGES for key in v)
        for v in values
    )


def _picture_name(value: Any) -> bool:
    if isinstance(value, dict):
        return "bytes" in value
    if isinstance(value, (list, tuple)):
        return bool(value) and _picture_name(value[0])
    if isinstance(value, bytes):
        return True
    head = str(next(iter(listed(str(value))), "")).strip().lower()
    return PurePosixPath(head).suffix in PICTURE_SUFFIXES and "://" not in head


def _picture_names(values: list[Any]) -> bool:
    return bool(values) and _share(values, _picture_name) > 0.8


def _mean_length(values: list[Any]) -> float:
    return sum(_weight(v) for v in values) / len(values) if values else 0.0


def _weight(value: Any) -> float:
    """Length in Latin letters; a Han character says about as much as two and a half of them."""
    if not isinstance(value, str):
        return 0.0
    return len(value) + 1.5 * sum("\u3040" <= c <= "\u9fff" for c in value[:200])


def _long(values: list[Any]) -> bool:
    """Running text: long, with words apart (or Han), and not the same few values again."""
    if _share(values[:200], lambda v: " " in str(v) or _weight(v) > len(str(v))) < 0.5:
        return False
    return _textual(values) and _mean_length(values) >= 45 and not _classes(values)


_FITS = {
    "id": _ids, "tokens": _token_lists, "tags": _lists, "image": _picture_names,
    "text": _some_text, "title": _textual, "summary": _textual, "label": _classes, "labels": _lists,
    "time": _times, "place": _textual, "target": _textual,
}  # fmt: skip
