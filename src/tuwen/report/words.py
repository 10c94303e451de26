"""What the page itself says, in both languages at once: each sentence carries its key."""

import json
from typing import Any

from tuwen.core.messages import LANGUAGES, table
from tuwen.report.markup import Html, plain, tag


class Words:
    """Renders sentences in one language, and remembers which keys the page needs to switch."""

    def __init__(self, lang: str) -> None:
        """`lang` is the language the page opens in."""
        self.lang = lang
        self.used: set[str] = set()

    def say(self, key: str, name: str = "span", /, **values: Any) -> Html:
        """An element with the sentence `key`, which the page can say in the other language."""
        shown = {value: _shown(given) for value, given in values.items()}
        return tag(
            name,
            self.text(key, **values),
            data_i18n=key,
            data_values=json.dumps(shown, ensure_ascii=False) if shown else None,
        )

    def text(self, key: str, /, **values: Any) -> str:
        """The sentence as text, in the language the page opens in."""
        self.used.add(key)
        return fill(table(self.lang)[key], values)

    def attribute(self, name: str, key: str, /, **values: Any) -> dict[str, Any]:
        """An attribute (`aria_label`, `placeholder`, `alt`) that switches with the page."""
        shown = {value: _shown(given) for value, given in values.items()}
        found: dict[str, Any] = {name: self.text(key, **values), f"data_i18n_{name}": key}
        if shown:
            found["data_values"] = json.dumps(shown, ensure_ascii=False)
        return found

    def named(self, prefix: str, name: str, element: str = "span") -> Html:
        """What `name` is called, where the tables know it under `prefix_name`, else itself."""
        key = f"{prefix}_{name}"
        return self.say(key, element) if key in table("en") else tag(element, name)

    def both(self) -> dict[str, list[str]]:
        """The sentences of the page, key → [zh, en] in the order of `LANGUAGES`."""
        return {key: [table(lang)[key] for lang in LANGUAGES] for key in sorted(self.used)}


def fill(template: str, values: dict[str, Any]) -> str:
    """The template with its {values}, as the page's own script fills it."""
    return template.format(**{name: _shown(value) for name, value in values.items()})


def _shown(value: Any) -> str:
    """Numbers with thousands separators, at most three decimals; text without steering marks."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return plain(value)
    return number(value)


def number(value: float) -> str:
    """12345 → 12,345; 0.123456 → 0.123."""
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """0.0312 → 3.1 %."""
    return f"{100 * share:.1f}%" if share < 0.1 else f"{100 * share:.0f}%"
