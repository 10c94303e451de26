"""Words and the words that stand where they stand."""

from tuwen.report.graphics import table
from tuwen.report.markup import Html, join, run, tag
from tuwen.report.material import Material
from tuwen.report.section import Section
from tuwen.report.words import number

_WORDS, _NEIGHBOURS = 30, 8


class Neighbours(Section):
    """One line per word."""

    key = "words"

    def render(self, material: Material) -> Html | None:
        """None where no word vectors were learned."""
        found = material.findings("words")
        if not found or not found["words"]:
            return None
        rows = [
            (
                run(word["word"], name="b"),
                number(word["n"]),
                tag(
                    "span",
                    [
                        run(
                            near["word"],
                            style=f"--near:{max(0.0, min(1.0, near['score'])):.2f}",
                            title=number(float(near["score"])),
                        )
                        for near in word["neighbours"][:_NEIGHBOURS]
                    ],
                    cls="near",
                ),
            )
            for word in found["words"][:_WORDS]
        ]
        heads = [material.words.say(f"report_{name}") for name in ("word", "times", "neighbours")]
        return join(
            tag("div", material.words.say("report_words_lead", "p"), cls="lead"),
            table(heads, rows),
        )
