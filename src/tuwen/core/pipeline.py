"""Pipeline: a small tree of parts that describes itself, refuses misfits, answers, and is saved.

    Pipeline({"text": [TextCounts()]}, ends={"label": NaiveBayes()})
    Pipeline({"text": [TextCnn()], "image": [ImageCnn()]}, join=Fuse(), ends={"label": Softmax()})

An end's name is the target it learns and the key of its answers. Fitting is `tuwen.fit.fit`.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from tuwen.core import modelfolder
from tuwen.core.errors import DamagedData, Misfit, NotFound, TuwenError
from tuwen.core.items import Item
from tuwen.core.latent import Latent, LatentSpec
from tuwen.core.modelfolder import ModelRecord, state_digest
from tuwen.core.parts import Part
from tuwen.core.pictures import PictureSource
from tuwen.core.tree import Move, Node, Tree

BATCH = 256  # rows answered at a time

# What building parts from well-signed nonsense may raise; ours (TuwenError) pass as they are.
_MALFORMED = (
    *(ArithmeticError, AttributeError, LookupError, MemoryError),
    *(RuntimeError, TypeError, ValueError),
)


class Pipeline:
    """Branches, an optional join, a trunk and ends, checked when built."""

    def __init__(
        self,
        branches: Mapping[str, Sequence[Part | Node]],
        *,
        join: Part | Node | None = None,
        trunk: Sequence[Part | Node] = (),
        ends: Mapping[str, Part | Node] | None = None,
    ) -> None:
        """Place the parts; raises Misfit where two cannot meet, naming the missing step."""
        self._begin(Tree.of(branches, join, trunk, ends or {}))

    def _begin(self, tree: Tree) -> None:
        self.tree = tree
        self.made: Mapping[str, Any] = {}
        self._spaces: dict[str, str] = {}
        self.specs()

    def nodes(self) -> list[Node]:
        """Every node, each after those it feeds on."""
        return list(self.tree.nodes())

    def specs(self) -> dict[str, LatentSpec]:
        """The spec of each lane; raises Misfit where parts cannot meet, ends included."""
        lanes: dict[str, LatentSpec] = {}
        served: dict[int, list[LatentSpec]] = {}  # what a step that serves several lanes was given
        for move in self.tree.moves():
            # An encoder's lane holds nothing yet: it is given items, not a latent.
            given = [lanes[lane] for lane in move.ins if lane in lanes]
            lanes[move.out] = move.part.spec(*given)
            shared = served.setdefault(id(move.part), given)
            sizes = {spec.size for spec in (*shared, *given)} - {0}
            if len(shared) == 1 and len(sizes) > 1:
                raise Misfit("lanes_differ", part=move.part.name, sizes=str(sorted(sizes)))
        for move in self.tree.end_moves():
            move.part.spec(*(lanes[lane] for lane in move.ins))
        return {name: lanes[name] for name in self.tree.lanes()}

    def fresh(self) -> Self:
        """The same pipeline, nothing learned but in its frozen and warm parts."""
        copy = type(self).__new__(type(self))
        copy._begin(Tree.from_json(self.tree.to_json()))
        for mine, theirs in zip(self.nodes(), copy.nodes(), strict=True):
            if mine.start != "fresh":
                theirs.part.restore(mine.part.state())
            if hasattr(mine.part, "pictures"):
                theirs.part.pictures = mine.part.pictures
        return copy

    def see(self, pictures: PictureSource) -> Self:
        """Tell every part that reads pictures where their bytes are; returns self."""
        for node in self.nodes():
            if hasattr(node.part, "pictures"):
                node.part.pictures = pictures
        return self

    def encode(self, items: Sequence[Item], *branches: str) -> dict[str, Latent]:
        """The latent of each lane; with `branches` named, only what they alone lead to.

        Raises NotFitted before fitting.
        """
        wanted = set(branches or self.tree.branches)
        lanes: dict[str, Any] = dict.fromkeys(wanted, items)
        for move in self.tree.moves():
            if wanted.issuperset(move.ins):
                lanes[move.out] = move.part(*(lanes[lane] for lane in move.ins))
                wanted.add(move.out)
        return {
            name: self._stamped(name, lanes[name]) for name in self.tree.lanes() if name in lanes
        }

    def answer(self, items: Sequence[Item]) -> dict[str, list[Any]]:
        """Per end, one answer or made item a row; None where the side it reads is missing."""
        answers: dict[str, list[Any]] = {name: [] for name in self.tree.ends}
        for start in range(0, len(items), BATCH):
            lanes = self.encode(items[start : start + BATCH])
            for move in self.tree.end_moves():
                answers[move.out] += _respond(move, [lanes[lane] for lane in move.ins])
        return answers

    def space(self, lane: str) -> str:
        """What produced a lane: the last part's name, and the digest of all it rests on.

        Two lanes of one aligner share it: they compare.
        """
        nodes = {node.address: node for node in self.nodes()}
        below = self.tree.upstream()[f"lane:{lane}"]
        digest = hashlib.sha256()
        for address in sorted(below):
            part = nodes[address].part
            digest.update(f"{address} {part.name} {part.config} ".encode("utf-8", "surrogatepass"))
            digest.update(state_digest(part.state()).encode())
        last = [move.part for move in self.tree.moves() if move.out == lane][-1]
        return f"{getattr(last, 'name', 'side')}:{digest.hexdigest()[:24]}"

    def seal(self) -> Self:
        """Name the spaces of the lanes, after parts have learned; returns self."""
        self._spaces = {lane: self.space(lane) for lane in self.tree.lanes()}
        return self

    def _stamped(self, lane: str, latent: Latent) -> Latent:
        if lane not in self._spaces:
            return latent
        return replace(latent, spec=replace(latent.spec, space=self._spaces[lane]))

    def record(self) -> ModelRecord:
        """What a model folder of this pipeline says; raises NotFitted before fitting."""
        states = {node.address: node.part.state() for node in self.nodes()}
        return ModelRecord(tree=self.tree.to_json(), states=states, made=self.made)

    def digest(self) -> str:
        """The model digest: configs, facts and tensors."""
        return self.record().digest()

    def save(self, folder: Path | str) -> str:
        """Write the model folder, all or nothing; returns the model digest."""
        return modelfolder.write(Path(folder), self.record())


def load(folder: Path | str) -> Pipeline:
    """The fitted pipeline in a model folder: names resolve in closed tables, no code is loaded.

    Raises NotFound, DamagedData, Refused, or UnknownName for a part that no table holds.
    """
    record = modelfolder.read(Path(folder))
    where = str(Path(folder) / modelfolder.MODEL)
    try:
        pipeline = Pipeline.__new__(Pipeline)
        pipeline._begin(Tree.from_json(record.tree))
        for node in pipeline.nodes():
            node.part.restore(record.states[node.address])
        pipeline.specs()
        pipeline.seal()
    except TuwenError:
        raise
    except _MALFORMED as error:
        raise DamagedData("damaged_model", path=where, why=f"malformed: {error}") from error
    pipeline.made = record.made
    return pipeline


def part_of(folder: Path | str, address: str) -> Part:
    """One fitted part of a model folder, to serve elsewhere; raises NotFound."""
    pipeline = load(folder)
    for node in pipeline.nodes():
        if node.address == address:
            return node.part
    known = ", ".join(node.address for node in pipeline.nodes())
    raise NotFound("no_such_part", address=address, path=str(folder), known=known)


def _respond(move: Move, given: list[Latent]) -> Iterator[Any]:
    """The end's answers with None at rows whose first lane is missing."""
    rows = given[0].rows
    if not rows.any():
        return iter([None] * len(rows))
    answers = iter(move.part(*(latent.select(rows) for latent in given)))
    return (next(answers) if there else None for there in np.asarray(rows))
