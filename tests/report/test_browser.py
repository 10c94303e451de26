"""The page in a real browser, where one is installed: it draws, it switches, nothing runs in it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from report_fake import FakeCollection, town_paper
from test_page import NASTY

from tuwen.core.items import Item
from tuwen.core.messages import table
from tuwen.report import write

BROWSER = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


def shown(page: Path, script: str = "") -> tuple[str, str]:
    """The document after its scripts ran (and `script` after them), and the console's complaints."""
    text = page.read_text("utf-8")
    if script:
        text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
        text = text.replace(
            "</body>", f"<script>setTimeout(() => {{{script}}}, 300)</script></body>"
        )
        page = page.with_name(f"with-script-{page.name}")
        page.write_text(text, "utf-8")
    command = [
        str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
        "--virtual-time-budget=4000", "--dump-dom", page.resolve().as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    told = [line for line in done.stderr.decode().splitlines() if "CONSOLE" in line]
    return done.stdout.decode(), "\n".join(line for line in told if "setting log level" not in line)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> FakeCollection:
    return town_paper(tmp_path_factory.mktemp("browser") / "town.tuwen", 60)


def test_draws_and_switches(paper: FakeCollection) -> None:
    page = write(paper, lang="zh")  # type: ignore[arg-type]
    dom, complaints = shown(page)
    assert not complaints
    assert 'src="data:image/webp' in dom
    assert re.search(r'id="map-plot"[^>]*><div', dom), "Bokeh drew nothing"
    assert table("zh")["report_topics"] in dom
    click = "document.querySelector('[data-language=en]').click();"
    click += "document.querySelector('[data-kind=label]').click();"
    click += "document.querySelector('[data-topic]').click();"
    click += "const dots = Bokeh.documents[0].roots()[0].renderers;"
    click += "document.body.dataset.hidden = dots.filter((each) => !each.visible).length;"
    click += "document.body.dataset.pictures = dots.some((d) => d.data_source.data.thumb[0]);"
    dom, complaints = shown(page, click)
    assert not complaints
    assert '<html lang="en">' in dom
    assert f">{table('en')['report_topics']}</span></h2>" in dom
    assert table("zh")["report_topics_lead"][-9:] not in dom.split('id="page-words"')[0]
    assert ">1 shown<" in dom
    assert 'data-hidden="1"' in dom and 'data-pictures="true"' in dom


def test_nothing_that_stands_in_it_runs(paper: FakeCollection, tmp_path: Path) -> None:
    hurt = FakeCollection(paper.path, [], paper.found)
    hurt.pictures = paper.pictures
    for id, item in paper.by_id.items():
        hurt.by_id[id] = Item(id=id, fields={"title": NASTY}, images=item.images, place=NASTY)
    page = write(hurt, tmp_path / "hurt.html", "en")  # type: ignore[arg-type]
    check = "document.body.dataset.hurt = String(window.hurt);"
    dom, complaints = shown(page, check)
    assert 'data-hurt="undefined"' in dom and not complaints
    assert '<img src="x"' not in dom
