"""What it is about: topics with their words, trends and typical items."""

from collections.abc import Mapping
from typing import Any

from tuwen.report.cards import lines, strip
from tuwen.report.graphics import chips, folded, mark, sign, sparkline
from tuwen.report.markup import Html, join, run, tag
from tuwen.report.material import Material
from tuwen.report.section import Section
from tuwen.report.words import percent

_TOPICS, _WORDS, _PICTURES, _TITLES, _MORE = 40, 9, 4, 3, 9


class Topics(Section):
    """A card per topic, the largest first."""

    key = "topics"

    def render(self, material: Material) -> Html | None:
        """None where no topics were found."""
        found = material.findings("topics")
        if not found or not found["topics"]:
            return None
        say = material.words.say
        told = [say("report_topics_lead", "p", n=found["n_topics"], sample=found["sample"])]
        if found.get("npmi") is not None:
            told.append(say("report_topics_npmi", "p", npmi=round(found["npmi"], 3)))
        ordered = sorted(enumerate(found["topics"]), key=lambda pair: -pair[1]["n_items"])
        cards = [self._card(material, place, topic) for place, topic in ordered[:_TOPICS]]
        rest = found["n_topics"] - len(cards)
        return join(
            tag("div", told, cls="lead"),
            tag("div", cards, cls="cards"),
            say("report_more", "p", n=rest) if rest > 0 else None,
        )

    def _card(self, m: Material, place: int, topic: Mapping[str, Any]) -> Html:
        items = m.items(topic["items"])
        colour, _, _ = sign(place)
        counts = m.words.say("report_topic_size", n=topic["n_items"], share=percent(topic["share"]))
        words = [run(word["word"]) for word in topic["words"][:_WORDS]]
        more = items[_TITLES:_MORE]
        return tag(
            "article",
            tag("h3", mark(place), run(topic["name"], 60)),
            tag("p", counts, cls="item-facts"),
            chips(words),
            sparkline(m.words, topic.get("trend") or [], colour),
            strip(m, items, _PICTURES),
            self._titles(m, items[:_TITLES]),
            folded(m.words.say("report_more_items", n=len(more)), lines(m, more)) if more else None,
            cls="card",
            style=f"--tint:{colour}",
        )

    def _titles(self, m: Material, items: list[Any]) -> Html:
        return tag("ul", [tag("li", run(m.title(item))) for item in items], cls="titles")
