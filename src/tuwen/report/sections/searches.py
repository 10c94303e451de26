"""What a search here looks like."""

from collections.abc import Mapping
from typing import Any

from tuwen.core.messages import table as sentences
from tuwen.report.cards import line
from tuwen.report.markup import Html, join, plain, run, tag
from tuwen.report.material import Material
from tuwen.report.section import Section

_QUERIES, _HITS = 8, 5


class Searches(Section):
    """A few queries with their first hits."""

    key = "searches"

    def render(self, material: Material) -> Html | None:
        """None where no searches were made."""
        found = material.findings("searches")
        if not found or not found["queries"]:
            return None
        cards = [self._card(material, query) for query in found["queries"][:_QUERIES]]
        return tag("div", cards, cls="cards")

    def _card(self, m: Material, query: Mapping[str, Any]) -> Html:
        asked = m.item(query["query"])
        heading = (
            join(m.words.say("report_like_item"), " ", run(m.title(asked, 50)))
            if asked
            else run(query["query"], 60)
        )
        hits = []
        for hit in query["hits"][:_HITS]:
            if item := m.item(hit["id"]):
                why = _why(m, hit.get("why"))
                hits.append(tag("li", line(m, item, 70), why))
        return tag(
            "article",
            tag("h3", tag("span", "⌕", cls="sign", aria_hidden="true"), heading),
            tag("p", _ways(m, query["mode"]), cls="item-facts"),
            m.thumbnail(asked) if asked else None,
            tag("ol", hits, cls="items"),
            cls="card",
        )


def _ways(m: Material, mode: str) -> Html:
    """The ways a search went, "words+text" for instance, named."""
    named = [m.words.named("report_way", plain(way)) for way in mode.split("+")]
    return join(m.words.say("report_searched_by"), " ", [join(" + " if i else "", each)
                for i, each in enumerate(named)])  # fmt: skip


def _why(m: Material, why: Any) -> Html | None:
    """The reason of a hit: a sentence with its key, or ways with what they found."""
    if not why:
        return None
    if isinstance(why, Mapping) and why.get("key") in sentences("en"):
        return m.words.say(why["key"], "p", **why.get("values", {}))
    if not isinstance(why, Mapping):
        return run(_flat(why), 120, "p", cls="item-facts")
    parts = [
        join(" · " if place else "", m.words.named("report_way", name), " ", run(_flat(value), 60))
        for place, (name, value) in enumerate(why.items())
    ]
    return tag("p", parts, cls="item-facts")


def _flat(why: Any) -> str:
    if isinstance(why, Mapping):
        return "; ".join(f"{name}: {_flat(value)}" for name, value in why.items())
    if isinstance(why, (list, tuple)):
        return ", ".join(_flat(each) for each in why)
    return f"{why:.3f}" if isinstance(why, float) else str(why)
