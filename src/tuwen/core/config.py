"""Configs: frozen keyword-only dataclasses beside their part, to and from JSON."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from typing import Any, Self

from tuwen.core.errors import BadConfig
from tuwen.core.suggest import closest


@dataclasses.dataclass(frozen=True, kw_only=True)
class Config:
    """Base of every config. Fields are JSON scalars, or tuples of them."""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values by field name."""
        return {
            f.name: list(v) if isinstance(v := getattr(self, f.name), tuple) else v
            for f in dataclasses.fields(self)
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The config of `values`; raises BadConfig on an unknown name or a wrong type."""
        hints = typing.get_type_hints(cls)
        known = {f.name for f in dataclasses.fields(cls)}
        given: dict[str, Any] = {}
        for name, value in values.items():
            if name not in known:
                raise BadConfig(
                    "unknown_setting", name=name, part=cls.__qualname__, near=closest(name, known)
                )
            value = tuple(value) if isinstance(value, list) else value
            if not _fits(value, hints[name]):
                raise BadConfig(
                    "setting_type", name=name, value=repr(value), expected=str(hints[name])
                )
            given[name] = value
        return cls(**given)


def _fits(value: Any, hint: Any) -> bool:
    origin = typing.get_origin(hint)
    if hint is Any:
        return True
    if origin is typing.Literal:
        return value in typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, each) for each in typing.get_args(hint))
    if origin is tuple:
        inner = typing.get_args(hint)[0]
        return isinstance(value, tuple) and all(_fits(each, inner) for each in value)
    if hint is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint)
