"""The small tree a pipeline is: branches, an optional join, a trunk, ends; and its walk, as moves.

Between the parts a batch flows in *lanes*, named latents: one per branch at first, all in one named
"joined" after a join that merges. A tree compiles to a flat list of moves (take these lanes, give that
one), and whoever runs a pipeline, learning or answering, walks the same list.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

from tuwen.core.errors import DamagedData, Misfit
from tuwen.core.parts import Aligner, Decoder, Encoder, Head, Part, Step
from tuwen.core.registry import role_table
from tuwen.core.suggest import closest

Start = Literal["fresh", "warm", "frozen"]
JOINED = "joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part in its place. `start` says how it begins when the pipeline is fitted.

    fresh: learned anew · warm: learned further from what it knows · frozen: left as it is.
    An end `reads` lanes (a decoder's second is its condition); () means all there are.
    """

    part: Any
    start: Start = "fresh"
    reads: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One application: `part` takes the lanes `ins` and gives the lane `out`.

    `part` is the node's own, or one side of an aligner.
    """

    node: Node
    part: Any
    ins: tuple[str, ...]
    out: str


def frozen(part: Part) -> Node:
    """`part` as it was learned elsewhere, not to be moved here."""
    return Node(part=part, start="frozen")


def warm(part: Part) -> Node:
    """`part` as it was learned elsewhere, to be learned further here."""
    return Node(part=part, start="warm")


def end(part: Part, *reads: str) -> Node:
    """An end that reads the lanes named; the second of a decoder is its condition."""
    return Node(part=part, reads=reads)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Placed nodes. `branches[name]` is an encoder and its steps; `ends` are heads and decoders."""

    branches: Mapping[str, tuple[Node, ...]]
    join: Node | None
    trunk: tuple[Node, ...]
    ends: Mapping[str, Node]

    @classmethod
    def of(
        cls,
        branches: Mapping[str, Sequence[Part | Node]],
        join: Part | Node | None,
        trunk: Sequence[Part | Node],
        ends: Mapping[str, Part | Node],
    ) -> Self:
        """The tree of parts and nodes, each placed; raises Misfit for a part out of its role."""
        if not branches or not all(branches.values()):
            raise Misfit("pipeline_empty")
        return cls(
            branches={name: _branch(name, parts) for name, parts in branches.items()},
            join=None if join is None else _placed(join, "join", Step, Aligner),
            trunk=tuple(_placed(part, f"trunk.{i}", Step) for i, part in enumerate(trunk)),
            ends={
                name: _placed(part, f"ends.{name}", Head, Decoder) for name, part in ends.items()
            },
        )

    def nodes(self) -> Iterator[Node]:
        """Every node, each after those it feeds on."""
        for branch in self.branches.values():
            yield from branch
        if self.join is not None:
            yield self.join
        yield from self.trunk
        yield from self.ends.values()

    def moves(self) -> list[Move]:
        """The walk from items to the lanes that the ends read."""
        moves = [
            Move(node, node.part, (name,), name)
            for name, nodes in self.branches.items()
            for node in nodes
        ]
        names = tuple(self.branches)
        if self.join is not None:
            joined = _join_moves(self.join, names)
            moves += joined
            names = tuple(move.out for move in joined)
        moves += [Move(node, node.part, (name,), name) for node in self.trunk for name in names]
        return moves

    def upstream(self) -> dict[str, frozenset[str]]:
        """For each node's address, and each lane as "lane:NAME", all addresses it rests on.

        A node that serves several lanes was fitted on all of them, and rests on all.
        """
        rests: dict[str, frozenset[str]] = {}
        lanes: dict[str, frozenset[str]] = dict.fromkeys(self.branches, frozenset())
        moves = self.moves() + self.end_moves()
        for node in self.nodes():
            mine = [move for move in moves if move.node is node]
            below = frozenset().union(*(lanes[lane] for move in mine for lane in move.ins))
            rests[node.address] = below
            lanes |= {m.out: below | {node.address} for m in mine if node not in self.ends.values()}
        return rests | {f"lane:{name}": lanes[name] for name in self.lanes()}

    def lanes(self) -> tuple[str, ...]:
        """The lanes that remain at the end of the trunk."""
        if self.join is None:
            return tuple(self.branches)
        return tuple(move.out for move in _join_moves(self.join, tuple(self.branches)))

    def end_moves(self) -> list[Move]:
        """One move per end, out of the lanes; `out` is the end's name. Raises Misfit."""
        lanes = self.lanes()
        for name, node in self.ends.items():
            for lane in node.reads:
                if lane not in lanes:
                    raise Misfit("unknown_lane", end=name, lane=lane, near=closest(lane, lanes))
        return [
            Move(node, node.part, node.reads or lanes, name) for name, node in self.ends.items()
        ]

    def to_json(self) -> dict[str, Any]:
        """The tree as stored: per node its part's name, its config, its start, what it reads."""
        return {
            "branches": {
                name: [_node_json(node) for node in nodes] for name, nodes in self.branches.items()
            },
            "join": None if self.join is None else _node_json(self.join),
            "trunk": [_node_json(node) for node in self.trunk],
            "ends": {name: _node_json(node) for name, node in self.ends.items()},
        }

    @classmethod
    def from_json(cls, tree: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`: unfitted parts out of the closed tables, nothing else."""
        return cls.of(
            {name: [_node(each) for each in nodes] for name, nodes in tree["branches"].items()},
            None if tree["join"] is None else _node(tree["join"]),
            [_node(each) for each in tree["trunk"]],
            {name: _node(each) for name, each in tree["ends"].items()},
        )


def _join_moves(join: Node, names: tuple[str, ...]) -> list[Move]:
    if isinstance(join.part, Aligner):
        return [Move(join, join.part.side(i), (name,), name) for i, name in enumerate(names)]
    return [Move(join, join.part, names, JOINED)]


def _branch(name: str, parts: Sequence[Part | Node]) -> tuple[Node, ...]:
    first, *rest = parts
    steps = [_placed(part, f"branches.{name}.{i}", Step) for i, part in enumerate(rest, 1)]
    return (_placed(first, f"branches.{name}.0", Encoder), *steps)


def _placed(given: Part | Node, address: str, *roles: type) -> Node:
    node = given if isinstance(given, Node) else Node(part=given)
    if not isinstance(node.part, roles):
        wanted = " / ".join(role.__name__.lower() for role in roles)
        raise Misfit("misfit_role", part=_name(node.part), place=address, wanted=wanted)
    return Node(part=node.part, start=node.start, reads=node.reads, address=address)


def _name(part: Any) -> str:
    return getattr(part, "name", type(part).__name__)


_ROLE_OF = {Encoder: "encoder", Step: "step", Aligner: "step", Head: "head", Decoder: "decoder"}


def role_of(part: Part) -> str:
    """The table a part stands in."""
    return next(name for role, name in _ROLE_OF.items() if isinstance(part, role))


def _node_json(node: Node) -> dict[str, Any]:
    return {
        "role": role_of(node.part),
        "part": node.part.name,
        "config": node.part.config.to_json(),
        "start": node.start,
        "reads": list(node.reads),
    }


def _node(values: Mapping[str, Any]) -> Node:
    kind = role_table(values["role"])[values["part"]]
    if values["start"] not in ("fresh", "warm", "frozen"):
        raise DamagedData("damaged_file", path="model.json", why=f"start {values['start']!r}")
    part = kind.configured(values["config"])
    return Node(part=part, start=values["start"], reads=tuple(values["reads"]))
