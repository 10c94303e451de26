"""Pictures: names that lie about the format, the same picture twice, nearly the same picture."""

from collections.abc import Iterator
from pathlib import PurePath

from tuwen.image.near import near_pictures
from tuwen.mining.audit.check import Seen, Whole, WholeCheck
from tuwen.mining.audit.rows import Row, said

_SUFFIXES = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "PNG": (".png",),
    "WEBP": (".webp",),
    "GIF": (".gif",),
    "BMP": (".bmp", ".dib"),
    "TIFF": (".tif", ".tiff"),
}
_KNOWN = frozenset(suffix for each in _SUFFIXES.values() for suffix in each)
_REUSED = 20  # a picture under more items than this is an emblem rather than a duplicate


class Pictures(WholeCheck):
    """Wrong extensions, exact and near duplicate pictures."""

    name = "pictures"

    def __init__(self, n_items: int) -> None:
        super().__init__(n_items)
        self._uses: dict[str, list[tuple[str, str]]] = {}

    def see(self, seen: Seen) -> None:
        """Note who shows which picture under which name."""
        for item in seen.items:
            for image in item.images:
                self._uses.setdefault(image.sha256, []).append((item.id, image.name))

    def conclude(self, whole: Whole) -> Iterator[Row]:
        """Rows for names, then for pictures used twice, then for those nearly the same."""
        if not self._uses:
            return
        table = whole.material.pictures()
        yield from self._names(dict(zip(table.sha256, table.format, strict=True)))
        for _, uses in sorted(self._uses.items()):
            owners = sorted({item for item, _ in uses})
            if 1 < len(owners) <= _REUSED:
                first = owners[0]
                for item, name in sorted(uses):
                    if item != first:
                        yield _twin(item, name, first, None)
                        first = first if item != first else item
        used = [i for i, sha256 in enumerate(table.sha256) if sha256 in self._uses]
        pairs = near_pictures(
            table.phash[used],
            table.dhash[used],
            lambda i: whole.material.thumbnail(table.sha256[used[i]]),
        )
        yield from self._near([table.sha256[i] for i in used], pairs)

    def _names(self, formats: dict[str, str]) -> Iterator[Row]:
        for sha256, uses in sorted(self._uses.items()):
            kind = formats.get(sha256, "")
            for item, name in uses:
                suffix = PurePath(name).suffix.lower()
                if suffix in _KNOWN and suffix not in _SUFFIXES.get(kind, (suffix,)):
                    right = _SUFFIXES[kind][0]
                    yield Row(
                        item=item,
                        field=name,
                        kind="wrong_extension",
                        severity="warning",
                        confidence=1.0,
                        evidence=said("audit_wrong_extension", name=name, format=kind),
                        fix=said(
                            "audit_fix_extension", name=str(PurePath(name).with_suffix(right))
                        ),
                    )

    def _near(self, shas: list[str], pairs: list[tuple[int, int, int]]) -> Iterator[Row]:
        told: set[tuple[str, str]] = set()
        for i, j, distance in pairs:
            (first, _), (item, name) = sorted((min(self._uses[shas[i]]), min(self._uses[shas[j]])))
            if first != item and (first, item) not in told:
                told.add((first, item))
                yield _twin(item, name, first, distance)


def _twin(item: str, name: str, other: str, distance: int | None) -> Row:
    return Row(
        item=item,
        field=name,
        kind="picture_duplicate",
        severity="warning",
        confidence=1.0 if distance is None else 0.95 - 0.01 * distance,
        evidence=said("audit_picture_same", other=other)
        if distance is None
        else said("audit_picture_near", other=other, distance=distance),
        fix=said("audit_fix_picture_duplicate", other=other),
    )
