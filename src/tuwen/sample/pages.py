"""All pages of a paper in order, with what is planned done to them."""

from collections.abc import Iterator

from tuwen.sample.defects import plan, planted
from tuwen.sample.facts import blocks, facts
from tuwen.sample.page import Page, page
from tuwen.sample.planted import Planted


def blocks_of_pages(
    n: int, seed: int, pictures: bool, defects: bool
) -> Iterator[list[tuple[Page, Planted | None]]]:
    """The pages 0 … n - 1, some thousands at a time, each with the defect put into it, if any."""
    plans = plan(n, seed, pictures) if defects else {}
    index = 0
    for rolls in blocks(n, seed):
        block = []
        for row in rolls:
            one = page(facts(index, row), pictures)
            what = plans.get(index)
            block.append((one, planted(one, what, seed) if what else None))
            index += 1
        yield block
