"""What all tables share: columns, roles, a description, and rows that become records."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from tuwen.core.records import Reader, Record, Reject
from tuwen.readers.blobs import Blob
from tuwen.readers.encoding import Guess
from tuwen.readers.options import ReadOptions
from tuwen.readers.pictures import Pictures
from tuwen.readers.role_names import split_of_file
from tuwen.readers.roles import Assignment, assign
from tuwen.readers.rows import RowMaker

SHOWN_ROWS, SHOWN_CHARS = 5, 500


class TableReader(Reader):
    """A file of rows. A format says its columns, a sample, and how its rows come."""

    format: ClassVar[str]

    def __init__(
        self, blob: Blob, options: ReadOptions, pictures: Pictures, *, id_prefix: str = ""
    ) -> None:
        """`pictures` finds what image columns name."""
        self.blob, self.options, self.pictures = blob, options, pictures
        self.id_prefix = options.id_prefix + id_prefix

    @abstractmethod
    def sample(self) -> Sequence[Mapping[str, Any]]:
        """The first rows, column → value."""

    @abstractmethod
    def rows(self, maker: RowMaker) -> Iterator[Record | Reject]:
        """Every row exactly once."""

    def facts(self) -> dict[str, Any]:
        """What else this format has to say of the file (encoding, delimiter, …)."""
        return {}

    def guess(self) -> Guess | None:
        """The encoding; None for formats that say it themselves."""
        return None

    def columns(self, sample: Sequence[Mapping[str, Any]]) -> list[str]:
        """The columns in the order met."""
        return list(dict.fromkeys(name for row in sample for name in row))

    def plan(self, sample: Sequence[Mapping[str, Any]]) -> dict[str, Assignment]:
        """What each column becomes."""
        plan = assign(self.columns(sample), sample, self.options.roles)
        if "image" not in self.options.roles:
            for name, to in plan.items():
                if to.role == "image" and not self._pictures_there(name, sample):
                    plan[name] = Assignment("meta", name)
        return plan

    def _pictures_there(self, name: str, sample: Sequence[Mapping[str, Any]]) -> bool:
        """Whether any of the pictures that the sample names can be found."""
        return self.pictures.any_there([row[name] for row in sample if row.get(name)])

    def describe(self) -> dict[str, Any]:
        """Format, encoding, columns, roles and first rows; where the encoding is in doubt, only that."""
        found = self.guess()
        told = {"format": self.format, "file": self.blob.name}
        if found is not None:
            told |= found.described()
            if not found.sure:
                return {**told, "columns": [], "roles": {}, "rows": []}
        sample = self.sample()
        plan = self.plan(sample)
        roles: dict[str, list[str]] = {}
        for name, to in plan.items():
            roles.setdefault(to.role, []).append(name)
        return {
            **told,
            **self.facts(),
            "columns": list(plan),
            "roles": roles,
            "becomes": {name: to.name for name, to in plan.items()},
            "split": self._split(plan),
            "rows": [
                {name: _brief(value) for name, value in row.items()} for row in sample[:SHOWN_ROWS]
            ],
        }

    def _split(self, plan: Mapping[str, Assignment]) -> str:
        told = any(to.role == "split" for to in plan.values())
        return "" if told else split_of_file(self.blob.stem)

    def __iter__(self) -> Iterator[Record | Reject]:
        """Every row, as a record or as a reject."""
        plan = self.plan(self.sample())
        split = self._split(plan)
        # train.jsonl and test.jsonl often number their rows alike; in one collection one would
        # pass for a new version of the other.
        prefix = self.id_prefix or (f"{self.blob.stem}/" if split else "")
        maker = RowMaker(
            file=self.blob.name,
            plan=plan,
            options=self.options,
            pictures=self.pictures,
            split=split,
            id_prefix=prefix,
        )
        return self.rows(maker)


def _brief(value: Any) -> Any:
    """A value for showing: long texts cut, bytes only counted."""
    if isinstance(value, str):
        return value if len(value) <= SHOWN_CHARS else value[:SHOWN_CHARS] + "…"
    if isinstance(value, (bytes, bytearray)):
        return f"<{len(value)} bytes>"
    if isinstance(value, dict):
        return {name: _brief(each) for name, each in value.items()}
    return [_brief(each) for each in value] if isinstance(value, (list, tuple)) else value
