"""Cleaning: what a text says, without what its carrier left in it.

Stored text is never changed; cleaning is derived from it. A test for each kind of dirt comes first,
so that clean text costs little.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tuwen.core.config import Config
from tuwen.text.fold import fold, normalise, width
from tuwen.text.mojibake import fix_mojibake

# C0 and C1 controls but tab and line feed; zero width, bidi and soft-hyphen marks; BOM; lone surrogates;
# non-characters. The joiners stay where they join emoji or letters of alphabets that need them.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-"
    "\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]|(?<![^\x00-\u05ff])[\u200c\u200d]"
)
_MAY_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\ufffe\uffff]"
)
_BREAKS = re.compile("\r\n?|[\x0c\x85\u2028\u2029]")
# Atomic groups: a tag is looked at once, however many quotes are left open in it.
_TAG = re.compile(
    "<(?:(?P<comment>!--)|[!?][a-zA-Z][^<>]*+>|(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]{0,40})"
    "(?:[\\s/](?>\"[^\"<]*+\"|'[^'<]*+'|[^<>])*+)?>)"
)
_BLOCKS = frozenset(
    "address article aside blockquote br caption dd div dl dt figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hr li main nav ol option p pre section table td th title tr ul".split()
)
_SILENT = frozenset(("script", "style", "template", "noscript"))
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,24}\d{0,2});")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'，。；、！？）】》”’\u4e00-\u9fff]+", re.IGNORECASE
)
_ODD_SPACE = re.compile("[\t\n\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]|  ")
_SPACES = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
_LINES = re.compile(r" *\n[ \n]*\n *")
_SIMPLE_BREAK = re.compile(r" *\n *")


@dataclass(frozen=True, kw_only=True)
class CleanConfig(Config):
    """Which dirt is taken out.

    `fold`: "none", "width" (half width and other compatibility forms), "chinese" (that, and
    traditional to simplified), or "all" (that, and case). `addresses` "drop" takes out URLs.
    """

    html: bool = True
    controls: bool = True
    mojibake: bool = True
    spaces: bool = True
    addresses: Literal["keep", "drop"] = "keep"
    fold: Literal["none", "width", "chinese", "all"] = "none"


_FOLDS: dict[str, Callable[[str], str]] = {
    "none": str,
    "width": width,
    "chinese": normalise,
    "all": fold,
}


def clean(text: str, config: CleanConfig = CleanConfig()) -> str:
    """`text` without the dirt that `config` names; clean text comes back as it is."""
    if config.mojibake:
        text, _ = fix_mojibake(text)
    if config.html:
        text = without_html(text)
    if config.controls and _MAY_CONTROL.search(text):
        text = _CONTROL.sub("", _BREAKS.sub("\n", text))
    if config.addresses == "drop":
        text = _ADDRESS.sub(" ", text)
    if config.spaces:
        text = _one_space(text).strip() if _ODD_SPACE.search(text) else text.strip()
    return _FOLDS[config.fold](text)


def _one_space(text: str) -> str:
    text = _SPACES.sub(" ", text)
    return _SIMPLE_BREAK.sub("\n", _LINES.sub("\n\n", text)) if "\n" in text else text


def clean_many(texts: Iterable[str], config: CleanConfig = CleanConfig()) -> Iterator[str]:
    """Each text cleaned."""
    return (clean(text, config) for text in texts)


def without_html(text: str) -> str:
    """The text that a browser would show: tags, scripts and styles gone, entities as characters.

    A lone "<" or "&" is no markup and stays.
    """
    if "<" in text and _TAG.search(text):
        text = "".join(_shown(text))
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else text


def _shown(text: str) -> Iterator[str]:
    """What stands between tags, and a line end for each block; every place is looked at once."""
    at, open_ends = 0, set()  # what was opened and is closed nowhere further on
    while tag := _TAG.search(text, at):
        yield text[at : tag.start()]
        at, name = tag.end(), tag["comment"] or tag["name"] or ""
        name = name.lower()
        if name in _BLOCKS:
            yield "\n"
        elif (name == "!--" or (name in _SILENT and not tag["end"])) and name not in open_ends:
            if end := _end_of(name).search(text, at):
                at = end.end()
            else:
                open_ends.add(name)
    yield text[at:]


@cache
def _end_of(name: str) -> re.Pattern[str]:
    return re.compile("-->" if name == "!--" else f"</{name}\\s*>", re.IGNORECASE)
