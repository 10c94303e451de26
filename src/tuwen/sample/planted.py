"""The record of one planted defect."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A defect put in on purpose.

    `id` is the item's, or a file's name where the file as a whole is bad · `field` is where the
    defect stands · `fix` what was there before (the right label, picture or text) · `twin` the
    other item of a pair · `also` the kinds that may rightly be found there besides.
    """

    kind: str
    id: str
    field: str = ""
    fix: str = ""
    twin: str = ""
    also: tuple[str, ...] = ()
