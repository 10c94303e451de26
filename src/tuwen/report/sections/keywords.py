"""The words that say most: set in sizes that follow their weight."""

from collections.abc import Mapping, Sequence
from typing import Any

from tuwen.report.graphics import folded, table
from tuwen.report.markup import Html, join, run, tag
from tuwen.report.material import Material
from tuwen.report.section import Section
from tuwen.report.words import number

_SHOWN, _LANGUAGES = 60, 4
_SHARE = 0.1  # of the items; a language of fewer has no panel of its own


class Keywords(Section):
    """By language where there are several, else all together."""

    key = "keywords"

    def render(self, material: Material) -> Html | None:
        """None where no keywords were found."""
        found = material.findings("keywords")
        if not found or not found["keywords"]:
            return None
        counted = (material.findings("overview") or {}).get("languages", {})
        enough = _SHARE * sum(counted.values())
        by_language = {
            code: words
            for code, words in found.get("by_language", {}).items()
            if words and counted.get(code, enough) >= enough
        }
        if len(by_language) > 1:
            panels = [
                tag("div", tag("h3", material.words.named("language", code)), self._cloud(words),
                    cls="panel")
                for code, words in list(by_language.items())[:_LANGUAGES]
            ]  # fmt: skip
            shown = tag("div", panels, cls="panels two")
        else:
            shown = tag("div", self._cloud(found["keywords"]), cls="panel wide")
        return join(shown, self._table(material, found["keywords"]))

    def _cloud(self, words: Sequence[Mapping[str, Any]]) -> Html:
        top = list(words[:_SHOWN])
        scores = [word["score"] for word in top]
        least, spread = min(scores), (max(scores) - min(scores)) or 1
        sized = sorted(top, key=lambda word: word["word"])
        return tag(
            "p",
            [
                join(
                    run(
                        word["word"],
                        style=f"--weight:{((word['score'] - least) / spread) ** 0.6:.2f}",
                        title=number(word["n_items"]),
                    ),
                    " ",
                )
                for word in sized
            ],
            cls="cloud",
        )

    def _table(self, m: Material, words: Sequence[Mapping[str, Any]]) -> Html:
        heads = [m.words.say(f"report_{name}") for name in ("word", "score", "n_items")]
        rows = [
            (run(word["word"]), number(float(word["score"])), number(word["n_items"]))
            for word in words[:_SHOWN]
        ]
        return folded(m.words.say("report_as_table"), table(heads, rows, "narrow"))
