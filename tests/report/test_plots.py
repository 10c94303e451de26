"""PNG plots: set in a font that has the characters, or an error that says so; never boxes."""

import warnings
from pathlib import Path

import pytest

pytest.importorskip("matplotlib", reason="plots need tuwen[plot]")

from PIL import Image
from report_fake import FakeCollection, town_paper

from tuwen.core.errors import NotFound, UsageError
from tuwen.report import plots

needs_font = pytest.mark.skipif(plots.cjk_font() is None, reason="no Chinese font here")


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> FakeCollection:
    return town_paper(tmp_path_factory.mktemp("plots") / "town.tuwen", 60)


@needs_font
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_plot_is_written_without_a_missing_glyph(
    paper: FakeCollection, tmp_path: Path, lang: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of glyphs it draws as boxes
        written = plots.save(paper, tmp_path, lang)  # type: ignore[arg-type]
    assert [path.stem for path in written] == ["timeline", "topics", "keywords", "map"]
    for path in written:
        with Image.open(path) as image:
            assert image.format == "PNG" and image.width > 600


@needs_font
def test_characters_of_no_font_are_left_out() -> None:
    found = {"keywords": [{"word": "集市 \U0001f9ff\U0010fffd $x$", "score": 1.0}]}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plots.keywords(found).canvas.draw()


def test_without_a_font_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "cjk_font", lambda: None)
    with pytest.raises(NotFound, match="no font with Chinese"):
        plots.keywords({"keywords": [{"word": "集市", "score": 1.0}]}, "en")
    plots.keywords({"keywords": [{"word": "market", "score": 1.0}]}, "en")


def test_nothing_to_plot() -> None:
    with pytest.raises(UsageError):
        plots.timeline({"time": None})
    with pytest.raises(UsageError):
        plots.keywords({"keywords": []}, "en")
