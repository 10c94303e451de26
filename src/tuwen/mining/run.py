"""The main job's loop: stages in order of need, findings saved after each, nothing done twice."""

import hashlib
import json
import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import tuwen
from tuwen.core import platform
from tuwen.core.errors import Interrupted, UnknownName, UsageError
from tuwen.core.progress import NoProgress, Progress
from tuwen.core.registry import Registry
from tuwen.core.suggest import closest
from tuwen.mining.context import Context, MinePlan
from tuwen.mining.helper import Finished, Helper
from tuwen.mining.stage import Stage
from tuwen.store import dictionary

if TYPE_CHECKING:
    from threadpoolctl import threadpool_limits

    from tuwen.store import Collection

log = logging.getLogger("tuwen.mining")
WORTH = 2.0  # seconds of work below which a second process is not started
JOB = "mine"  # the findings under this name are the record of the job itself

# In the order in which they run where no need says otherwise. A new stage is one line here.
STAGES = Registry(
    "stage",
    {
        "overview/1": "tuwen.mining.overview:Overview",
        "keywords/1": "tuwen.mining.keywords:KeywordStage",
        "vectors/1": "tuwen.mining.vectors:VectorStage",
        "topics/1": "tuwen.mining.topics:TopicStage",
        "clusters/1": "tuwen.mining.clusters:ClusterStage",
        "map/1": "tuwen.mining.map:MapStage",
        "words/1": "tuwen.mining.words:WordStage",
        "contrast/1": "tuwen.mining.contrast:ContrastStage",
        "patterns/1": "tuwen.mining.patterns:PatternStage",
        "duplicates/1": "tuwen.mining.duplicates:DuplicateStage",
        "colours/1": "tuwen.mining.colours:ColourStage",
        "joint/1": "tuwen.mining.joint:JointStage",
        "searches/1": "tuwen.mining.searches:SearchStage",
        "audit/1": "tuwen.mining.audit:AuditStage",
    },
)


def mine(
    collection: "Collection",
    stages: Iterable[str] | None = None,
    *,
    seed: int = 0,
    threads: int | None = None,
    sample: int = 20_000,
    steps: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Run the stages (all, or those named and what they need) over a collection open for writing.

    Returns {stage: {"seconds", "status"}}; status is "done", "kept" (the same collection was
    already mined so), or "nothing" (none of this kind in here). The findings themselves are saved
    in the collection after each stage, so that an interrupted run goes on where it stopped.
    Raises UsageError for an empty collection or one open for reading, UnknownName for a stage that
    no table holds, Interrupted.
    """
    collection.expect_writer()
    if len(collection) == 0:
        raise UsageError("nothing_to_mine", path=str(collection.path))
    plan = MinePlan(sample=sample, steps=steps or 0, points=sample, seed=seed)
    context = Context(collection=collection, plan=plan, threads=threads or platform.cpu_count())
    job = _Job(context, progress or NoProgress())
    wanted = ordered(stages)
    with _noted(collection), _one_thread_each():
        job.do_all(wanted)
    return job.told


def ordered(names: Iterable[str] | None) -> list[Stage]:
    """The stages named (None: all) and all they need, each after its needs."""
    table = {full.partition("/")[0]: full for full in STAGES}
    found: dict[str, Stage] = {}

    def visit(name: str) -> None:
        if name not in table:
            raise UnknownName("unknown_name", role="stage", name=name, near=closest(name, table))
        if name in found:
            return
        stage = STAGES[table[name]]()
        for need in stage.needs:
            visit(need)
        found[name] = stage

    for name in table if names is None else names:
        visit(name)
    return list(found.values())


@contextmanager
def _noted(collection: "Collection") -> Iterator[None]:
    """The job among the collection's jobs, with how it ended; what was found before an end stays."""
    number = collection.jobs.start(JOB)
    try:
        yield
    except KeyboardInterrupt:
        collection.jobs.end(number, "interrupted")
        raise Interrupted("interrupted") from None
    except BaseException as error:
        ended = "interrupted" if isinstance(error, Interrupted) else "failed"
        collection.jobs.end(number, ended)
        raise
    collection.jobs.end(number, "done")


def _one_thread_each() -> "threadpool_limits":
    """Linear algebra on one thread: sums then have one order, and the other core has its own work."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


class _Job:
    """One run: what is already there, what was done, how long it took."""

    def __init__(self, context: Context, progress: Progress) -> None:
        # The context stays silent: one bar at a time, and that is the stage's.
        self.context, self.progress = context, progress
        self.told: dict[str, Any] = {}
        self._record: dict[str, Any] = context.findings(JOB) or {}

    def do_all(self, stages: Sequence[Stage]) -> None:
        """Every stage that is not already done; those that may, in a second process."""
        keys = self._keys(stages)
        todo = [stage for stage in stages if not self._keep(stage, keys[stage.name])]
        aside = [stage for stage in todo if stage.apart and not stage.needs]
        if not self._worth_a_process(aside) or len(aside) == len(todo):
            for stage in todo:
                self._do(stage, keys[stage.name])
            return
        here = [stage for stage in todo if stage not in aside]
        collection, context = self.context.collection, self.context
        with Helper(collection.path, collection.version, context.plan, aside) as helper:
            for stage in here:
                if {need for need in stage.needs if need in helper.names} - set(self.told):
                    self._take(helper.wait(), keys)
                self._do(stage, keys[stage.name])
                self._take(helper.finished(), keys)
            with self.progress.stage("mining_wait"):
                self._take(helper.wait(), keys)
        for stage in aside:
            if stage.name not in self.told:
                log.warning("the second process did not do %s; doing it here", stage.name)
                self._do(stage, keys[stage.name])

    def _worth_a_process(self, stages: Sequence[Stage]) -> bool:
        if self.context.threads < 2:
            return False
        n = len(self.context.collection)
        pictures = len(self.context.collection.picture_table()["sha256"])
        return sum(stage.forecast(n, pictures) for stage in stages) > WORTH

    def _keep(self, stage: Stage, key: str) -> bool:
        """Whether the same run found this before; the record says so."""
        kept = self._record.get(stage.name, {}).get("key") == key
        if kept:
            self.told[stage.name] = {"seconds": 0.0, "status": "kept"}
        return kept

    def _do(self, stage: Stage, key: str) -> None:
        start = time.perf_counter()
        with self.progress.stage(f"mining_{stage.name}"):
            found = stage.run(self.context)
        self.context.collection.drawer.rest()
        seconds = round(time.perf_counter() - start, 3)
        self._save(Finished(stage.name, seconds, found), key)

    def _take(self, finished: Iterable[Finished], keys: Mapping[str, str]) -> None:
        for each in finished:
            self._save(each, keys[each.stage])

    def _save(self, done: Finished, key: str) -> None:
        """The findings, then the note that they are there."""
        # None is saved too: an older finding of this name must not outlive its items.
        self.context.collection.save_findings(done.stage, done.found)
        there = done.found is not None
        self._record[done.stage] = {"key": key, "seconds": done.seconds, "found": there}
        self.context.collection.save_findings(JOB, self._record)
        self.told[done.stage] = {"seconds": done.seconds, "status": "done" if there else "nothing"}

    def _keys(self, stages: Sequence[Stage]) -> dict[str, str]:
        """What each stage's findings follow from: items, plan, code, and what they build on."""
        keys: dict[str, str] = {}
        for stage in stages:
            facts = {
                "collection": self.context.collection.hash,
                "dictionary": dictionary.words(self.context.collection),
                "plan": self.context.plan.to_json(),
                "stage": [stage.name, stage.version, tuwen.__version__],
                "needs": {name: keys[name] for name in stage.needs},
            }
            text = json.dumps(facts, sort_keys=True)
            keys[stage.name] = hashlib.sha256(text.encode()).hexdigest()
        return keys
