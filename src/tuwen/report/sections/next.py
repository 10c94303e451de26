"""What to do next: commands that go on from here."""

from tuwen.report.markup import Html, tag
from tuwen.report.material import Material
from tuwen.report.section import Section


class Next(Section):
    """Commands with what they do."""

    key = "next"

    def render(self, material: Material) -> Html | None:
        """Always there."""
        path = material.path.name
        found = material.findings("keywords")
        word = found["keywords"][0]["word"] if found and found["keywords"] else "…"
        commands = (
            ("report_do_search", f'tuwen search "{word}" -c {path}'),
            ("report_do_picture", f"tuwen search photo.jpg --to text -c {path}"),
            ("report_do_audit", f"tuwen audit -c {path} -o defects.csv"),
            ("report_do_add", f"tuwen add MORE… -c {path}"),
            ("report_do_export", f"tuwen export items -c {path} -o items.csv"),
            ("report_do_verify", f"tuwen verify {path}"),
        )
        return tag(
            "ul",
            [tag("li", material.words.say(key, "p"), tag("code", line)) for key, line in commands],
            cls="commands",
        )
