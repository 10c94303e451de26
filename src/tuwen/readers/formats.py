"""Which format a file is in: by its name, and where that says nothing, by how it begins."""

from tuwen.core.registry import Registry
from tuwen.readers.blobs import Blob, suffix_of
from tuwen.readers.role_names import PICTURE_SUFFIXES

TABLES = Registry(
    "reader",
    {
        "csv/1": "tuwen.readers.csv_table:CsvTable",
        "jsonl/1": "tuwen.readers.jsonl:JsonLines",
        "json/1": "tuwen.readers.json_file:JsonFile",
        "parquet/1": "tuwen.readers.parquet:ParquetTable",
        "xlsx/1": "tuwen.readers.xlsx:XlsxTable",
    },
)
TABLE_FORMATS = frozenset(name.partition("/")[0] for name in TABLES)
_BY_SUFFIX = {
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".json": "json", ".parquet": "parquet", ".pq": "parquet", ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".txt": "text", ".md": "text", ".markdown": "text",
    ".zip": "archive", ".tar": "archive", ".tgz": "archive", ".tbz2": "archive", ".txz": "archive",
}  # fmt: skip
_MAGIC = (
    (b"PAR1", "parquet"), (b"\x89PNG\r\n\x1a\n", "picture"), (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"), (b"PK\x03\x04", "archive"),
)  # fmt: skip


def format_of(name: str) -> str:
    """ "csv", "jsonl", "json", "parquet", "xlsx", "text", "picture", "archive", or "" (unknown)."""
    low = name.lower()
    if low.endswith((".tar.gz", ".tar.bz2", ".tar.xz")):
        return "archive"
    suffix = suffix_of(low.removesuffix(".gz"))
    return "picture" if suffix in PICTURE_SUFFIXES else _BY_SUFFIX.get(suffix, "")


def format_of_bytes(blob: Blob) -> str:
    """The format of a file whose name says nothing, from its first bytes; "" if none fits."""
    head = blob.head(4096)
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if b"\0" in head:
        return ""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first == b"{":
        return "jsonl"
    return "json" if first == b"[" else ""
