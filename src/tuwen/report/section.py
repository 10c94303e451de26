"""A section of the page: one kind of finding."""

from abc import ABC, abstractmethod
from typing import ClassVar

from tuwen.report.markup import Html
from tuwen.report.material import Material


class Section(ABC):
    """Renders one kind of finding, or says by None that there is none of it here."""

    key: ClassVar[str]  # its anchor; `report_<key>` is its heading

    @abstractmethod
    def render(self, material: Material) -> Html | None:
        """What stands below the heading; None leaves the section out."""
