"""The mechanism behind each role's closed table: versioned name → class. Nothing else is importable.

A table is `{"text_counts/1": "tuwen.encoders.text_counts:TextCounts"}`, written in our source;
a name read from a file only ever selects a key of it.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from tuwen.core.errors import UnknownName
from tuwen.core.suggest import closest


class Registry(Mapping[str, Any]):
    """A closed table of one role, whose classes load on first use."""

    def __init__(self, role: str, table: Mapping[str, str]) -> None:
        """`table` maps a versioned name to "module:Class"."""
        self.role = role
        self._table = dict(table)

    def __getitem__(self, name: str) -> Any:
        """The class called `name`; "text_counts" stands for its newest version."""
        full = self.full_name(name)
        module, _, attribute = self._table[full].partition(":")
        return getattr(import_module(module), attribute)

    def full_name(self, name: str) -> str:
        """The versioned name of `name`; raises UnknownName with the nearest one."""
        if name in self._table:
            return name
        versions = [known for known in self._table if known.partition("/")[0] == name]
        if not versions:
            plain = {known.partition("/")[0] for known in self._table}
            raise UnknownName("unknown_name", role=self.role, name=name, near=closest(name, plain))
        return max(versions, key=lambda known: int(known.partition("/")[2]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


# Where each role keeps its table. Named by string, so that core imports no layer above it; closed, as
# the tables are: what a file says only selects among these.
_ROLES = {
    "encoder": "tuwen.encoders",
    "step": "tuwen.steps",
    "head": "tuwen.heads",
    "decoder": "tuwen.decoders",
    "objective": "tuwen.objectives",
}


def role_table(role: str) -> Registry:
    """The closed table of a role; raises UnknownName for a role that does not exist."""
    if role not in _ROLES:
        raise UnknownName("unknown_name", role="role", name=role, near=closest(role, _ROLES))
    table = import_module(_ROLES[role]).TABLE
    assert isinstance(table, Registry)
    return table
