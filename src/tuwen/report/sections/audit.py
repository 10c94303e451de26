"""What may be wrong, row by row: item, field, evidence, proposed fix."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tuwen.core.messages import table as sentences
from tuwen.report.markup import Html, join, plain, run, tag
from tuwen.report.material import Material
from tuwen.report.section import Section
from tuwen.report.words import number, percent

_ROWS, _PICTURES = 500, 80


class Audit(Section):
    """Counts that filter, then the table."""

    key = "audit"

    def render(self, material: Material) -> Html | None:
        """None where there was no audit; says so where nothing was found."""
        found = material.findings("audit")
        if found is None:
            return None
        say, rows = material.words.say, found["rows"][:_ROWS]
        if not rows:
            return tag(
                "div", say("report_audit_clean", "p", n=len(material.collection)), cls="lead"
            )
        total = sum(found["counts"].values())
        return join(
            tag(
                "div",
                say("report_audit_lead", "p", n=total, items=len(material.collection)),
                cls="lead",
            ),
            self._filters(material, found["counts"], len(rows)),
            self._table(material, rows),
            say("report_more", "p", n=total - len(rows)) if total > len(rows) else None,
            self._files(material, found),
        )

    def _filters(self, m: Material, counts: Mapping[str, int], shown: int) -> Html:
        def button(kind: str, label: Html, n: int, pressed: bool) -> Html:
            return tag(
                "button", label, tag("small", number(n)), type="button", data_kind=kind,
                aria_pressed="true" if pressed else "false",
            )  # fmt: skip

        kinds = sorted(counts.items(), key=lambda pair: -pair[1])
        everything = button("", m.words.say("report_all"), sum(counts.values()), True)
        search = tag(
            "input",
            type="search",
            id="audit-words",
            **m.words.attribute("placeholder", "report_audit_filter"),
            aria_label=m.words.text("report_audit_filter"),
            data_i18n_aria_label="report_audit_filter",
        )
        return tag(
            "div",
            everything,
            [button(kind, m.words.named("kind", kind), n, False) for kind, n in kinds if n],
            search,
            tag(
                "span",
                m.words.say("report_audit_shown", n=shown),
                id="audit-count",
                role="status",
                cls="item-facts",
            ),
            cls="filters",
            role="group",
            **m.words.attribute("aria_label", "report_audit_kinds"),
        )

    def _table(self, m: Material, rows: list[Mapping[str, Any]]) -> Html:
        m.items(row["item"] for row in rows)  # read together
        heads = [
            tag("th", m.words.say(f"report_audit_{name}"), scope="col")
            for name in ("kind", "item", "evidence", "fix")
        ]
        body = tag("tbody", [self._row(m, row, place) for place, row in enumerate(rows)])
        whole = tag("table", tag("thead", tag("tr", heads)), body, id="audit-table", cls="audit")
        return tag("div", whole, cls="scroll tall", role="group", tabindex=0)

    def _row(self, m: Material, row: Mapping[str, Any], place: int) -> Html:
        item = m.item(row["item"])
        named = (
            join(
                m.thumbnail(item, "thumb tiny") if place < _PICTURES else None,
                run(m.title(item, 70)),
            )
            if item
            else run(row["item"], 70)
        )
        name = tag("code", plain(row["item"])[:40]) if row["item"] else None
        where = join(name, " · " if name and row.get("field") else None, self._field(m, row))
        sure = m.words.say("report_sure", share=percent(row["confidence"]))
        severity = str(row.get("severity", ""))
        return tag(
            "tr",
            tag("td", tag("span", m.words.named("kind", row["kind"]), cls=f"kind {_slug(severity)}"),
                tag("p", sure, cls="item-facts")),
            tag("td", tag("div", named, cls="audit-item"), tag("p", where, cls="item-facts")),
            tag("td", _sentence(m, row["evidence"])),
            tag("td", _sentence(m, row["fix"])),
            data_kind=row["kind"],
        )  # fmt: skip

    def _field(self, m: Material, row: Mapping[str, Any]) -> Html | None:
        field = plain(row.get("field") or "")
        return m.words.named("report_field", field) if field else None

    def _files(self, m: Material, found: Mapping[str, Any]) -> Html | None:
        """Links to the whole tables, which lie beside the page."""
        names = found.get("files")
        if not names:
            return None
        folder = m.collection.derived("audit")
        near = os.path.relpath(folder, m.page.resolve().parent).replace(os.sep, "/")
        links = [
            join(tag("a", Path(name).suffix[1:].upper(), href=f"{quote(near)}/{quote(name)}"), " ")
            for name in names
            if (folder / name).is_file()
        ]
        return tag("p", m.words.say("report_audit_files"), " ", links)


def _sentence(m: Material, said: Mapping[str, Any] | None) -> Html | None:
    if not said:
        return None
    if said["key"] not in sentences("en"):
        return run(said["key"])
    return m.words.say(said["key"], **said.get("values", {}))


def _slug(name: str) -> str:
    return name if name in ("error", "warning", "note") else "note"
