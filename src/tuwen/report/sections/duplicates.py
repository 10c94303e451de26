"""What is here more than once."""

from collections.abc import Mapping, Sequence
from typing import Any

from tuwen.report.cards import line
from tuwen.report.markup import Html, join, tag
from tuwen.report.material import Material
from tuwen.report.section import Section

_GROUPS, _MEMBERS = 8, 4
_KINDS = ("exact_texts", "near_texts", "pictures_exact", "pictures_near")


class Duplicates(Section):
    """Groups of each kind side by side, then how many there are."""

    key = "duplicates"

    def render(self, material: Material) -> Html | None:
        """None where duplicates were not looked for; says so where there are none."""
        found = material.findings("duplicates")
        if found is None:
            return None
        parts = [self._kind(material, kind, found.get(kind) or []) for kind in _KINDS]
        if not any(parts):
            return tag("div", material.words.say("report_no_duplicates", "p"), cls="lead")
        return join(parts)

    def _kind(self, m: Material, kind: str, groups: Sequence[Any]) -> Html | None:
        if not groups:
            return None
        shown = [self._group(m, group) for group in groups[:_GROUPS]]
        rest = len(groups) - len(shown)
        return join(
            tag("h3", m.words.say(f"report_{kind}", n=len(groups))),
            tag("div", shown, cls="twins"),
            m.words.say("report_more", "p", n=rest) if rest > 0 else None,
        )

    def _group(self, m: Material, group: Sequence[str] | Mapping[str, Any]) -> Html | None:
        ids, note = group, None
        if isinstance(group, Mapping):
            ids = group["ids"]
            if "similarity" in group:
                note = m.words.say("report_similarity", value=round(group["similarity"], 3))
            elif "distance" in group:
                note = m.words.say("report_distance", value=group["distance"])
        items = m.items(ids)
        rest = len(items) - _MEMBERS
        return tag(
            "div",
            tag("ul", [tag("li", line(m, item, 70)) for item in items[:_MEMBERS]], cls="items"),
            m.words.say("report_more", "p", n=rest) if rest > 0 else None,
            tag("p", note, cls="item-facts") if note else None,
            cls="panel",
        )
