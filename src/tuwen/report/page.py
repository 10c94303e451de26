"""The page: sections under one roof, self-contained, in two languages and two lights."""

import base64
import hashlib
import itertools
import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tuwen
from tuwen.core import files
from tuwen.core.errors import UsageError
from tuwen.core.messages import LANGUAGES
from tuwen.report.cards import strip
from tuwen.report.markup import Html, plain, run, tag
from tuwen.report.material import Material
from tuwen.report.sections import SECTIONS
from tuwen.report.words import Words

if TYPE_CHECKING:
    from tuwen.store import Collection

_FRONT, _LOOKED = 12, 60  # pictures in the band below the title; items looked at for them
# Who comes first to the page's budget of pictures, before all others, and who takes what is left.
_FIRST, _LAST = ("topics", "searches", "duplicates"), ("clusters", "audit", "map")


def write(
    collection: "Collection",
    path: str | Path | None = None,
    lang: str = "zh",
    sections: Sequence[str] | None = None,
) -> Path:
    """Write the report of a mined collection as one HTML page and return where it is.

    `path` defaults to report.html in the collection's folder; `lang` ("zh" or "en") is the
    language the page opens in; `sections` the names of those to show (None: all). The page asks nothing of the network: scripts, styles and pictures
    are inside, and its content security policy allows no others. Raises UsageError for another
    language.
    """
    if lang not in LANGUAGES:
        raise UsageError("unknown_language", name=lang)
    target = Path(path) if path is not None else Path(collection.path) / "report.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    files.write_bytes(target, render(collection, target, lang, sections).encode("utf-8"))
    return target


def render(
    collection: "Collection", target: Path, lang: str, only: Sequence[str] | None = None
) -> str:
    """The page as text."""
    words = Words(lang)
    material = Material(collection, words, target)
    front = _front(material)
    made = {}
    table = {full.partition("/")[0]: full for full in SECTIONS}
    sections = {key: SECTIONS[table[key]]() for key in only or table}
    others = [key for key in sections if key not in (*_FIRST, *_LAST)]
    for key in (*_FIRST, *others, *_LAST):
        if key not in sections:
            continue
        made[key] = sections[key].render(material)
    shown = {key: body for key in sections if (body := made[key]) is not None}
    missing = [key for key in sections if made[key] is None]
    main = tag(
        "main",
        front,
        [_section(words, key, body) for key, body in shown.items()],
        _missing(words, missing),
        id="main",
    )
    body = tag(
        "body",
        tag("a", words.say("report_skip"), href="#main", cls="skip"),
        _bar(words, material.name),
        tag("div", _contents(words, list(shown)), main, cls="frame"),
        _footer(material),
        _data("page-words", json.dumps(words.both(), ensure_ascii=False)),
        _data("page-thumbnails", material.carried()),
    )
    return _document(words, material, body, with_plot="map" in shown)


def _document(words: Words, material: Material, body: Html, with_plot: bool) -> str:
    scripts = [_bokeh()] if with_plot else []
    scripts.append(_asset("report.js"))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(scripts)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content=f"tuwen {tuwen.__version__}"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{plain(material.name)} · {words.text('report_title')}"),
        tag("style", Html(_asset("report.css"))),
    )
    tail = [tag("script", Html(script)) for script in scripts]
    whole = tag("html", head, Html(body.removesuffix("</body>")), tail, lang=_tag(words.lang))
    return f"<!doctype html>\n{whole.removesuffix('</html>')}</body></html>\n"


def _policy(scripts: list[str]) -> str:
    """Nothing from outside; only the page's own scripts, each named by its hash, may run."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "font-src 'none'; connect-src 'none'; form-action 'none'; base-uri 'none'"
    )


@cache
def _asset(name: str) -> str:
    return resources.files("tuwen.report").joinpath("assets", name).read_text("utf-8")


@cache
def _bokeh() -> str:
    """Bokeh's own script: the core bundle alone draws the map."""
    import bokeh

    path = Path(bokeh.__file__).parent / "server" / "static" / "js" / "bokeh.min.js"
    return path.read_text("utf-8").replace("</script", "<\\/script")


def _data(id: str, value: str) -> Html:
    """JSON for the page's script; it cannot end its element."""
    return tag("script", Html(value.replace("<", "\\u003c")), type="application/json", id=id)


def _tag(lang: str) -> str:
    return {"zh": "zh-CN", "en": "en"}[lang]


def _bar(words: Words, name: str) -> Html:
    def switch(key: str, text: str, lang: str) -> Html:
        return tag(
            "button", text, type="button", data_language=key, lang=lang,
            aria_pressed="true" if key == words.lang else "false",
        )  # fmt: skip

    light = tag(
        "button", tag("span", "◐", aria_hidden="true"), type="button", id="light",
        **words.attribute("aria_label", "report_light"),
    )  # fmt: skip
    choice = tag(
        "div", switch("zh", "中文", "zh"), switch("en", "English", "en"), light,
        cls="switches", role="group", **words.attribute("aria_label", "report_language"),
    )  # fmt: skip
    return tag("header", tag("span", tag("b", "tuwen"), " 图文", cls="brand"), choice, cls="bar")


def _front(material: Material) -> Html:
    """Title, what it is in one sentence, and a band of pictures."""
    words, found = material.words, material.findings("overview") or {}
    counts: dict[str, Any] = {"items": found.get("items", len(material.collection))}
    key = "report_front"
    if found.get("pictures"):
        key, counts["pictures"] = "report_front_pictures", found["pictures"]
    parts: list[str] = [words.say(key, **counts)]
    if time := found.get("time"):
        parts += [words.say("report_front_time", first=time["first"], last=time["last"])]
    if audit := material.findings("audit"):
        parts += [words.say("report_front_audit", n=sum(audit["counts"].values()))]
    typical = [topic["items"] for topic in material.topics]
    examples = [id for rank in itertools.zip_longest(*typical) for id in rank if id][:_LOOKED]
    made_up = any(item.meta.get("made_up") for item in material.items(examples[:1]))
    return tag(
        "div",
        tag("p", words.say("report_title"), cls="kicker"),
        run(material.name, name="h1"),
        tag("p", parts, cls="standfirst"),
        tag("p", words.say("report_made_up"), cls="verdict") if made_up else None,
        strip(material, material.items(examples), _FRONT),
        cls="front",
    )


def _contents(words: Words, keys: list[str]) -> Html:
    links = [tag("li", tag("a", words.say(f"report_{key}"), href=f"#{key}")) for key in keys]
    return tag(
        "nav", tag("ol", links), cls="contents",
        **words.attribute("aria_label", "report_contents"),
    )  # fmt: skip


def _section(words: Words, key: str, body: Html) -> Html:
    return tag("section", tag("h2", words.say(f"report_{key}")), body, id=key)


def _missing(words: Words, keys: list[str]) -> Html | None:
    """Why some sections are not there."""
    if not keys:
        return None
    reasons = [
        tag("li", words.say(f"report_{key}"), " — ", words.say(f"report_no_{key}")) for key in keys
    ]
    return tag("aside", tag("h2", words.say("report_missing")), tag("ul", reasons), cls="missing")


def _footer(material: Material) -> Html:
    say = material.words.say
    return tag(
        "footer",
        say("report_made_by", "p", version=tuwen.__version__),
        tag("p", say("report_hash"), " ", tag("code", material.collection.hash[:16])),
    )
