"""Facets: what is known of each item beside its words, as arrays, gathered in one pass."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any, Literal

import numpy as np

from tuwen.core.items import Item
from tuwen.text.language import detect_many

READ = 4_096
TOLD = 400  # characters after which the language of a text is known
MOST_VALUES = 50  # a name with more values than this is no grouping
PLACES = 100_000  # distinct places that are told apart
BINS = 60  # periods a histogram has at most
Granularity = Literal["day", "month", "year"]


@dataclass
class Codes:
    """Values told apart by number, in the order in which they came; -1 where there is none."""

    names: dict[str, int] = field(default_factory=dict)
    parts: list[np.ndarray] = field(default_factory=list)
    limit: int = PLACES

    def add(self, values: Iterable[str], n: int) -> None:
        """The next `n` items' values."""
        self.parts.append(np.fromiter((self._code(value) for value in values), np.int32, n))

    def _code(self, value: str) -> int:
        if not value:
            return -1
        code = self.names.get(value)
        if code is None:
            if len(self.names) >= self.limit:
                return -1
            code = self.names[value] = len(self.names)
        return code

    @property
    def codes(self) -> np.ndarray:
        """(N,) int32."""
        return np.concatenate([np.zeros(0, np.int32), *self.parts])

    def counted(self) -> list[tuple[str, int]]:
        """(value, items) of every value, most frequent first."""
        codes = self.codes
        counts = np.bincount(codes[codes >= 0], minlength=len(self.names)).tolist()
        return sorted(zip(self.names, counts, strict=True), key=lambda pair: (-pair[1], pair[0]))


@dataclass
class Facets:
    """All arrays (N,) in the order of the digests."""

    n_items: int = 0
    n_chars: int = 0
    n_texts: int = 0
    n_pictures: int = 0
    fields: dict[str, list[int]] = field(default_factory=dict)  # name → [items, characters]
    languages: Codes = field(default_factory=Codes)
    places: Codes = field(default_factory=Codes)
    groups: dict[str, Codes] = field(default_factory=dict)
    days: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int32))  # 0: no time known
    precision: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, items: Iterable[Item]) -> "Facets":
        """Gather from a stream of items in the order of their digests."""
        facets, days = cls(), [np.zeros(0, np.int32)]
        crowded: set[str] = set()
        for chunk in _chunks(items):
            facets._count(chunk)
            days.append(np.fromiter(map(_day, chunk), np.int32, len(chunk)))
            facets._group(chunk, crowded)
            facets.n_items += len(chunk)
        facets.days = np.concatenate(days)
        facets.groups = {
            name: codes for name, codes in facets.groups.items() if len(codes.names) > 1
        }
        return facets

    def _count(self, chunk: list[Item]) -> None:
        texts = [item.text()[:TOLD] for item in chunk]
        n = len(chunk)
        self.languages.add(detect_many(texts).codes, n)
        # A text without letters has no language, an item without text has none to have.
        blank = np.fromiter((not text.strip() for text in texts), bool, n)
        self.languages.parts[-1][blank] = -1
        self.places.add((item.place for item in chunk), n)
        self.n_texts += n - int(blank.sum())
        for item in chunk:
            self.n_pictures += len(item.images)
            for name, text in item.fields.items():
                told = self.fields.setdefault(name, [0, 0])
                told[0] += 1
                told[1] += len(text)
                self.n_chars += len(text)
            if item.time is not None:
                self.precision[item.time.precision] += 1

    def _group(self, chunk: list[Item], crowded: set[str]) -> None:
        """Values of targets, split, place and meta: those with few values may be compared."""
        rows = [_values(item) for item in chunk]
        for name in dict.fromkeys(name for row in rows for name in row):
            if name in crowded:
                continue
            codes = self.groups.get(name)
            if codes is None:
                codes = self.groups[name] = Codes(limit=MOST_VALUES + 1)
                if self.n_items:
                    codes.parts.append(np.full(self.n_items, -1, np.int32))
            codes.add((row.get(name, "") for row in rows), len(rows))
            if len(codes.names) > MOST_VALUES:
                crowded.add(name)
                del self.groups[name]
        for codes in self.groups.values():
            held = sum(map(len, codes.parts))
            missing = self.n_items + len(chunk) - held
            if missing:
                codes.parts.append(np.full(missing, -1, np.int32))

    def periods(self) -> "Periods | None":
        """The times as periods of one granularity, None where no item has a time."""
        return periods_of(self.days, self.precision)


@dataclass(frozen=True)
class Periods:
    """`codes` (N,) the number of each item's period, -1 without a time; `names` in order."""

    granularity: Granularity
    codes: np.ndarray
    names: list[str]


def periods_of(days: np.ndarray, precision: Mapping[str, int]) -> Periods | None:
    """Days, months or years: the finest that all times bear, and that needs no more than 60 bins."""
    known = days > 0
    if not known.any():
        return None
    first, last = date.fromordinal(int(days[known].min())), date.fromordinal(int(days[known].max()))
    total = sum(precision.values())
    coarse = {"year": precision.get("year", 0), "month": precision.get("month", 0)}
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if coarse["year"] * 2 > total or months > BINS:
        years = list(range(first.year, last.year + 1))[-BINS:]
        starts = [date(year, 1, 1) for year in years]
        return _binned("year", days, starts, [f"{year:04d}" for year in years])
    if (coarse["year"] + coarse["month"]) * 2 > total or (last - first).days >= BINS:
        at = [divmod(first.year * 12 + first.month - 1 + i, 12) for i in range(months)]
        starts = [date(year, month + 1, 1) for year, month in at]
        return _binned("month", days, starts, [f"{d.year:04d}-{d.month:02d}" for d in starts])
    starts = [first + timedelta(i) for i in range((last - first).days + 1)]
    return _binned("day", days, starts, [d.isoformat() for d in starts])


def _binned(
    granularity: Granularity, days: np.ndarray, starts: list[date], names: list[str]
) -> Periods:
    edges = np.array([start.toordinal() for start in starts])
    codes = np.searchsorted(edges, days, side="right") - 1
    return Periods(granularity, np.where(days > 0, codes, -1), names)


def _day(item: Item) -> int:
    """The proleptic day of an item's time, 0 where it has none that was understood."""
    if item.time is None or not item.time.iso:
        return 0
    year, month, day = (item.time.iso[:10].split("-") + ["01", "01"])[:3]
    try:
        return date(int(year), int(month), int(day)).toordinal()
    except ValueError:
        return 0


def _values(item: Item) -> dict[str, str]:
    """Names with one short value each."""
    found = {name: value for name, value in item.targets.items() if _short(value)}
    for name, value in item.meta.items():
        if name not in found and _short(value):
            found[name] = value
    if item.split:
        found.setdefault("split", item.split)
    if item.place:
        found.setdefault("place", item.place)
    return {name: str(value) for name, value in found.items()}


def _short(value: Any) -> bool:
    return (isinstance(value, str) and 0 < len(value) <= 60) or type(value) in (int, bool)


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    stream = iter(items)
    while chunk := list(islice(stream, READ)):
        yield chunk
