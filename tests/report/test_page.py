"""The page: whole, self-contained, in two languages, and inert to whatever it shows."""

import base64
import hashlib
import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from report_fake import FakeCollection, town_paper

from tuwen.core.errors import UsageError
from tuwen.core.items import Item
from tuwen.core.messages import table
from tuwen.report import write
from tuwen.report.material import THUMBNAILS
from tuwen.report.sections import SECTIONS

NASTY = (
    '</script><script>window.hurt=1</script><img src=x onerror="window.hurt=1">'
    "\u202etxet\u202c \x1b[31mred\x1b[0m {colour} %s ${x} \ud800 'quoted' \"twice\"\0"
)


class Page(HTMLParser):
    """Elements, ids and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.stack: list[str] = []
        self.raw: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "input", "br"):
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if self.stack[-1:] == ["script"]:
            name, attributes = next(e for e in reversed(self.elements) if e[0] == "script")
            self.raw[attributes.get("id") or f"script{len(self.raw)}"] = data
        elif self.stack[-1:] != ["style"]:
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> FakeCollection:
    return town_paper(tmp_path_factory.mktemp("report") / "town.tuwen", 240)


@pytest.fixture(scope="module")
def text(paper: FakeCollection) -> str:
    return write(paper, lang="zh").read_text("utf-8")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_every_section_is_there_and_listed(page: Page) -> None:
    keys = [full.partition("/")[0] for full in SECTIONS]
    assert [each["id"] for each in page.all("section")] == keys
    assert [link["href"] for link in page.all("a") if "cls" not in link][1:] == [
        f"#{key}" for key in keys
    ]
    assert not page.stack


def test_nothing_is_fetched(page: Page, text: str) -> None:
    for name, attributes in page.elements:
        for key in ("src", "href", "srcset", "data", "action", "poster"):
            if value := attributes.get(key):
                assert value.startswith("#") or name == "a" and "//" not in value, (name, value)
    own = re.sub(r"<script>.*?</script>", "", text, flags=re.S)  # Bokeh's licence names its site
    assert not re.search(r"https?://|url\((?!@thumb)|@import", own)


def test_policy_names_each_script_and_allows_nothing_else(page: Page) -> None:
    policy = next(m["content"] for m in page.all("meta") if "http-equiv" in m) or ""
    assert "default-src 'none'" in policy and "unsafe-eval" not in policy
    scripts = [data for id, data in page.raw.items() if id.startswith("script")]
    assert len(scripts) == 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert not any(key.startswith("on") for _, given in page.elements for key in given)


def test_every_sentence_switches(page: Page) -> None:
    words = json.loads(page.raw["page-words"])
    for _, attributes in page.elements:
        for key, value in attributes.items():
            if key.startswith("data-i18n"):
                assert words[value] == [table("en")[value], table("zh")[value]]
        if "data-i18n" in attributes and attributes.get("data-values"):
            json.loads(attributes["data-values"])


def test_opens_in_the_language_asked_for(paper: FakeCollection, tmp_path: Path) -> None:
    found = {}
    for lang in ("zh", "en"):
        text = write(paper, tmp_path / f"{lang}.html", lang).read_text("utf-8")  # type: ignore[arg-type]
        found[lang] = "".join(Page(text).words)
        assert table(lang)["report_topics_lead"][-12:] in found[lang]
    with pytest.raises(UsageError):
        write(paper, lang="fr")  # type: ignore[arg-type]


def test_accessible(page: Page) -> None:
    levels = [int(name[1]) for name, _ in page.elements if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in zip(levels, levels[1:], strict=False))
    assert all(image.get("alt") for image in page.all("img"))
    ids = Counter(given["id"] for _, given in page.elements if "id" in given)
    assert set(ids.values()) == {1}
    for name, attributes in page.elements:
        if attributes.get("role") == "img" or name == "input":
            assert attributes.get("aria-label")
    assert page.all("html")[0]["lang"] == "zh-CN"


def test_pictures_are_carried_once_and_few(page: Page, text: str) -> None:
    carried = json.loads(page.raw["page-thumbnails"])
    shown = {image["data-thumb"] for image in page.all("img")}
    assert shown <= set(carried) and 100 < len(carried) <= THUMBNAILS
    assert all(uri.startswith("data:image/webp;base64,") for uri in carried.values())
    assert len(text.encode()) < 4_000_000


def test_text_stays_text(paper: FakeCollection, tmp_path: Path) -> None:
    hurt = FakeCollection(paper.path, [], json.loads(json.dumps(paper.found)))
    hurt.pictures = paper.pictures
    for id, item in paper.by_id.items():
        hurt.by_id[id] = Item(
            id=id, fields={"title": NASTY, "text": NASTY}, images=item.images, place=NASTY,
            time=item.time,
        )  # fmt: skip
    for topic in hurt.found["topics"]["topics"]:
        topic["name"] = NASTY
        topic["words"] = [{"word": NASTY, "weight": 1.0}]
    hurt.found["overview"]["groups"] = {NASTY: {NASTY: 3, "b": 2}}
    hurt.found["audit"]["rows"][0] |= {"field": NASTY, "kind": NASTY, "item": NASTY}
    hurt.found["searches"]["queries"][0]["query"] = NASTY
    text = write(hurt, tmp_path / "hurt.html", "en").read_text("utf-8")  # type: ignore[arg-type]
    page = Page(text)
    assert not page.stack and len(page.all("script")) == 5
    assert {image.get("src") for image in page.all("img")} == {None}
    assert not re.search("[\u202e\x1b\0]", text)
    assert "\\u202e" in "".join(page.words)


@pytest.mark.parametrize("kept", [(), ("overview",), ("overview", "keywords"), ("audit",)])
def test_sections_without_findings_say_why(
    paper: FakeCollection, tmp_path: Path, kept: tuple[str, ...]
) -> None:
    few = FakeCollection(tmp_path, [], {name: paper.found[name] for name in kept})
    few.by_id = paper.by_id
    page = Page(write(few, tmp_path / "few.html", "en").read_text("utf-8"))  # type: ignore[arg-type]
    assert [each["id"] for each in page.all("section")] == [*kept, "next"]
    said = "".join(page.words)
    assert table("en")["report_no_topics"] in said
