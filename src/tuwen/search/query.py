"""A query against everything a collection can be searched by, the rankings fused."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from tuwen.core.errors import Busy, LimitReached, UsageError
from tuwen.core.items import Item
from tuwen.search.pictures import PictureIndex, examined
from tuwen.search.result import Fused, Hit, Ranked, SearchResult, fuse
from tuwen.search.spaces import Spaces
from tuwen.search.vectors import Near
from tuwen.search.words import Term, WordIndex, matched
from tuwen.store import Collection
from tuwen.store.fulltext import FullText

TARGETS = ("any", "text", "image")
POOL = 100  # hits a way of searching may bring into the fusion
LEAST_SHARE = 0.15  # of what a query's words can score: below, a hit holds only its commonest
# Beside words that match, likeness only settles ties and goes on where words end: on CSL titles
# (development part) equal weights cost .15 MRR against words alone, these nothing.
TEXT_WEIGHT, PICTURE_WEIGHT = 0.05, 0.3
LIKE_TERMS = 24  # rarest terms of an item that others like it are asked for
_searchers: WeakKeyDictionary[Collection, "Searcher"] = WeakKeyDictionary()


def search(
    collection: Collection, query: str | bytes, to: str = "any", k: int = 10
) -> SearchResult:
    """The k best items for words, for the bytes of a picture, or for the id of an item.

    `to` = "text" or "image" asks for items that have one. The index is brought up to date first,
    also where the collection is open for reading and nobody else writes. Raises UsageError for
    another `to`, Refused for a picture that the intake refuses, DamagedData.
    """
    if to not in TARGETS:
        raise UsageError("search_to", value=to)
    searcher = _searchers.get(collection)
    if searcher is None or not searcher.fits():
        searcher = _searchers[collection] = Searcher(collection)
    return searcher.search(query, to, k)


class Searcher:
    """Everything one version of a collection can be searched by, loaded once."""

    def __init__(self, collection: Collection) -> None:
        """Bring the index up to date, and load it."""
        self._collection = collection
        index = _current(collection)
        self._state = _state(collection)
        self._place = collection.snapshot.place
        self.words = WordIndex(index, self._place)
        self._has_text = index.tokens
        self.spaces = Spaces(collection)
        self.pictures = PictureIndex(collection)

    def fits(self) -> bool:
        """Whether nothing was added, removed or mined since."""
        return self._state == _state(self._collection)

    def search(self, query: str | bytes, to: str, k: int) -> SearchResult:
        """As the function of that name."""
        keep = self._keep(to)
        pool = max(POOL, k)
        terms: Sequence[Term] = ()
        if isinstance(query, bytes):
            lists = self._by_picture(query, pool, keep)
        elif len(row := self._collection.rows_of([query])):
            terms, lists = self._by_item(int(row[0]), pool, keep)
        else:
            terms = self.words.terms(query)
            lists = self._by_text(query, terms, pool, keep)
        return self._result([each for each in lists if len(each.rows)], terms, k)

    # ways

    def _by_text(
        self, text: str, terms: Sequence[Term], pool: int, keep: np.ndarray | None
    ) -> list[Ranked]:
        lists = [self._by_words(terms, pool, keep)]
        if "lsa" in self.spaces:
            vector = self.spaces.of_text("lsa", text)
            near = self.spaces.nearest("lsa", vector, pool, keep)
            lists.append(_ranked("text", near, TEXT_WEIGHT))
        if "joint-image" in self.spaces:
            vector = self.spaces.of_text("joint-image", text)
            near = self.spaces.nearest("joint-image", vector, pool, keep)
            near = near._replace(noise=self.spaces.cutoff)
            lists.append(_ranked("picture", near, PICTURE_WEIGHT))
        return lists

    def _by_item(
        self, row: int, pool: int, keep: np.ndarray | None
    ) -> tuple[Sequence[Term], list[Ranked]]:
        """Items like an item, itself left out."""
        others = np.ones(len(self._place), bool) if keep is None else keep.copy()
        others[row] = False
        (item,) = self._collection.items(self._collection.ids_of(np.array([row])))
        terms = self.words.terms(item.text())[:LIKE_TERMS]
        lists = [self._by_words(terms, pool, others)]
        for name, space in (("text", "lsa"), ("picture", "joint-image")):
            vector = self.spaces.of_row(space, row)
            lists.append(_ranked(name, self.spaces.nearest(space, vector, pool, others)))
        for image in item.images[:1]:
            phash = int(self._collection.picture_facts(image.sha256)["phash"], 16)
            lists.append(self._by_hash(phash, pool, others))
        return terms, lists

    def _by_picture(self, data: bytes, pool: int, keep: np.ndarray | None) -> list[Ranked]:
        lists = [self._by_hash(examined(data).phash, pool, keep)]
        if "joint-image" in self.spaces:
            vector = self.spaces.of_picture("joint-image", data)
            near = self.spaces.nearest("joint-image", vector, pool, keep)
            lists.append(_ranked("picture", near))
            across = self.spaces.nearest("joint-text", vector, pool, keep)
            lists.append(_ranked("text", across._replace(noise=self.spaces.cutoff)))
        return lists

    def _by_words(self, terms: Sequence[Term], pool: int, keep: np.ndarray | None) -> Ranked:
        rows, scores = self.words.search(terms, pool, keep)
        return Ranked("words", rows, scores, LEAST_SHARE * sum(term.weight for term in terms))

    def _by_hash(self, phash: int, pool: int, keep: np.ndarray | None) -> Ranked:
        alike = self.pictures.search(phash, pool)
        mine = np.ones(len(alike.rows), bool) if keep is None else keep[alike.rows]
        return Ranked("bits", alike.rows[mine], -alike.bits[mine].astype(np.float64), -65.0)

    def _keep(self, to: str) -> np.ndarray | None:
        if to == "any":
            return None
        mask = np.zeros(len(self._place), bool)
        mask[self.pictures.rows if to == "image" else self._text_rows] = True
        return mask

    @cached_property
    def _text_rows(self) -> np.ndarray:
        return self._has_text.rows_with_words()

    # answer

    def _result(self, lists: Sequence[Ranked], terms: Sequence[Term], k: int) -> SearchResult:
        fused = fuse(lists)
        # What only likeness found, and chance would have found too, is no hit.
        fused = [one for one in fused if one.signal or "words" in one.figures]
        hits: list[Hit] = []
        noise = [0.0]
        used: set[str] = set()
        for one, item in self._with_items(fused, k):
            why = _why(one, item, terms)
            if not why:
                continue
            hits.append(Hit(item.id, one.score, why))
            used |= set(one.figures)
            if not one.signal:
                noise.append(one.score)
            if len(hits) == k:
                break
        mode = "+".join(each.name for each in lists if each.name in used)
        return SearchResult(hits, max(noise), mode)

    def _with_items(self, fused: Sequence[Fused], k: int) -> Any:
        for start in range(0, len(fused), k):
            some = fused[start : start + k]
            ids = self._collection.ids_of(np.array([one.row for one in some], np.int64))
            yield from zip(some, self._collection.items(ids), strict=True)


def _why(one: Fused, item: Item, terms: Sequence[Term]) -> dict[str, Any]:
    """The evidence for a hit; empty where it rests on characters that only met across a comma."""
    why: dict[str, Any] = {}
    if "words" in one.figures and (words := matched(item.text(), terms)):
        why["words"] = words
    for name in ("text", "picture"):
        if name in one.figures:
            why[name] = round(one.figures[name], 3)
    if "bits" in one.figures:
        why["bits"] = int(-one.figures["bits"])
    return why


def _ranked(name: str, near: Near, weight: float = 1.0) -> Ranked:
    return Ranked(name, near.rows, near.cosines, near.noise, weight)


def _state(collection: Collection) -> tuple[Any, ...]:
    files = [
        row.path
        for kind in ("fulltext", "vectors", "folder")
        for row in collection.drawer.registered(kind)
    ]
    return collection.version, tuple(files)


def _current(collection: Collection) -> FullText:
    index = FullText(collection)
    if index.current:
        return index
    if collection.writable:
        index.update()
        return index
    try:
        with Collection.open(collection.path, write=True) as writer:
            FullText(writer).update()
    except (Busy, LimitReached):
        return index  # somebody else writes, or nobody may: what is indexed is searched
    return FullText(collection)
