"""What occurs together more often than chance would have it."""

from tuwen.report.markup import Html, join, run, tag
from tuwen.report.material import Material
from tuwen.report.section import Section
from tuwen.report.words import number

_PAIRS = 60


class Patterns(Section):
    """Pairs, the tightest first."""

    key = "patterns"

    def render(self, material: Material) -> Html | None:
        """None where no pair stands out."""
        found = material.findings("patterns")
        if not found or not found["pairs"]:
            return None
        say = material.words.say
        pairs = [
            tag(
                "li",
                run(_name(pair["a"])),
                tag("span", "+", cls="item-facts"),
                run(_name(pair["b"])),
                tag("small", f"{number(pair['n'])} · {pair['npmi']:.2f}"),
            )
            for pair in found["pairs"][:_PAIRS]
        ]
        return join(
            tag("div", say("report_patterns_lead", "p"), cls="lead"),
            tag("ul", pairs, cls="pairs"),
        )


def _name(end: str | list[str]) -> str:
    return end if isinstance(end, str) else " ".join(end)
