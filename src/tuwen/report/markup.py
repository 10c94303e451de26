"""HTML that is safe by construction: text becomes markup only through `tag`."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

from tuwen.privacy.detect import hidden

# Controls, bidi marks and lone surrogates could steer what stands around them; they are shown.
_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_VOID = frozenset(("img", "input", "meta", "br"))
_LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")


class Html(str):
    """Markup; any other string is text."""

    __slots__ = ()


Child = Html | str | int | float | None


def plain(value: Any) -> str:
    """A value as text on one line in which nothing steers: controls become visible escapes.

    Personal data is masked: a report is passed on more freely than what it reports on.
    """
    text = " ".join(str(value).split(None)) if "\n" in str(value) else str(value)
    text = hidden(text)
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\t", " "))


def escape(value: Any) -> Html:
    """A value as markup that shows it."""
    return value if isinstance(value, Html) else Html(html.escape(plain(value), quote=True))


def tag(name: str, /, *children: Child | Iterable[Child], **attributes: Any) -> Html:
    """An element. `cls` is class, other underscores become hyphens; None and False leave one out."""
    written = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = "class" if key == "cls" else key.rstrip("_").replace("_", "-")
        written.append(f" {key}" if value is True else f' {key}="{escape(value)}"')
    head = f"<{name}{''.join(written)}>"
    return Html(head if name in _VOID else f"{head}{join(*children)}</{name}>")


def join(*children: Child | Iterable[Child]) -> Html:
    """Children one after another; None is nothing."""
    return Html("".join(_flat(children)))


def _flat(children: Iterable[Any]) -> Iterator[str]:
    for child in children:
        if child is None:
            continue
        if isinstance(child, (str, int, float)):
            yield escape(child)
        else:
            yield from _flat(child)


def language_of(text: str) -> str:
    """ "zh" where at least a fifth of the characters are Han, "en" where most are Latin, else ""."""
    n_han, n_latin = len(_HAN.findall(text)), sum(map(str.isascii, text))
    if n_han * 5 >= max(len(text), 1):
        return "zh"
    return "en" if n_latin * 2 > len(text) else ""


def run(text: str, limit: int = 0, name: str = "span", **attributes: Any) -> Html:
    """A run of somebody's text, in its language, cut after `limit` characters."""
    text = plain(text)
    cut = text[:limit].rstrip() + "…" if limit and len(text) > limit else text
    side = "auto" if _LEFTWARD.search(text) else None
    return tag(name, cut, lang=language_of(text) or None, dir=side, **attributes)
