"""Stage: one step of the main job. It says what it needs, what it costs, and gives findings."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from tuwen.mining.context import Context


class Stage(ABC):
    """One kind of finding. Final classes stand in the closed table of `tuwen.mining`.

    `name` is the name its findings are saved under; `version` goes up when they change for the
    same collection. `needs` names stages whose findings (or artefacts) must be there first.
    `gives` names the keys of its findings. `apart` is true for a stage that only reads the
    items, no words and no findings, and gives nothing but its findings: it may run in a second
    process, beside the others, with a collection opened for reading.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    needs: ClassVar[tuple[str, ...]] = ()
    gives: ClassVar[tuple[str, ...]] = ()
    apart: ClassVar[bool] = False

    @abstractmethod
    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """Seconds this stage takes on one core, roughly; 0 where it has nothing to do."""

    @abstractmethod
    def run(self, context: "Context") -> dict[str, Any] | None:
        """The findings as plain JSON values, or None where the collection has none of this kind."""
