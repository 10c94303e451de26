"""Planted defects: which item gets which, chosen from (n, seed), and how each is done."""

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from tuwen.sample.facts import facts_at
from tuwen.sample.grammar import grammar
from tuwen.sample.page import Drawing, Page, page, picture_name
from tuwen.sample.personal import telling
from tuwen.sample.planted import Planted

SHARE, MOST = 0.006, 200  # of each kind: this share of the items, at least one, at most so many
_TRIES = 400  # draws before a kind is left out of a paper too small for it
_STREAM = 0xDEFEC7  # keeps these draws apart from those of the stories


class Plan(NamedTuple):
    """What happens to one item: a kind, the other item of its pair (-1: none), which one it is."""

    kind: str
    twin: int
    turn: int


class Defect(ABC):
    """One kind of planted defect."""

    pictures = False  # whether it is about pictures
    pairs = False  # whether it needs another item

    @abstractmethod
    def fits(self, page: Page, twin: Page | None) -> bool:
        """Whether it can be done to `page`."""

    @abstractmethod
    def plant(self, page: Page, twin: Page | None, turn: int) -> Planted:
        """Do it, and say what was done."""


class _Harm(Defect):
    """Bytes of the picture that are not what its name says."""

    pictures = True

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def fits(self, page: Page, twin: Page | None) -> bool:
        wanted = ".jpg"
        return len(page.drawings) == 1 and page.drawings[0].name.endswith(wanted)

    def plant(self, page: Page, twin: Page | None, turn: int) -> Planted:
        page.drawings[0].harm = self.kind
        return Planted(kind=self.kind, id=page.row["id"], field=page.drawings[0].name)


class _Mojibake(Defect):
    def fits(self, page: Page, twin: Page | None) -> bool:
        return page.facts.language == "zh" or "’" in page.row["text"] or "“" in page.row["text"]

    def plant(self, page: Page, twin: Page | None, turn: int) -> Planted:
        right = page.row["text"]
        raw = right.encode("utf-8")
        if turn % 2 and page.facts.language == "zh":
            page.row["text"] = raw.decode("gb18030", "replace")
        else:
            page.row["text"] = "".join(_western(byte) for byte in raw)
        return Planted(kind="mojibake", id=page.row["id"], field="text", fix=right)


def _western(byte: int) -> str:
    """A byte read as Windows-1252; the five that it leaves open as Latin-1."""
    return chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")


class _Empty(Defect):
    def fits(self, page: Page, twin: Page | None) -> bool:
        return len(page.drawings) == 1 or not page.facts.n_pictures

    def plant(self, page: Page, twin: Page | None, turn: int) -> Planted:
        page.row |= {"title": "", "summary": "", "text": ("", "  ", "\u3000\n")[turn % 3]}
        return Planted(kind="empty", id=page.row["id"], field="text")


class _Copy(Defect):
    """The words of another item, once more: whole, edited, or on the other side of the split."""

    pairs = True

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def fits(self, page: Page, twin: Page | None) -> bool:
        assert twin is not None
        across = page.facts.split == "test" and twin.facts.split == "train"
        return across if self.kind == "leak" else page.facts.split == twin.facts.split

    def plant(self, page: Page, twin: Page | None, turn: int) -> Planted:
        assert twin is not None
        # Without a picture: a second use of the twin's would be a defect of its own.
        page.drawings = []
        page.row["images"] = []
        for name in ("title", "summary", "text", "language", "place", "people", "section"):
            page.row[name] = twin.row[name]
        page.facts = twin.facts._replace(number=page.facts.number)
        if self.kind == "duplicate_near":
            _edit(page, turn)
        also = ("duplicate_exact",) if self.kind == "leak" else ()
        return Planted(
            kind=self.kind, id=page.row["id"], field="text", twin=twin.row["id"], also=also
        )


def _edit(page: Page, turn: int) -> None:
    """What a second editor does: another name, an added line, a changed full stop."""
    row, side = page.row, 1 if page.facts.language == "en" else 0
    old, new = page.facts.who[side], page.facts.helper[side]
    row["text"] = row["text"].replace(old, new)
    row["title"] = row["title"].replace(old, new)
    if turn % 2:
        row["text"] += " (Corrected.)" if side else "（有更正）"
    else:
        stop, mark = (". ", "! ") if side else ("。", "！")
        row["text"] = row["text"].replace(stop, mark, 1)


class _PictureTwin(Defect):
    """The same event told by another hand, under a retouched copy of the same picture."""

    pictures, pairs = True, True

    def fits(self, page: Page, twin: Page | None) -> bool:
        assert twin is not None
        single = len(page.drawings) == 1 and len(twin.drawings) == 1
        return single and {page.facts.language, twin.facts.language} == {"zh", "en"}

    def plant(self, given: Page, twin: Page | None, turn: int) -> Planted:
        assert twin is not None
        own = given.facts
        told = twin.facts._replace(
            number=own.number, language=own.language, split=own.split, rolls=own.rolls
        )
        again = page(told, pictures=True)
        given.facts, given.row = told, again.row
        view = Drawing(picture_name(told, 0), twin.facts, 0, ("recoloured", "cropped")[turn % 2])
        given.drawings = [view]
        return Planted(
            kind="picture_duplicate", id=given.row["id"], field=view.name, twin=twin.row["id"]
        )


class _Label(Defect):
    def fits(self, page: Page, twin: Page | None) -> bool:
        return True

    def plant(self, page: Page, twin: Page | None, turn: int) -> Planted:
        right = page.row["section"]
        sections = list(dict.fromkeys(topic.section for topic in grammar().topics))
        step = 1 + (page.facts.rolls[0] + turn) % (len(sections) - 1)
        page.row["section"] = sections[(sections.index(right) + step) % len(sections)]
        return Planted(kind="label", id=page.row["id"], field="section", fix=right)


class _Mismatch(Defect):
    """The picture of another story; the two items of a pair swap theirs."""

    pictures, pairs = True, True

    def fits(self, page: Page, twin: Page | None) -> bool:
        assert twin is not None
        single = len(page.drawings) == 1 and len(twin.drawings) == 1
        return single and page.facts.topic.section != twin.facts.topic.section

    def plant(self, page: Page, twin: Page | None, turn: int) -> Planted:
        assert twin is not None
        mine = page.drawings[0]
        mine.facts = twin.facts  # the file keeps its name and shows the other story
        return Planted(
            kind="mismatch",
            id=page.row["id"],
            field=mine.name,
            fix=twin.drawings[0].name,
            twin=twin.row["id"],
        )


class _Personal(Defect):
    def fits(self, page: Page, twin: Page | None) -> bool:
        return page.facts.language != "zh-en"

    def plant(self, page: Page, twin: Page | None, turn: int) -> Planted:
        lang, text = page.facts.language, page.row["text"]
        added = telling(turn, page.facts.rolls[0], lang)
        page.row["text"] = text + (" " if lang == "en" else "") + added
        return Planted(kind="personal", id=page.row["id"], field="text", fix=text)


class _Rare(Defect):
    """A section that hardly ever comes: the imbalance."""

    def fits(self, page: Page, twin: Page | None) -> bool:
        return True

    def plant(self, given: Page, twin: Page | None, turn: int) -> Planted:
        rare = given.facts._replace(
            topic=grammar().rare, thing=grammar().rare.things[turn % 3],
            place=grammar().rare.places[turn % 2], org=grammar().rare.orgs[0],
        )  # fmt: skip
        again = page(rare, pictures=bool(given.drawings))
        given.facts, given.row, given.drawings = again.facts, again.row, again.drawings
        return Planted(kind="imbalance", id=given.row["id"], field="section")


DEFECTS: dict[str, Defect] = {
    "unreadable": _Harm("unreadable"),
    "truncated": _Harm("truncated"),
    "wrong_extension": _Harm("wrong_extension"),
    "mojibake": _Mojibake(),
    "empty": _Empty(),
    "duplicate_exact": _Copy("duplicate_exact"),
    "duplicate_near": _Copy("duplicate_near"),
    "leak": _Copy("leak"),
    "picture_duplicate": _PictureTwin(),
    "label": _Label(),
    "mismatch": _Mismatch(),
    "personal": _Personal(),
    "imbalance": _Rare(),
}


class _Planner:
    """Draws items that are still clean, and notes what happens to which."""

    def __init__(self, n: int, seed: int, pictures: bool) -> None:
        self.n, self.seed, self.pictures = n, seed, pictures
        self.draws = _draws(n, seed)
        self.taken: set[int] = set()
        self.plans: dict[int, Plan] = {}

    def clean(self, fits: Callable[[Page], bool]) -> Page | None:
        """An untouched page that fits; None where the paper is too small to have one."""
        for index in itertools.islice(self.draws, _TRIES):
            if index not in self.taken:
                found = page(facts_at(index, self.seed), self.pictures)
                if fits(found):
                    return found
        return None

    def add(self, kind: str, turn: int) -> None:
        """One more defect of a kind, where a pair of pages or a page for it is found."""
        defect = DEFECTS[kind]
        twin = self.clean(lambda _: True) if defect.pairs else None
        if defect.pairs and twin is None:
            return
        other = twin.facts.number if twin else -1
        self.taken.add(other)
        found = self.clean(lambda one: defect.fits(one, twin))
        if found is None:
            self.taken.discard(other)
            return
        index = found.facts.number
        self.taken.add(index)
        self.plans[index] = Plan(kind, other, turn)
        if kind == "mismatch":  # a swap harms both
            self.plans[other] = Plan(kind, index, turn)


def plan(n: int, seed: int, pictures: bool) -> dict[int, Plan]:
    """Which items get which defect: index → plan; items of pairs are never harmed twice."""
    planner = _Planner(n, seed, pictures)
    for kind, defect in DEFECTS.items():
        if pictures or not defect.pictures:
            for turn in range(min(MOST, max(1, round(n * SHARE)))):
                planner.add(kind, turn)
    return planner.plans


def _draws(n: int, seed: int) -> Iterator[int]:
    bits = np.random.PCG64([seed, n, _STREAM])
    while True:
        yield from (bits.random_raw(256) % np.uint64(n)).tolist()


def planted(given: Page, what: Plan, seed: int) -> Planted:
    """Do to `given` what is planned."""
    twin = page(facts_at(what.twin, seed), bool(given.drawings)) if what.twin >= 0 else None
    return DEFECTS[what.kind].plant(given, twin, what.turn)
