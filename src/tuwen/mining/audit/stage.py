"""The audit as a stage of the main job: findings for the report."""

from typing import TYPE_CHECKING, Any

from tuwen.mining.audit.run import audit
from tuwen.mining.stage import Stage

if TYPE_CHECKING:
    from tuwen.mining.context import Context

_ROWS = 2_000  # rows that the findings carry


class AuditStage(Stage):
    """Row-level defects of texts, labels and pictures."""

    name = "audit"
    gives = ("n_rows", "counts", "rows")
    apart = True

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """About 10,000 texts a second, and 2,000 pictures."""
        return n_texts / 10_000 + n_pictures / 2_000

    def run(self, context: "Context") -> dict[str, Any]:
        """The audit's counts and first rows; `tuwen audit -c … -o FILE` writes them all."""
        report = audit(
            context.collection, seed=context.seed, near=context.near, progress=context.progress
        )
        return report.to_json(limit=_ROWS)
