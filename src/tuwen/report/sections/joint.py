"""How well texts find their pictures and pictures their texts, beside chance."""

from collections.abc import Mapping
from typing import Any

from tuwen.report.markup import Html, join, tag
from tuwen.report.material import Material
from tuwen.report.section import Section
from tuwen.report.words import percent

_DIRECTIONS = ("text_to_image", "image_to_text")


class Joint(Section):
    """Recall at k in both directions, on pairs kept apart."""

    key = "joint"

    def render(self, material: Material) -> Html | None:
        """None where there are no pairs of text and picture, or too few."""
        found = material.findings("joint")
        if not found or not found.get("recall"):
            return None
        say = material.words.say
        return join(
            tag(
                "div",
                say("report_joint_lead", "p", pairs=found["n_pairs"], test=found["n_test"],
                    pool=found["pool"]),
                self._verdict(material, found),
                cls="lead",
            ),
            tag("div", [self._panel(material, found, name) for name in _DIRECTIONS],
                cls="panels two"),
            say("report_joint_note", "p"),
        )  # fmt: skip

    def _panel(self, m: Material, found: Mapping[str, Any], direction: str) -> Html:
        rows = []
        for k, share in found["recall"][direction].items():
            chance = float(self._chance(found, direction).get(k, 0))
            marker = tag("b", style=f"left:{100 * chance:.1f}%", title=percent(chance))
            rows.append(
                tag(
                    "li",
                    m.words.say("report_recall_at", k=int(k)),
                    tag("span", tag("i", style=f"width:{100 * share:.1f}%"), marker,
                        cls="bar-track"),
                    m.words.say("report_beside_chance", share=percent(share),
                                chance=percent(chance)),
                )
            )  # fmt: skip
        heading = tag("h3", m.words.say(f"report_{direction}"))
        return tag("div", heading, tag("ul", rows, cls="bars chance"), cls="panel")

    def _chance(self, found: Mapping[str, Any], direction: str) -> Mapping[str, float]:
        """The two pools may differ in size, and so do their chances."""
        return found.get("chance_by_way", {}).get(direction) or found["chance"]

    def _verdict(self, m: Material, found: Mapping[str, Any]) -> Html | None:
        verdict = found.get("verdict")
        return (
            tag("p", m.words.named("joint", str(verdict).replace(" ", "_")), cls="verdict")
            if verdict
            else None
        )
