"""What a reader may be told; everything has a default that needs no telling."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How to read a source.

    `encoding` (None: detected) · `roles` maps a role ("text", "label", "image", …; see
    `readers.role_names.ROLES`) to a column or several, or to () for "none of them" · `max_record`
    and `max_unpacked` in bytes · `follow_links` also follows links that leave the folder ·
    `header` says whether a table's first row names its columns (None: guessed) · `id_prefix`
    stands before every id, so that files whose ids overlap can share a collection.
    """

    encoding: str | None = None
    roles: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    max_record: int = 64_000_000
    max_unpacked: int = 20_000_000_000
    follow_links: bool = False
    header: bool | None = None
    id_prefix: str = ""


MAX_RATIO = 200  # unpacked bytes per packed byte; above it an archive counts as a bomb
MAX_COLUMNS = 4096
SAMPLE_BYTES = 262_144  # what is looked at to detect encoding, dialect and roles
SAMPLE_ROWS = 500
