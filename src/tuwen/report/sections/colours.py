"""The colours of the pictures, all together and by group."""

from collections.abc import Mapping, Sequence
from typing import Any

from tuwen.report.markup import Html, join, run, tag
from tuwen.report.material import Material
from tuwen.report.section import Section
from tuwen.report.words import percent

_GROUPS = 24


class Colours(Section):
    """Strips whose widths are shares."""

    key = "colours"

    def render(self, material: Material) -> Html | None:
        """None where there are no pictures."""
        found = material.findings("colours")
        if not found or not found["palette"]:
            return None
        groups = [
            tag("li", run(name, 30, cls="bar-label"), self._strip(palette, "thin"))
            for name, palette in list(found.get("by_group", {}).items())[:_GROUPS]
            if palette
        ]
        return join(
            tag("div", material.words.say("report_colours_lead", "p"), cls="lead"),
            self._strip(found["palette"], "tall"),
            tag("ul", groups, cls="palettes") if groups else None,
        )

    def _strip(self, palette: Sequence[Mapping[str, Any]], cls: str) -> Html:
        total = sum(colour["share"] for colour in palette) or 1
        return tag(
            "span",
            [
                tag(
                    "i",
                    style=f"background:{_hex(c['rgb'])};flex-grow:{1000 * c['share'] / total:.0f}",
                    title=f"{_hex(c['rgb'])} · {percent(c['share'] / total)}",
                )
                for c in palette
            ],
            cls=f"palette {cls}",
            role="img",
            aria_label=", ".join(
                f"{_hex(c['rgb'])} {percent(c['share'] / total)}" for c in palette
            ),
        )


def _hex(rgb: Sequence[float]) -> str:
    return "#" + "".join(f"{max(0, min(255, int(part))):02x}" for part in rgb)
