"""Reads a Parquet file through in a process of its own: `python -m tuwen.readers.parquet_probe`.

The native reader panics, asks for absurd amounts of memory, or aborts on some damaged files. What
this process survives, the one that asked for it may read. Exit 0: read whole; else a line of why.
"""

import io
import sys

from tuwen.core.platform import limit_memory

LIMIT = 4_000_000_000  # bytes of address space
BATCH = 4096


def probe(path: str) -> None:
    """Decode every value of the file at `path` ("-": of standard input)."""
    from arro3.io import read_parquet

    source = io.BytesIO(sys.stdin.buffer.read()) if path == "-" else path
    for batch in read_parquet(source, batch_size=BATCH):
        for place in range(batch.num_columns):
            batch.column(place).to_pylist()


def main() -> None:
    """Probe the file named on the command line."""
    limit_memory(LIMIT)
    try:
        probe(sys.argv[1])
    except BaseException as error:  # a Rust panic is no Exception
        sys.stdout.write(" ".join(str(error).split())[:200])
        raise


if __name__ == "__main__":
    main()
