"""What the sections are made of: findings, items, and thumbnails within a budget."""

import base64
import io
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuwen.core.errors import DamagedData, NotFound
from tuwen.core.items import FIELD_ORDER, Item
from tuwen.report.markup import Html, plain, tag
from tuwen.report.words import Words

if TYPE_CHECKING:
    from tuwen.store import Collection

THUMBNAILS = 300  # pictures a page carries at most
_QUALITY = 70
_FRAME = (1.15, 1.8)  # aspects that are cut to the frame; others are shown whole


class Material:
    """Gives sections what they ask for, and keeps what the page must carry."""

    def __init__(self, collection: "Collection", words: Words, page: Path) -> None:
        """`words` says everything that is not somebody's text; `page` is where the page will be."""
        self.collection, self.words, self.page = collection, words, page
        self._items: dict[str, Item | None] = {}
        self._thumbnails: dict[str, str] = {}  # sha256 → data URI
        self._wide: set[str] = set()  # those that fill a 4:3 frame without losing much

    def findings(self, name: str) -> Mapping[str, Any] | None:
        """The findings of a stage, None where it found nothing or did not run."""
        return self.collection.findings(name)

    @property
    def path(self) -> Path:
        """The collection's folder."""
        return Path(self.collection.path)

    @property
    def name(self) -> str:
        """What the collection is called."""
        return self.path.resolve().stem

    @cached_property
    def topics(self) -> list[Mapping[str, Any]]:
        """The topics found, or none."""
        found = self.findings("topics")
        return list(found["topics"]) if found else []

    def items(self, ids: Iterable[str]) -> list[Item]:
        """The items of `ids`, in that order, without those that are no longer here."""
        wanted = list(dict.fromkeys(ids))
        unknown = [id for id in wanted if id not in self._items]
        if unknown:
            self._items |= dict.fromkeys(unknown)
            self._items |= {item.id: item for item in self.collection.items(unknown)}
        return [item for id in wanted if (item := self._items[id]) is not None]

    def item(self, id: str) -> Item | None:
        """The item of that id, None where it is no longer here."""
        found = self.items([id]) if id else []
        return found[0] if found else None

    def title(self, item: Item, limit: int = 90) -> str:
        """What an item is called: its title, or how its text begins, or its id."""
        for name in (*FIELD_ORDER, *item.fields):
            if text := plain(item.fields.get(name, "")).strip():
                return text if len(text) <= limit else text[:limit].rstrip() + "…"
        return item.images[0].name if item.images else item.id

    def thumbnail(self, item: Item, cls: str = "thumb") -> Html | None:
        """The first picture of an item; None where it has none or the page's budget is spent."""
        if not item.images or not self.carry(item.images[0].sha256):
            return None
        sha256 = item.images[0].sha256
        title = self.title(item, 60)
        cls += "" if sha256 in self._wide else " whole"
        return tag(
            "img", cls=cls, data_thumb=sha256[:16], width=96, height=72, loading="lazy",
            **self.words.attribute("alt", "report_picture_of", title=title),
        )  # fmt: skip

    def carry(self, sha256: str) -> bool:
        """Whether the page carries this picture; takes it in while the budget lasts."""
        if sha256 in self._thumbnails:
            return bool(self._thumbnails[sha256])
        if sum(map(bool, self._thumbnails.values())) >= THUMBNAILS:
            return False
        try:
            uri, aspect = _data_uri(self.collection.thumbnail(sha256))
            self._thumbnails[sha256] = uri
            if _FRAME[0] < aspect < _FRAME[1]:
                self._wide.add(sha256)
        except (NotFound, DamagedData):  # `verify` tells of these; the page goes on without
            self._thumbnails[sha256] = ""
        return bool(self._thumbnails[sha256])

    def carried(self) -> str:
        """All thumbnails of the page as JSON: short name → data URI."""
        return json.dumps({key[:16]: uri for key, uri in self._thumbnails.items() if uri})


def _data_uri(jpeg: bytes) -> tuple[str, float]:
    """A thumbnail as a data URI, and its width over its height."""
    from PIL import Image

    out = io.BytesIO()
    image = Image.open(io.BytesIO(jpeg)).convert("RGB")
    image.save(out, "WEBP", quality=_QUALITY, method=4)
    uri = "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode("ascii")
    return uri, image.width / image.height
