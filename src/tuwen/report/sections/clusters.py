"""Groups of items that resemble one another."""

from collections.abc import Mapping
from typing import Any

from tuwen.report.cards import strip
from tuwen.report.graphics import chips, folded
from tuwen.report.markup import Html, join, run, tag
from tuwen.report.material import Material
from tuwen.report.section import Section

_CLUSTERS, _SHOWN, _WORDS, _PICTURES, _TITLES = 36, 12, 7, 3, 2


class Clusters(Section):
    """A small card per cluster, the largest first."""

    key = "clusters"

    def render(self, material: Material) -> Html | None:
        """None where no clusters were found."""
        found = material.findings("clusters")
        if not found or not found["clusters"]:
            return None
        say, clusters = material.words.say, found["clusters"]
        ordered = sorted(clusters, key=lambda each: -each["size"])[:_CLUSTERS]
        cards = [self._card(material, cluster) for cluster in ordered]
        more = cards[_SHOWN:]
        quality = found.get("silhouette")
        lead = (
            say("report_clusters_lead", "p", n=len(clusters))
            if quality is None
            else say("report_clusters_quality", "p", n=len(clusters), quality=round(quality, 3))
        )
        return join(
            tag("div", lead, cls="lead"),
            tag("div", cards[:_SHOWN], cls="cards dense"),
            folded(say("report_more", n=len(more)), tag("div", more, cls="cards dense"))
            if more
            else None,
        )

    def _card(self, m: Material, cluster: Mapping[str, Any]) -> Html:
        items = m.items(cluster["items"])
        titles = [tag("li", run(m.title(item, 60))) for item in items[:_TITLES]]
        return tag(
            "article",
            tag("h3", run(cluster["name"], 48)),
            m.words.say("report_cluster_size", "p", n=cluster["size"]),
            chips([run(_word(word)) for word in cluster["words"][:_WORDS]]),
            strip(m, items, _PICTURES),
            tag("ul", titles, cls="titles"),
            cls="card small",
        )


def _word(word: str | dict[str, str]) -> str:
    return word if isinstance(word, str) else word["word"]
