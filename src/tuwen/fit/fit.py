"""fit: counting parts in order, and each run of gradient parts as one module in the one loop."""

from collections.abc import Iterable
from typing import Any

from tuwen.core.errors import UsageError
from tuwen.core.items import Item
from tuwen.core.pipeline import Pipeline
from tuwen.core.plan import Plan
from tuwen.core.stream import Batches, Budget, Stream
from tuwen.fit.rows import Rows


def fit(pipeline: Pipeline, items: Iterable[Item], plan: Plan = Plan()) -> Pipeline:
    """Learn every part that is not frozen, from `items`, as `plan` says; returns the pipeline."""
    rows = Rows(items)
    if not rows:
        raise UsageError("nothing_to_learn")
    budget = Budget()
    lanes: dict[str, Any] = {name: Batches(rows) for name in pipeline.tree.branches}
    for node in pipeline.nodes():
        moves = [m for m in (*pipeline.tree.moves(), *pipeline.tree.end_moves()) if m.node is node]
        feeds = [[lanes[lane] for lane in move.ins] for move in moves]
        name = node.address.removeprefix("ends.")
        if node.start != "frozen":
            node.part.learn(feeds, node.part.truths(rows, name))
        lanes |= {m.out: Stream(m.part, f, budget) for m, f in zip(moves, feeds, strict=True)}
    pipeline.made = {"plan": plan.to_json(), "data": {"n": len(rows), "digest": rows.digest()}}
    return pipeline.seal()
