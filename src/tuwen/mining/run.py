"""The main job's loop: stages in order of need, findings saved after each, nothing done twice."""

import hashlib
import json
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import tuwen
from tuwen.core import platform
from tuwen.core.errors import UnknownName, UsageError
from tuwen.core.progress import NoProgress, Progress
from tuwen.core.registry import Registry
from tuwen.core.suggest import closest
from tuwen.mining.context import Context, MinePlan
from tuwen.mining.stage import Stage

if TYPE_CHECKING:
    from tuwen.store import Collection

JOB = "mine"  # the findings under this name are the record of the job itself

# In the order in which they run where no need says otherwise. A new stage is one line here.
STAGES = Registry(
    "stage",
    {
        "overview/1": "tuwen.mining.overview:Overview",
        "keywords/1": "tuwen.mining.keywords:KeywordStage",
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
    Raises UsageError for an empty collection and UnknownName for a stage that no table holds.
    """
    if len(collection) == 0:
        raise UsageError("nothing_to_mine", path=str(collection.path))
    plan = MinePlan(sample=sample, steps=steps or 0, points=sample, seed=seed)
    context = Context(
        collection=collection,
        plan=plan,
        threads=threads or platform.cpu_count(),
        progress=progress or NoProgress(),
    )
    job = _Job(context)
    for stage in ordered(stages):
        job.do(stage)
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


class _Job:
    """One run: what is already there, what was done, how long it took."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.told: dict[str, Any] = {}
        self._record: dict[str, Any] = context.findings(JOB) or {}

    def do(self, stage: Stage) -> None:
        """Run one stage, or keep what the same run found before; save it, then note it."""
        key = self._key(stage)
        if self._record.get(stage.name, {}).get("key") == key:
            self.told[stage.name] = {"seconds": 0.0, "status": "kept"}
            return
        start = time.perf_counter()
        with self.context.progress.stage(f"mining_{stage.name}"):
            found = stage.run(self.context)
        seconds = round(time.perf_counter() - start, 3)
        # None is saved too: an older finding of this name must not outlive its items.
        self.context.collection.save_findings(stage.name, found)
        self._record[stage.name] = {"key": key, "seconds": seconds, "found": found is not None}
        self.context.collection.save_findings(JOB, self._record)
        status = "nothing" if found is None else "done"
        self.told[stage.name] = {"seconds": seconds, "status": status}

    def _key(self, stage: Stage) -> str:
        """What the findings follow from: items, plan, code, and the findings they build on."""
        facts = {
            "collection": self.context.collection.hash,
            "plan": self.context.plan.to_json(),
            "stage": [stage.name, stage.version, tuwen.__version__],
            "needs": {name: self._record.get(name, {}).get("key") for name in stage.needs},
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
