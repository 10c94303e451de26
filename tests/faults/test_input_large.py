"""I8 and I6: records of any length within bounded memory, and mutants of binary formats."""

import io
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tuwen.core.errors import TuwenError
from tuwen.core.records import Record
from tuwen.readers import open_source

# Prints what came of reading, and the peak of memory that reading added, in bytes.
READ = """
import sys, resource
from tuwen.core.platform import peak_memory
from tuwen.readers import ReadOptions, open_source
options = ReadOptions(max_record=int(sys.argv[2]), max_unpacked=10**10)
before = peak_memory()
found = [getattr(r, "reason", "record") for r in open_source(sys.argv[1], options)]
print(",".join(found), peak_memory() - before)
"""


def in_child(path: Path, max_record: int) -> tuple[list[str], int]:
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), str(max_record)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found, peak = done.stdout.split()
    return found.split(","), int(peak)


def write_long(path: Path, megabytes: int) -> None:
    """A file whose second record alone has so many megabytes."""
    filler = (b"x" * 79 + b"\n" if path.suffix == ".csv" else b"x" * 80) * 12_500
    start, end = {
        ".jsonl": (b'{"text": "a"}\n{"text": "', b'"}\n{"text": "b"}\n'),
        ".json": (b'[{"text": "a"}, {"text": "', b'"}, {"text": "b"}]'),
        ".csv": (b'id,text\n1,a\n2,"', b'"\n3,b\n'),
        ".txt": (b"x", b""),
    }[path.suffix]
    with open(path, "wb") as file:
        file.write(start)
        for _ in range(megabytes):
            file.write(filler)
        file.write(end)


EXPECTED = {
    ".jsonl": ["record", "reject_too_long", "record"],
    ".json": ["record", "reject_too_long", "record"],
    ".txt": ["reject_too_long"],
}


@pytest.mark.parametrize("suffix", EXPECTED)
def test_a_record_of_60_megabytes_against_a_limit_of_8(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"
    write_long(path, 60)
    found, peak = in_child(path, 8_000_000)
    assert found == EXPECTED[suffix]
    assert peak < 60_000_000


def test_a_quoted_cell_over_the_limit_is_told_and_what_follows_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    write_long(path, 10)
    found, _ = in_child(path, 2_000_000)
    assert found[:2] == ["record", "reject_unclosed_quote"] and found[-1] == "record"
    assert len(found) == 3 + 125_000  # its lines, each told, none of them lost


@pytest.mark.night
@pytest.mark.parametrize("suffix", EXPECTED)
def test_a_record_of_a_gigabyte(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"
    write_long(path, 1000)
    found, peak = in_child(path, 64_000_000)
    assert found == EXPECTED[suffix]
    assert peak < 300_000_000


def mutant(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 8, 60))):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed[: rng.randrange(len(changed))] if rng.random() < 0.2 else changed)


def parquet() -> bytes:
    arrow, files = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    columns = {"text": [f"row {i} 第" for i in range(300)], "label": ["a", "b", "c"] * 100}
    out = io.BytesIO()
    files.write_table(arrow.table(columns), out)
    return out.getvalue()


def xlsx() -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    for number in range(300):
        book.active.append([f"row {number} 第", "ab"[number % 2]])
    book.save(out)
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", '{"text": "row"}\n' * 300)
        archive.writestr("b/c.txt", "some text " * 30)
    return out.getvalue()


MAKERS = {".parquet": parquet, ".xlsx": xlsx, ".zip": zipped}


def survive(suffix: str, n: int, folder: Path) -> None:
    rng, data, path = random.Random(suffix), MAKERS[suffix](), folder / f"x{suffix}"
    for _ in range(n):
        path.write_bytes(mutant(data, rng))
        try:
            for row in open_source(path):
                assert isinstance(row, Record) or row.reason
        except TuwenError as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize("suffix", MAKERS)
def test_mutants_are_read_or_refused(suffix: str, tmp_path: Path) -> None:
    survive(suffix, 12 if suffix == ".parquet" else 60, tmp_path)


@pytest.mark.night
@pytest.mark.parametrize("suffix", MAKERS)
def test_many_mutants(suffix: str, tmp_path: Path) -> None:
    survive(suffix, 500 if suffix == ".parquet" else 5000, tmp_path)
