"""Workloads on a collection, run in forked processes that end themselves at a chosen boundary.

`python collection_workload.py` reads lines "PATH COMMAND KILL_AT SIGNAL" and answers each with a JSON
line: exit code, what was acknowledged, how many boundaries were passed. It forks before anything is
opened, which saves the start of Python for each of some sixty deaths.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

from records_to_store import png, record  # noqa: E402

from tuwen.cli import _terminated  # noqa: E402
from tuwen.core import files  # noqa: E402
from tuwen.core.errors import Interrupted  # noqa: E402
from tuwen.core.items import Item  # noqa: E402
from tuwen.core.records import Picture, Record  # noqa: E402
from tuwen.search import search  # noqa: E402
from tuwen.store import Collection, adding, verify  # noqa: E402

Ack = Callable[[object], None]


def opened(path: Path) -> Collection:
    there = (path / "collection.db").exists() or (path / ".lock").exists()
    return Collection.open(path, write=True) if there else Collection.create(path)


def prepare(path: Path) -> None:
    """What `derive`, `remove` and `repair` begin with."""
    with opened(path) as collection:
        collection.add([record(n, pictures=n % 2) for n in range(8)])
        collection.tokens()


def add_texts(path: Path, ack: Ack) -> None:
    with opened(path) as collection:
        for start in (0, 20):
            collection.add([record(n) for n in range(start, start + 20)])
            ack(start + 20)


def add_mixed(path: Path, ack: Ack) -> None:
    torn = Record(Item(id="t", fields={"text": "x"}), (Picture("t.png", data=png(1)[:40]),))
    with opened(path) as collection:
        for start in (0, 4):
            collection.add([torn, *(record(n, pictures=n % 3) for n in range(start, start + 4))])
            ack(start + 4)
        collection.save_findings("overview", {"items": len(collection)})
        ack("findings")


def derive(path: Path, ack: Ack) -> None:
    with opened(path) as collection:
        collection.add([record(n) for n in range(8, 14)])
        ack(14)
        search(collection, "河边")
        (collection.derived("map") / "points.bin").write_bytes(b"1234")
        collection.save_findings("map", {"n": 10})
        ack("findings")


def remove(path: Path, ack: Ack) -> None:
    with opened(path) as collection:
        collection.remove(["n1"])
        ack("removal")


def repair(path: Path, ack: Ack) -> None:
    for pattern in ("derived/thumbnails/*", "derived/tokens/*"):
        for victim in path.glob(pattern):
            victim.write_bytes(victim.read_bytes()[:-1] + b"?")
    verify(path, repair=True)
    ack("repair")


COMMANDS: dict[str, Callable[[Path, Ack], None]] = {
    "add_texts": add_texts,
    "add_mixed": add_mixed,
    "derive": derive,
    "remove": remove,
    "repair": repair,
}
PREPARED = ("derive", "remove", "repair")


def run(path: Path, command: str, kill_at: int, number: int, out: int) -> int:
    """One workload; `out` gets what was acknowledged as it happens. Returns the exit code."""
    count = 0

    def hook(what: str, where: Path) -> None:
        nonlocal count
        count += 1
        if count == kill_at:
            os.kill(os.getpid(), number)

    files.fault_hook = hook
    adding.CHUNK_ROWS = 7
    try:
        COMMANDS[command](path, lambda what: os.write(out, f"{what}\n".encode()))
    except (Interrupted, KeyboardInterrupt) as error:
        return getattr(error, "exit_code", 130)
    finally:
        files.fault_hook = None
    os.write(out, f"boundaries {count}\n".encode())
    return 0


def serve() -> None:
    """Answer one line of stdin after the other."""
    signal.signal(signal.SIGTERM, _terminated)
    for line in sys.stdin:
        path, command, kill_at, number = line.rstrip("\n").split("\t")
        read, write = os.pipe()
        child = os.fork()
        if not child:
            os._exit(run(Path(path), command, int(kill_at), int(number), write))
        os.close(write)
        with os.fdopen(read) as said:
            lines = said.read().splitlines()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"code": code, "said": lines}), flush=True)


if __name__ == "__main__":
    serve()
