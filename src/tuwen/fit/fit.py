"""fit: counting parts in order, and each run of gradient parts as one module in the one loop."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

from tuwen import __version__
from tuwen.core.errors import UsageError
from tuwen.core.items import Item
from tuwen.core.parts import Feeds, Gradient, Objective
from tuwen.core.pipeline import Pipeline
from tuwen.core.plan import Plan
from tuwen.core.progress import NoProgress, Progress
from tuwen.core.registry import role_table
from tuwen.core.stream import Batches, Budget, Stream
from tuwen.core.tree import Node
from tuwen.fit.callbacks import Callback, OverTime, Shows
from tuwen.fit.candidates import best_of, candidates_of, held_out_loss, split
from tuwen.fit.checkpoints import Checkpoint, Checkpoints, find
from tuwen.fit.determinism import settled
from tuwen.fit.loop import Loop
from tuwen.fit.rows import Held, Rows, rows_of
from tuwen.fit.run import Run

DEFAULT, SILENT = Plan(), NoProgress()


def fit(
    pipeline: Pipeline,
    items: Iterable[Item] | Held,
    plan: Plan = DEFAULT,
    *,
    objective: Objective | None = None,
    callbacks: Sequence[Callback] = (),
    checkpoint: Path | None = None,
    stop: Callable[[], bool] | None = None,
    progress: Progress = SILENT,
) -> Pipeline:
    """Learn every part that is not frozen, as `plan` says; returns the pipeline, sealed.

    `objective` is what gradient parts minimise (default: likelihood). With `checkpoint`, a folder, a
    stopped fit goes on from there to the same bits; `stop` is asked after each step. Raises Misfit
    where gradients cannot pass, Interrupted after a stop.
    """
    rows = rows_of(items)
    if not rows:
        raise UsageError("nothing_to_learn")
    if stop and not checkpoint:
        raise UsageError("stop_without_checkpoint")
    by_gradient = any(_gradient(node) for node in pipeline.nodes())
    objective = objective or role_table("objective")["likelihood"]()
    made = _made(rows, plan, objective if by_gradient else None, callbacks)
    job = _Job(pipeline, rows, plan, objective, [*callbacks], progress)
    if plan.minutes:
        job.callbacks.append(OverTime(plan.minutes * 60))
    if checkpoint:
        job.saved = find(checkpoint, pipeline, made)
        job.saver = Checkpoints(checkpoint, pipeline, made, stop)
    with settled(plan, torch_too=by_gradient):
        tried = _tried(pipeline, rows, plan, objective) if by_gradient else []
        if tried:
            job.plan = replace(plan, learning_rate=best_of(tried))
        learned = [job.stage(i, nodes) for i, nodes in enumerate(stages(pipeline))]
    learned = [each for each in learned if each]
    pipeline.made = {**made, "tried": tried, "learned": learned, "versions": _versions(by_gradient)}
    return pipeline.seal()


def _made(
    rows: Rows, plan: Plan, objective: Objective | None, callbacks: Sequence[Callback]
) -> dict[str, Any]:
    """What decides the result: stored with the model, and what a checkpoint must agree with."""
    return {
        "plan": plan.to_json(),
        "data": {"n": len(rows), "digest": rows.digest()},
        "objective": objective and {"name": objective.name, "config": objective.config.to_json()},
        "schedule": [settings for each in callbacks if (settings := dict(each.settings()))],
    }


def _versions(by_gradient: bool) -> dict[str, str]:
    names = ["numpy", "scikit-learn", *(["torch"] if by_gradient else [])]
    own = {"tuwen": __version__, "python": python_version()}
    return own | {name: version(name) for name in names}


def _tried(
    pipeline: Pipeline, rows: Rows, plan: Plan, objective: Objective
) -> list[dict[str, Any]]:
    """The held-out loss of each candidate of the plan; none where there is nothing to choose."""
    if plan.candidates < 2:
        return []
    tried = []
    shown, held = split(rows)
    for candidate in candidates_of(plan):
        own = type(objective)(objective.config)  # type: ignore[call-arg]
        fitted = fit(pipeline.fresh(), shown, candidate, objective=own)
        loss = held_out_loss(fitted, held, own, candidate)
        tried.append({"learning_rate": candidate.learning_rate, "loss": loss})
    return tried


def stages(pipeline: Pipeline) -> list[list[Node]]:
    """In what order to learn: each counting part alone, gradient parts in runs as long as may be.

    A run ends where a counting part rests on it.
    """
    rests = pipeline.tree.upstream()
    found: list[list[Node]] = []
    run: list[Node] = []
    for node in pipeline.nodes():
        if node.start == "frozen" or node.part.learns == "nothing":
            continue
        if _gradient(node):
            run.append(node)
            continue
        if any(each.address in rests[node.address] for each in run):
            found.append(run)
            run = []
        found.append([node])
    return [*found, run] if run else found


@dataclass
class _Job:
    """One fit: what every stage of it shares."""

    pipeline: Pipeline
    rows: Rows
    plan: Plan
    objective: Objective
    callbacks: list[Callback]
    progress: Progress
    saved: Checkpoint | None = None
    saver: Checkpoints | None = None
    feeds: dict[str, Feeds] = field(init=False)

    def __post_init__(self) -> None:
        self.feeds = _feeds(self.pipeline, self.rows)

    def stage(self, i: int, nodes: Sequence[Node]) -> dict[str, Any] | None:
        """Count each node of the stage, then train those that learn by gradient together."""
        for node in nodes:
            self.count(node)
        if not _gradient(nodes[0]) or (self.saved and self.saved.run > i):
            return None
        return self.train(i, [node.address for node in nodes])

    def count(self, node: Node) -> None:
        """What a part learns in passes over its feeds; taken from the checkpoint if it is there."""
        if self.saved and node.address in self.saved.states:
            node.part.restore(self.saved.states[node.address])
        elif node.start == "fresh":
            name = node.address.removeprefix("ends.")
            node.part.learn(self.feeds[node.address], node.part.truths(self.rows, name))

    def train(self, i: int, addresses: Sequence[str]) -> dict[str, Any]:
        """A run of gradient parts, in the loop; returns what it did."""
        run = Run(self.pipeline, addresses)
        objective = type(self.objective)(self.objective.config)  # type: ignore[call-arg]
        with self.progress.stage("stage_learning", self.plan.steps) as bar:
            callbacks = [*self.callbacks, Shows(bar)]
            if self.saver:
                self.saver.run = i
                callbacks.append(self.saver)
            loop = Loop(run, objective, self.rows, self.plan, callbacks)
            if self.saved and self.saved.run == i:
                self.saved.put_back(loop)
            loop.fit()
        return {"parts": list(addresses), "losses": _summary(loop.losses)}


def _gradient(node: Node) -> bool:
    return isinstance(node.part, Gradient)


def _feeds(pipeline: Pipeline, rows: Rows) -> dict[str, Feeds]:
    """For each node, the streams of each of its moves. They are lazy: nothing is computed yet."""
    budget = Budget()
    lanes: dict[str, Any] = {name: Batches(rows) for name in pipeline.tree.branches}
    moves = [*pipeline.tree.moves(), *pipeline.tree.end_moves()]
    feeds: dict[str, Any] = {move.node.address: [] for move in moves}
    for move in moves:
        feeds[move.node.address].append([lanes[lane] for lane in move.ins])
        if move.node not in pipeline.tree.ends.values():
            lanes[move.out] = Stream(move.part, feeds[move.node.address][-1], budget)
    return feeds


def _summary(losses: Sequence[Sequence[float]]) -> dict[str, Any]:
    """Per turn of the objective, the mean loss of the first and of the last tenth of the steps."""
    tenth = max(1, len(losses) // 10)
    means = [
        [sum(column) / tenth for column in zip(*part, strict=True)]
        for part in (losses[:tenth], losses[-tenth:])
    ]
    return {"steps": len(losses), "first": means[0], "last": means[1]}
