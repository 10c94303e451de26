"""Run: the parts of a pipeline that learn together by gradient, walked as one module.

What lies before them (counting parts, frozen ones) is computed as arrays, batch by batch; what lies
among them must let gradients pass. An objective sees a run, and never which parts it holds.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tuwen.core.errors import Misfit
from tuwen.core.items import Item
from tuwen.core.latent import Latent
from tuwen.core.parts import Collates, Flows, Gradient, Likely
from tuwen.core.pipeline import Pipeline
from tuwen.core.tree import Move
from tuwen.nn.latents import tensors


@dataclass(frozen=True, slots=True)
class Batch:
    """What a run is given: a latent per lane that enters it, a collated truth per end."""

    lanes: Mapping[str, Latent]
    truths: Mapping[str, Latent]
    n: int


@dataclass(frozen=True, slots=True)
class Forward:
    """What came of a batch: the lanes that ends read, and (N,) nats charged on the way (a KL, a commitment)."""

    lanes: Mapping[str, Latent]
    penalty: Any


@dataclass(frozen=True, slots=True)
class Scored:
    """(N,) log-probabilities, zero where `rows` (N,) is false: nothing known of that row."""

    values: Any
    rows: Any

    def mean(self) -> Any:
        """The mean over the known rows (zero if there is none, so that a step does no harm)."""
        return (self.values * self.rows).sum() / self.rows.sum().clamp(min=1)


class Run:
    """The moves that learn together, what feeds them, and the ends that judge them."""

    def __init__(self, pipeline: Pipeline, learning: Collection[str]) -> None:
        """`learning` are the addresses whose weights move; raises Misfit for a part in between
        that lets no gradient pass.
        """
        learning = frozenset(learning)
        rests = pipeline.tree.upstream()
        moves = pipeline.tree.moves()
        # A source that only draws (noise) draws afresh inside the run.
        inside = learning | {
            nodes[0].address
            for nodes in pipeline.tree.branches.values()
            if isinstance(nodes[0].part, Flows) and nodes[0].part.learns == "nothing"
        }
        self._names = tuple(pipeline.tree.branches)
        self._leaving = pipeline.tree.lanes()
        self._learning = learning
        self._before = [m for m in moves if not _touched(m, inside, rests)]
        inner = [m for m in moves if _touched(m, inside, rests)]
        self._moves, self._stopped = _flowing(inner, learning)
        self._collating = [m for m in self._moves if isinstance(m.part, Collates)]
        self._ends = [
            m
            for m in pipeline.tree.end_moves()
            if isinstance(m.part, Gradient)
            and _touched(m, inside, rests)
            and self._stopped.keys().isdisjoint(m.ins)
        ]

    def modules(self) -> list[Any]:
        """The modules whose weights move, in the order of the tree."""
        nodes = {m.node.address: m.node for m in (*self._moves, *self._ends)}
        return [node.part.module() for at, node in nodes.items() if at in self._learning]

    def parameters(self) -> list[Any]:
        """The weights that move."""
        return [weight for module in self.modules() for weight in module.parameters()]

    def batch(self, items: Sequence[Item]) -> Batch:
        """What enters the run for `items`, as tensors."""
        lanes: dict[str, Any] = dict.fromkeys(self._names, items)
        for move in self._before:
            lanes[move.out] = move.part(*(lanes[lane] for lane in move.ins))
        for move in self._collating:
            lanes[move.out] = move.part.collate(items)
        truths = {m.out: m.part.collate(m.part.truths(items, m.out)) for m in self._ends}
        return Batch(
            {name: tensors(lane) for name, lane in lanes.items() if isinstance(lane, Latent)},
            {name: tensors(truth) for name, truth in truths.items()},
            len(items),
        )

    def forward(self, batch: Batch) -> Forward:
        """The lanes after the run's moves, and what was charged on the way."""
        import torch

        lanes, penalty = dict(batch.lanes), torch.zeros(batch.n)
        for move in self._moves:
            given = [lanes[lane] for lane in move.ins]
            penalty = penalty + move.part.penalty(*given)
            lanes[move.out] = move.part.flow(*given)
        return Forward({n: lanes[n] for n in self._leaving if n in lanes}, penalty)

    def log_prob(self, forward: Forward, batch: Batch) -> Scored:
        """(N,) summed over the ends; raises Misfit where no end here knows a likelihood."""
        import torch

        likely = [m for m in self._ends if isinstance(m.part, Likely)]
        if not likely and self._stopped:
            raise Misfit("no_gradient_back", parts=", ".join(self._stopped.values()))
        if not likely:
            raise Misfit("no_likelihood")
        total, known = torch.zeros(batch.n), torch.zeros(batch.n, dtype=torch.bool)
        for move in likely:
            given = [forward.lanes[lane] for lane in move.ins]
            truth = batch.truths[move.out]
            rows = _present(truth, batch.n) & _present(given[0], batch.n)
            if rows.any():
                part = move.part.log_prob(truth.select(rows), *(g.select(rows) for g in given))
                total = total.index_put((rows.nonzero()[:, 0],), part, accumulate=True)
            known = known | rows
        return Scored(total, known)

    def made(self, forward: Forward) -> dict[str, Latent]:
        """What each end makes of its lanes: a decoder's output, a head's scores."""
        return {m.out: m.part.flow(*(forward.lanes[lane] for lane in m.ins)) for m in self._ends}


def _touched(move: Move, learning: frozenset[str], rests: Mapping[str, frozenset[str]]) -> bool:
    address = move.node.address
    return address in learning or bool(rests[address] & learning)


def _flowing(moves: Sequence[Move], learning: frozenset[str]) -> tuple[list[Move], dict[str, str]]:
    """The moves up to where a lane meets a part that passes no gradient; such lanes, with the part.

    Raises Misfit for a part that is to learn after that.
    """
    kept: list[Move] = []
    stopped: dict[str, str] = {}
    for move in moves:
        if isinstance(move.part, Flows) and stopped.keys().isdisjoint(move.ins):
            kept.append(move)
        elif move.node.address in learning:
            raise Misfit("no_gradient_through", part=move.part.name, at=move.node.address)
        else:
            stopped[move.out] = move.part.name
    return kept, stopped


def _present(latent: Latent, n: int) -> Any:
    import torch

    return torch.ones(n, dtype=torch.bool) if latent.present is None else latent.present
