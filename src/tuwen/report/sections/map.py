"""The map: items as points, those alike close together; a hover shows the item."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tuwen.report.graphics import folded, mark, sign, table
from tuwen.report.markup import Html, join, plain, run, tag
from tuwen.report.material import Material
from tuwen.report.section import Section
from tuwen.report.words import number

if TYPE_CHECKING:
    import numpy as np

    from tuwen.store import Collection

POINTS = 20_000
_TITLE, _MANY = 60, 5_000  # characters of a title; above so many points a title has half
_HOVER = (
    '<div style="width:200px;font:13px/1.4 system-ui,sans-serif;color:#1c1b19">'
    '<div style="height:@{tall}px;background:url(@thumb) center/cover"></div>'
    '<div style="padding-top:4px"><b>@title</b></div><div style="color:#5d5850">$name</div></div>'
)


class Map(Section):
    """A scatter by Bokeh, its legend and its table in plain HTML."""

    key = "map"

    def render(self, material: Material) -> Html | None:
        """None where no map was drawn."""
        found = material.findings("map")
        if not found:
            return None
        ids, places, topics = points(material.collection, POINTS)
        if not ids:
            return None
        names = [plain(topic["name"]) for topic in material.topics]
        titles = _titles(material, ids)
        shown = sorted(set(topics.tolist()))
        legend = [
            self._entry(material, place, names, int((topics == place).sum())) for place in shown
        ]
        rows = [
            (run(_name(names, place)), number(int((topics == place).sum())),
             run(titles[_middle(places, topics == place)]))
            for place in shown
        ]  # fmt: skip
        heads = [material.words.say(f"report_{key}") for key in ("topic", "n_items", "map_middle")]
        return join(
            tag("div", material.words.say("report_map_lead", "p", n=len(ids)), cls="lead"),
            tag("div", id="map-plot", role="group",
                **material.words.attribute("aria_label", "report_map_alt", n=len(ids),
                                           topics=len(shown))),
            tag("div", legend, cls="legend", role="group",
                **material.words.attribute("aria_label", "report_map_legend")),
            folded(material.words.say("report_as_table"), table(heads, rows)),
            tag("script", Html(_script_json(_plot(material, ids, places, topics, names, titles))),
                type="application/json", id="map-data"),
        )  # fmt: skip

    def _entry(self, m: Material, place: int, names: Sequence[str], n: int) -> Html:
        return tag(
            "button",
            mark(place) if place >= 0 else None,
            run(_name(names, place), 28),
            tag("small", number(n)),
            type="button",
            aria_pressed="true",
            data_topic=f"topic-{place}",
        )


def points(collection: "Collection", most: int) -> tuple[list[str], "np.ndarray", "np.ndarray"]:
    """Ids, (n, 2) places, and (n,) topics of at most `most` points, evenly taken."""
    import numpy as np

    from tuwen.core import tensors

    folder = collection.derived("map")
    file = folder / "map.safetensors"
    arrays = tensors.parse(file.read_bytes(), str(file))
    ids = json.loads((folder / "ids.json").read_bytes().decode("utf-8", "surrogatepass"))
    step = -(-len(ids) // most) or 1
    places = np.column_stack((arrays["x"], arrays["y"]))[::step]
    return ids[::step], places, arrays["topic"][::step]


def _titles(m: Material, ids: Sequence[str]) -> list[str]:
    limit = _TITLE if len(ids) <= _MANY else _TITLE // 2
    titles = {item.id: m.title(item, limit) for item in m.items(ids)}
    return [titles.get(id, plain(id)) for id in ids]


def _name(names: Sequence[str], place: int) -> str:
    return names[place] if 0 <= place < len(names) else "–"


def _middle(points: "np.ndarray", mask: "np.ndarray") -> int:
    """The point nearest to the middle of a topic's points."""
    import numpy as np

    chosen = np.flatnonzero(mask)
    middle = np.median(points[chosen], axis=0)
    return int(chosen[((points[chosen] - middle) ** 2).sum(axis=1).argmin()])


def _thumbnails(m: Material, ids: Sequence[str]) -> list[str]:
    """Short names of the pictures that the page carries for these items, "" for none."""
    names = []
    for item in m.items(ids):
        sha256 = item.images[0].sha256 if item.images else ""
        names.append(sha256[:16] if sha256 and m.carry(sha256) else "")
    by_id = dict(zip((item.id for item in m.items(ids)), names, strict=True))
    return [by_id.get(id, "") for id in ids]


def _plot(
    m: Material,
    ids: Sequence[str],
    places: "np.ndarray",
    topics: "np.ndarray",
    names: Sequence[str],
    titles: Sequence[str],
) -> Mapping[str, Any]:
    """The figure as Bokeh's JSON. Thumbnails are named; the page's script puts them in."""
    import numpy as np
    from bokeh.core.types import ID
    from bokeh.embed import json_item
    from bokeh.models import ColumnDataSource, HoverTool, Range1d
    from bokeh.plotting import figure

    pictures = _thumbnails(m, ids)
    plot = figure(
        height=540, sizing_mode="stretch_width", tools="pan,wheel_zoom,box_zoom,zoom_in,zoom_out,reset",
        active_drag="pan", active_scroll=None, toolbar_location="above", output_backend="canvas",
        x_range=_range(places[:, 0], Range1d), y_range=_range(places[:, 1], Range1d),
    )  # fmt: skip
    plot.toolbar.logo = None
    plot.axis.visible = plot.grid.visible = False
    plot.background_fill_alpha = plot.border_fill_alpha = 0
    plot.outline_line_alpha = 0
    size = max(3.5, min(11.0, 160 / max(len(ids), 1) ** 0.42))
    for place in sorted(set(topics.tolist())):
        chosen = np.flatnonzero(topics == place).tolist()
        colour, marker, _ = sign(place) if place >= 0 else ("#999999", "circle", "")
        source = ColumnDataSource(
            {
                "x": places[chosen, 0].astype(np.float32),
                "y": places[chosen, 1].astype(np.float32),
                "title": [titles[i] for i in chosen],
                "picture": [pictures[i] for i in chosen],
            },
        )
        dots = plot.scatter(
            "x", "y", source=source, size=size, marker=marker, color=colour, alpha=0.72,
            line_color=None, name=_name(names, place),
        )  # fmt: skip
        dots.tags = [f"topic-{place}"]  # by which the legend finds it
    plot.add_tools(HoverTool(tooltips=_HOVER, point_policy="follow_mouse", limit=1))
    return json_item(plot, ID("map-plot"))


def _range(values: "np.ndarray", kind: Any) -> Any:
    low, high = float(values.min()), float(values.max())
    margin = (high - low or 1.0) * 0.04
    return kind(low - margin, high + margin)


def _script_json(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
