"""What the folders above a file say about it: a split, a class, or only an order of their own."""

import re
from pathlib import PurePosixPath
from typing import Any

from tuwen.readers.blobs import shown
from tuwen.readers.role_names import split_name

# Folder names that say what lies in them, not what class it is of.
_GENERIC = frozenset(
    "images image imgs img pictures pics photos photo picture data dataset files media assets "
    "texts text txt docs documents articles items all 图片 照片 图像 文本 数据 文章".split()
)
_DATES = re.compile(r"[\d\-_./年月日]+")


class Places:
    """Reads paths below one root; folders that all files share tell nothing and are passed over."""

    def __init__(self, names: list[str], beside_tables: bool) -> None:
        """`names` are the files whose places count; beside tables, folders are no classes."""
        self._common = _common_folder(names)
        self._beside_tables = beside_tables

    def of(self, name: str) -> dict[str, Any]:
        """Item parts: `split`, and `targets` with a label, or the folder in `meta`."""
        parts = list(PurePosixPath(shown(name)).parts[self._common : -1])
        found: dict[str, Any] = {}
        while parts and (split := split_name(parts[0])) or parts and parts[0].lower() in _GENERIC:
            if split:
                found["split"] = split
            parts.pop(0)
        while parts and parts[-1].lower() in _GENERIC:
            parts.pop()
        if parts:
            path = "/".join(parts)
            if self._beside_tables or _DATES.fullmatch(path):
                found["meta"] = {"folder": path}
            else:
                found["targets"] = {"label": path}
        return found

    def label(self, name: str) -> str:
        """The class that a file's folders say, or ""."""
        return str(self.of(name).get("targets", {}).get("label", ""))


def _common_folder(names: list[str]) -> int:
    if not names:
        return 0
    first, last = PurePosixPath(min(names)).parts[:-1], PurePosixPath(max(names)).parts[:-1]
    depth = 0
    while depth < min(len(first), len(last)) and first[depth] == last[depth]:
        depth += 1
    while depth and split_name(first[depth - 1]):
        depth -= 1
    return depth
