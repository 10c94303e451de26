"""The audit as a stage of the main job: findings for the report, all rows as files beside it."""

from typing import TYPE_CHECKING, Any

from tuwen.mining.audit.run import audit
from tuwen.mining.stage import Stage

if TYPE_CHECKING:
    from tuwen.mining.context import Context


class AuditStage(Stage):
    """Row-level defects of texts, labels and pictures."""

    name = "audit"
    gives = ("n_rows", "counts", "rows")
    apart = True

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """About 10,000 texts a second, and 2,000 pictures."""
        return n_texts / 10_000 + n_pictures / 2_000

    def run(self, context: "Context") -> dict[str, Any]:
        """Audit the collection; every row goes to audit.csv and audit.json in `derived/audit`."""
        report = audit(context.collection, seed=context.seed, progress=context.progress)
        folder = context.collection.derived("audit")
        names = [report.write(folder / f"audit.{suffix}").name for suffix in ("csv", "json")]
        return report.to_json() | {"files": names}
