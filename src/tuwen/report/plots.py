"""PNG plots with matplotlib (extra [plot]), in a font that has the characters, or a word that none is.

Each function takes findings as saved by a stage and returns a matplotlib `Figure`; nothing global is
changed. The page does not need any of this.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuwen.core import files
from tuwen.core.errors import MissingExtra, NotFound, UsageError
from tuwen.core.messages import LANGUAGES, render
from tuwen.report.graphics import PALETTE, SHAPES
from tuwen.report.markup import language_of, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tuwen.store import Collection

# Families that systems bring, the commonest first; any other font with 文 in it will do.
_FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Noto Sans CJK JP", "PingFang SC",
    "Microsoft YaHei", "SimHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Hiragino Sans GB",
    "Heiti SC", "Arial Unicode MS",
)  # fmt: skip
_PLAIN = "DejaVu Sans"  # comes with matplotlib
_MARKERS = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D", "inverted_triangle": "v",
            "star": "*", "plus": "P", "hex": "h"}  # fmt: skip
_BARS, _POINTS, _LABEL = 20, 20_000, 28


@cache
def cjk_font() -> str | None:
    """The family that plots will set Chinese in, None where this machine has no such font.

    Raises MissingExtra without matplotlib.
    """
    manager = _matplotlib("font_manager").fontManager
    there = {entry.name for entry in manager.ttflist}
    for family in _FAMILIES:
        if family in there:
            return family
    for family in sorted(there):
        if "文" not in _missing("文", [family]):
            return family
    return None


def timeline(overview: Mapping[str, Any], lang: str = "zh") -> "Figure":
    """Items per period. Raises UsageError where nothing in here has a time."""
    time = overview.get("time")
    if not time:
        raise UsageError("nothing_to_plot", what="time")
    points = time["histogram"]
    names = [point["period"] for point in points]
    title = render("report_timeline", lang, first=time["first"], last=time["last"])
    step = -(-len(names) // 12)
    with _sheet(title, names) as (figure, axes, words):
        axes.bar(range(len(points)), [point["n"] for point in points], color=PALETTE[0])
        axes.set_xticks(range(0, len(names), step), words[1::step])
    return figure


def topics(found: Mapping[str, Any], lang: str = "zh") -> "Figure":
    """Topics with their sizes, the largest above."""
    chosen = sorted(found["topics"], key=lambda topic: -topic["n_items"])[:_BARS]
    rows = [(topic["name"], topic["n_items"]) for topic in chosen]
    return _bars(render("report_topics", lang), rows)


def keywords(found: Mapping[str, Any], lang: str = "zh") -> "Figure":
    """Keywords with their weights, the heaviest above."""
    rows = [(word["word"], word["score"]) for word in found["keywords"][:_BARS]]
    return _bars(render("report_keywords", lang), rows)


def map_of(collection: "Collection", lang: str = "zh") -> "Figure":
    """The map, coloured and marked by topic. Raises NotFound where none was drawn."""
    from tuwen.report.sections.map import points

    if not collection.findings("map"):
        raise NotFound("nothing_to_plot", what="map")
    _, places, labels = points(collection, _POINTS)
    names = [topic["name"] for topic in (collection.findings("topics") or {"topics": []})["topics"]]
    shown = sorted(set(labels.tolist()))
    labelled = [names[i] if 0 <= i < len(names) else "–" for i in shown]
    with _sheet(render("report_map", lang), labelled) as (figure, axes, words):
        for place, name in zip(shown, words[1:], strict=True):
            chosen = labels == place
            marker = SHAPES[(place + place // len(PALETTE)) % len(SHAPES)][0]
            axes.scatter(
                places[chosen, 0], places[chosen, 1], s=14, alpha=0.75, label=name, linewidths=0,
                marker=_MARKERS[marker], color=PALETTE[place % len(PALETTE)],
            )  # fmt: skip
        axes.set_axis_off()
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False, fontsize=8)
    return figure


def save(collection: "Collection", folder: str | Path, lang: str = "zh") -> list[Path]:
    """Write a PNG of every plot that the collection's findings allow; returns their paths.

    Raises MissingExtra without matplotlib, and NotFound where texts are Chinese and no font is.
    """
    if lang not in LANGUAGES:
        raise UsageError("unknown_language", name=lang)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = []
    drawings: dict[str, tuple[str, Callable[..., Figure]]] = {
        "timeline": ("overview", timeline),
        "topics": ("topics", topics),
        "keywords": ("keywords", keywords),
    }
    for name, (stage, draw) in drawings.items():
        found = collection.findings(stage)
        if found and (name != "timeline" or found.get("time")):
            written.append(_write(draw(found, lang), target / f"{name}.png"))
    if collection.findings("map"):
        written.append(_write(map_of(collection, lang), target / "map.png"))
    return written


def _write(figure: "Figure", path: Path) -> Path:
    with files.replacing(path) as out:
        figure.savefig(out, format="png", dpi=150, bbox_inches="tight")
    return path


def _bars(title: str, rows: Sequence[tuple[str, float]]) -> "Figure":
    if not rows:
        raise UsageError("nothing_to_plot", what=title)
    with _sheet(title, [name for name, _ in rows]) as (figure, axes, words):
        axes.barh(range(len(rows)), [value for _, value in rows], color=PALETTE[0])
        axes.set_yticks(range(len(rows)), words[1:])
        axes.invert_yaxis()
    return figure


@contextmanager
def _sheet(title: str, labels: Sequence[str]) -> Iterator[tuple["Figure", Any, list[str]]]:
    """A figure, its axes, and the texts as they can be set: the title first, then the labels."""
    figure_class = _matplotlib("figure").Figure
    families = _families([title, *labels])
    words = [_settable(text, families) for text in (title, *labels)]
    from matplotlib import rc_context

    # Fonts are taken when texts are made, so everything is made in here.
    with rc_context({"font.family": families, "axes.unicode_minus": False}):
        figure = figure_class(figsize=(8, 4.5), layout="constrained")
        axes = figure.add_subplot()
        axes.set_title(words[0], loc="left", fontweight="bold")
        axes.spines[["top", "right"]].set_visible(False)
        yield figure, axes, words


def _families(texts: Iterable[str]) -> list[str]:
    """What to set these texts in; raises NotFound where they need a font that is not here."""
    if not any(language_of(text) == "zh" or not text.isascii() for text in texts):
        return [_PLAIN]
    family = cjk_font()
    if family is None:
        raise NotFound("no_cjk_font", families=", ".join(_FAMILIES[:4]))
    return [family, _PLAIN]


def _settable(text: str, families: list[str]) -> str:
    """A label that these fonts can show: cut, on one line, without what would become a box."""
    text = plain(text)
    text = text if len(text) <= _LABEL else text[:_LABEL] + "…"
    missing = _missing(text, families)
    return "".join(c for c in text if c not in missing).replace("$", r"\$").strip() or "–"


def _missing(text: str, families: list[str]) -> set[str]:
    """Characters that none of the families has."""
    return {c for c in text if not any(ord(c) in _characters(family) for family in families)}


@cache
def _characters(family: str) -> frozenset[int]:
    manager, fonts = _matplotlib("font_manager"), _matplotlib("ft2font")
    try:
        return frozenset(fonts.FT2Font(manager.findfont(family)).get_charmap())
    except (OSError, RuntimeError):  # a font file that has gone, or is damaged
        return frozenset()


def _matplotlib(module: str) -> Any:
    from importlib import import_module

    try:
        return import_module(f"matplotlib.{module}")
    except ModuleNotFoundError as error:
        raise MissingExtra("missing_extra", package="matplotlib", extra="plot") from error
