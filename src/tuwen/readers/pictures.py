"""Names of pictures in a row → pictures, never outside the folder or archive that is read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from tuwen.core.records import Picture
from tuwen.readers.cells import listed
from tuwen.readers.tree import BadPicture, Tree


@dataclass(slots=True)
class Pictures:
    """Finds pictures in `tree`, names being relative to `folder` inside it.

    `used` collects the names that were referred to, so that a folder can give the others too.
    """

    tree: Tree
    folder: str = ""
    used: set[str] = field(default_factory=set)

    def of(self, values: Sequence[Any]) -> tuple[Picture, ...]:
        """The pictures that image columns name; raises BadPicture."""
        return tuple(picture for value in values for picture in self._each(value))

    def any_there(self, values: Sequence[Any]) -> bool:
        """Whether any picture that `values` name can be read; used names are not kept."""
        look = Pictures(self.tree, self.folder)
        for value in values[:200]:
            try:
                if any(p.data or p.path and p.path.is_file() for p in look.of([value])):
                    return True
            except BadPicture as bad:
                if bad.reason != "reject_picture_missing":
                    return True  # each such row will be refused, and the reason told
        return False

    def _each(self, value: Any) -> list[Picture]:
        if isinstance(value, (list, tuple)):
            return [picture for each in value for picture in self._each(each)]
        if isinstance(value, dict):  # a picture embedded in Parquet, as Hugging Face writes it
            data, name = value.get("bytes"), str(value.get("path") or "picture")
            return [Picture(name, data=data)] if data else self._each(name)
        if isinstance(value, (bytes, bytearray)):
            return [Picture("picture", data=bytes(value))]
        if value is None or value == "":
            return []
        return [self._named(name) for name in _names(str(value))]

    def _named(self, name: str) -> Picture:
        if "://" in name or name.startswith(("/", "\\")) or name[1:3] in (":\\", ":/"):
            raise BadPicture("reject_picture_outside", picture=name)
        parts: list[str] = list(PurePosixPath(self.folder).parts)
        for part in name.replace("\\", "/").split("/"):
            if part == "..":
                if not parts:
                    raise BadPicture("reject_picture_outside", picture=name)
                parts.pop()
            elif part not in ("", "."):
                parts.append(part)
        inside = "/".join(parts)
        self.used.add(inside)
        return self.tree.picture(inside, shown_as=name)


def _names(text: str) -> list[str]:
    if text.startswith("["):
        return [str(each) for each in listed(text) if each]
    for mark in (";", "|"):
        if mark in text:
            return [part.strip() for part in text.split(mark) if part.strip()]
    return [text]
