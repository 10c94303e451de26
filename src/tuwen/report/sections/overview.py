"""What is in here: counts, languages, time, fields, places, groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from tuwen.report.graphics import bars, folded, table, timeline
from tuwen.report.markup import Html, join, run, tag
from tuwen.report.material import Material
from tuwen.report.section import Section
from tuwen.report.words import number, percent

_PLACES, _VALUES, _GROUPS, _FIELDS = 12, 12, 4, 16


class Overview(Section):
    """Figures first, then how they spread."""

    key = "overview"

    def render(self, material: Material) -> Html | None:
        """None where the overview was not made."""
        found = material.findings("overview")
        if found is None:
            return None
        panels = [
            self._languages(material, found),
            self._fields(material, found),
            self._places(material, found),
            *self._groups(material, found),
        ]
        return join(
            self._figures(material, found),
            self._time(material, found.get("time")),
            tag("div", panels, cls="panels"),
        )

    def _figures(self, m: Material, found: Mapping[str, Any]) -> Html:
        shown = [(name, found[name]) for name in ("items", "texts", "pictures", "words", "chars")]
        shown += [("rejected", found["rejected"])] if found.get("rejected") else []
        return tag(
            "dl",
            [
                tag("div", tag("dt", m.words.say(f"report_n_{name}")), tag("dd", number(n)))
                for name, n in shown
                if n
            ],
            cls="figures",
        )

    def _time(self, m: Material, time: Mapping[str, Any] | None) -> Html | None:
        if not time or len(time["histogram"]) < 2:
            return None
        rows = [(run(point["period"]), number(point["n"])) for point in time["histogram"]]
        heads = (m.words.say("report_period"), m.words.say("report_n_items"))
        return tag(
            "figure",
            tag("figcaption", m.words.say(
                "report_timeline", first=time["first"], last=time["last"],
                periods=len(rows),
            )),
            timeline(time["histogram"]),
            folded(m.words.say("report_as_table"), table(heads, rows, "narrow")),
            cls="panel wide",
        )  # fmt: skip

    def _panel(self, title: Html, rows: Sequence[tuple[Any, float, Any]]) -> Html | None:
        return tag("div", tag("h3", title), bars(rows), cls="panel") if rows else None

    def _languages(self, m: Material, found: Mapping[str, Any]) -> Html | None:
        counted = sorted(found["languages"].items(), key=lambda pair: -pair[1])[:_VALUES]
        total = sum(found["languages"].values()) or 1
        rows = [
            (m.words.named("language", code or "und"), n, f"{number(n)} · {percent(n / total)}")
            for code, n in counted
        ]
        return self._panel(m.words.say("report_languages"), rows)

    def _fields(self, m: Material, found: Mapping[str, Any]) -> Html | None:
        shown = [
            (
                m.words.named("report_field", name),
                facts["n"],
                m.words.say("report_mean_chars", n=round(facts["mean_chars"])),
            )
            for name, facts in list(found["fields"].items())[:_FIELDS]
        ]
        return self._panel(m.words.say("report_fields"), shown)

    def _places(self, m: Material, found: Mapping[str, Any]) -> Html | None:
        rows = [(run(p["name"], 28), p["n"], number(p["n"])) for p in found["places"][:_PLACES]]
        return self._panel(m.words.say("report_places"), rows)

    def _groups(self, m: Material, found: Mapping[str, Any]) -> list[Html | None]:
        panels: list[Html | None] = []
        for name, values in found.get("groups", {}).items():
            if not 2 <= len(values) <= 400 or len(panels) == _GROUPS:
                continue
            top = sorted(values.items(), key=lambda pair: -pair[1])[:_VALUES]
            rows = [(run(value, 28), n, number(n)) for value, n in top]
            heading = join(m.words.say("report_by"), " ", m.words.named("report_field", name))
            panels.append(self._panel(heading, rows))
        return panels
