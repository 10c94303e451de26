"""What is known about a sample paper, because we made it up."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tuwen.core import files
from tuwen.core.errors import NotFound
from tuwen.sample.page import known
from tuwen.sample.pages import blocks_of_pages
from tuwen.sample.planted import Planted

NAME = ".truth.json"  # hidden, so that readers of the paper do not take it for stories


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTruth:
    """The truth of a whole paper: its topics and its planted defects."""

    folder: Path
    n: int
    seed: int
    pictures: bool
    topics: Mapping[str, Any] = field(default_factory=dict)
    defects: tuple[Planted, ...] = ()

    def of_kind(self, kind: str) -> list[Planted]:
        """The planted defects of one kind."""
        return [each for each in self.defects if each.kind == kind]

    def items(self) -> Iterator[dict[str, Any]]:
        """What is known of each item: topic, entities with spans, what is counted and drawn.

        Told again from the seed rather than kept, so that a million items need no second file.
        """
        with_defects = bool(self.defects)
        for block in blocks_of_pages(self.n, self.seed, self.pictures, with_defects):
            for page, _ in block:
                yield known(page)

    def save(self) -> None:
        """Write it into the paper's folder."""
        value = {
            "made_up": True,
            "n": self.n,
            "seed": self.seed,
            "pictures": self.pictures,
            "topics": dict(self.topics),
            "defects": [asdict(each) for each in self.defects],
        }
        files.write_json(self.folder / NAME, value)

    @classmethod
    def read(cls, folder: Path) -> "SampleTruth":
        """The truth of a paper written earlier; raises NotFound where there is none."""
        path = folder / NAME
        if not path.is_file():
            raise NotFound("no_sample_truth", path=str(path))
        value = files.read_json(path)
        defects = tuple(
            Planted(**each | {"also": tuple(each["also"])}) for each in value["defects"]
        )
        return cls(
            folder=folder,
            n=value["n"],
            seed=value["seed"],
            pictures=value["pictures"],
            topics=value["topics"],
            defects=defects,
        )
