"""What occurs together more often than chance would have it."""

from tuwen.report.graphics import table
from tuwen.report.markup import Html, join, run, tag
from tuwen.report.material import Material
from tuwen.report.section import Section
from tuwen.report.words import number

_PAIRS = 40


class Patterns(Section):
    """Pairs, the tightest first."""

    key = "patterns"

    def render(self, material: Material) -> Html | None:
        """None where no pair stands out."""
        found = material.findings("patterns")
        if not found or not found["pairs"]:
            return None
        rows = [
            (run(_name(pair["a"])), run(_name(pair["b"])), number(pair["n"]), f"{pair['npmi']:.2f}")
            for pair in found["pairs"][:_PAIRS]
        ]
        say = material.words.say
        heads = (
            say("report_word"),
            say("report_together_with"),
            say("report_n_items"),
            tag("abbr", "NPMI", **material.words.attribute("title", "report_npmi")),
        )
        return join(
            tag("div", say("report_patterns_lead", "p"), cls="lead"), table(heads, rows, "narrow")
        )


def _name(end: str | list[str]) -> str:
    return end if isinstance(end, str) else " ".join(end)
