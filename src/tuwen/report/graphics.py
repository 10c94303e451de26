"""Small drawings in SVG and HTML: bars, sparklines, timelines, swatches. Sizes follow the page."""

from collections.abc import Sequence
from typing import Any

from tuwen.report.markup import Child, Html, join, tag
from tuwen.report.words import Words, number

# Okabe and Ito's eight colours (2008), told apart by colour-blind readers; black made slate.
PALETTE = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#6b7a8f", "#c3b000",
)  # fmt: skip
# With each colour a shape, so that colour never speaks alone: Bokeh's marker and its character.
SHAPES = (
    ("circle", "●"), ("square", "■"), ("triangle", "▲"), ("diamond", "◆"),
    ("inverted_triangle", "▼"), ("star", "★"), ("plus", "✚"), ("hex", "⬢"),
)  # fmt: skip
_WIDTH, _HEIGHT = 100, 24


def sign(place: int) -> tuple[str, str, str]:
    """Colour, Bokeh marker and character of the `place`-th group; 64 pairs differ."""
    marker, character = SHAPES[(place + place // len(PALETTE)) % len(SHAPES)]
    return PALETTE[place % len(PALETTE)], marker, character


def mark(place: int) -> Html:
    """The sign of a group, for legends and headings."""
    colour, _, character = sign(place)
    return tag("span", character, cls="sign", style=f"color:{colour}", aria_hidden="true")


def bars(rows: Sequence[tuple[Child, float, Child]], colour: str = "") -> Html:
    """Horizontal bars: (label, value, value as shown) each, the longest filling the width."""
    most = max((value for _, value, _ in rows), default=0) or 1
    style = f"--bar:{colour}" if colour else None
    return tag(
        "ul",
        [
            tag(
                "li",
                tag("span", label, cls="bar-label"),
                tag("span", tag("i", style=f"width:{100 * value / most:.1f}%"), cls="bar-track"),
                tag("span", shown, cls="bar-value"),
            )
            for label, value, shown in rows
        ],
        cls="bars",
        style=style,
    )


def sparkline(words: Words, trend: Sequence[dict[str, Any]], colour: str) -> Html | None:
    """A topic's share over time; None for fewer than three periods."""
    if len(trend) < 3:
        return None
    values = [float(point.get("share") or point.get("n") or 0) for point in trend]
    most = max(values) or 1
    step = _WIDTH / (len(values) - 1)
    points = [
        f"{place * step:.1f},{_HEIGHT - 1 - value / most * (_HEIGHT - 3):.1f}"
        for place, value in enumerate(values)
    ]
    peak = trend[values.index(max(values))]["period"]
    drawing = tag(
        "svg",
        tag("polygon", points=f"0,{_HEIGHT} {' '.join(points)} {_WIDTH},{_HEIGHT}", fill=colour,
            opacity="0.18"),
        tag("polyline", points=" ".join(points), fill="none", stroke=colour, stroke_width="2",
            vector_effect="non-scaling-stroke", stroke_linejoin="round"),
        cls="spark",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        preserveAspectRatio="none",
        role="img",
        **words.attribute("aria_label", "report_trend_peak", period=peak),
    )  # fmt: skip
    ends = tag(
        "span", tag("span", trend[0]["period"]), tag("span", trend[-1]["period"]), cls="ends"
    )
    caption = words.say("report_trend_peak", "small", period=peak)
    return tag("div", drawing, ends, caption, cls="trend")


def timeline(histogram: Sequence[dict[str, Any]], most_bars: int = 110) -> Html:
    """Columns over time, neighbouring periods joined where there are too many."""
    width = -(-len(histogram) // most_bars)
    joined = []
    for start in range(0, len(histogram), width):
        group = histogram[start : start + width]
        first, last = group[0]["period"], group[-1]["period"]
        name = first if first == last else f"{first} – {last}"
        joined.append((name, sum(point["n"] for point in group)))
    most = max((n for _, n in joined), default=0) or 1
    columns = [
        tag("li", tag("i", style=f"height:{max(100 * n / most, 1.5 if n else 0):.1f}%"),
            title=f"{name}: {number(n)}")
        for name, n in joined
    ]  # fmt: skip
    ends = [
        histogram[0]["period"],
        histogram[len(histogram) // 2]["period"],
        histogram[-1]["period"],
    ]
    return join(
        tag("ul", columns, cls="timeline", aria_hidden="true"),
        tag("div", [tag("span", end) for end in ends], cls="ends"),
    )


def table(heads: Sequence[Child], rows: Sequence[Sequence[Child]], cls: str = "") -> Html:
    """A table with a heading row, which scrolls by itself where the page is narrow."""
    body = [tag("tr", [tag("td", cell) for cell in row]) for row in rows]
    head = tag("thead", tag("tr", [tag("th", each, scope="col") for each in heads]))
    return tag(
        "div", tag("table", head, tag("tbody", body), cls=cls or None), cls="scroll", tabindex=0
    )


def folded(summary: Child, content: Child) -> Html:
    """Content behind a line that opens it."""
    return tag("details", tag("summary", summary), content)


def chips(words: Sequence[Child], cls: str = "chips") -> Html:
    """Short words side by side."""
    return tag("ul", [tag("li", word) for word in words], cls=cls)
