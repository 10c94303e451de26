"""What sets each group apart from all the others."""

from tuwen.report.graphics import bars
from tuwen.report.markup import Html, join, run, tag
from tuwen.report.material import Material
from tuwen.report.section import Section
from tuwen.report.words import number, percent

_GROUPS, _WORDS = 24, 8


class Contrast(Section):
    """A panel per group: the words it uses more than the others do."""

    key = "contrast"

    def render(self, material: Material) -> Html | None:
        """None where there is nothing to tell groups by."""
        found = material.findings("contrast")
        if not found or not found["groups"]:
            return None
        say = material.words.say
        panels = []
        for group in found["groups"][:_GROUPS]:
            rows = [
                (
                    run(word["word"], 24),
                    max(word["z"], 0),
                    f"{percent(word['share_in'])} / {percent(word['share_out'])}",
                )
                for word in group["words"][:_WORDS]
            ]
            heading = tag("h3", run(group["name"], 40), tag("small", number(group["n"])))
            panels.append(tag("div", heading, bars(rows), cls="panel") if rows else None)
        return join(
            tag("div", say("report_contrast_lead", "p", by=found["by"]), cls="lead"),
            tag("div", panels, cls="panels"),
        )
