"""A second process for stages that only read: `python -m tuwen.mining.helper`, started by `run`.

It is told on stdin what to do (one JSON line), prints one JSON line a finished stage, and ends when
it is done or when stdin closes, which is when whoever started it is gone.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from tuwen.mining.context import Context, MinePlan
from tuwen.mining.stage import Stage


class Finished(NamedTuple):
    """What a stage found, and in how many seconds."""

    stage: str
    seconds: float
    found: Any


class Helper:
    """The parent's side: start, look for what is finished, wait for the rest."""

    def __init__(self, path: Path, version: int, plan: MinePlan, stages: Sequence[Stage]) -> None:
        """Start on `stages` of the collection at `path`, as it is in `version`."""
        self.names = [stage.name for stage in stages]
        self._told = tempfile.TemporaryFile()
        self._read = 0
        job = {"path": str(path), "version": version, "plan": plan.to_json(), "stages": self.names}
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=self._told,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it could not even start: `wait` gives nothing
            self._process.stdin.write(json.dumps(job).encode() + b"\n")
            self._process.stdin.flush()

    def finished(self) -> Iterator[Finished]:
        """What has been finished since this was last asked."""
        self._told.seek(self._read)
        for line in self._told.read().splitlines(keepends=True):
            if not line.endswith(b"\n"):
                break
            self._read += len(line)
            yield Finished(*json.loads(line))

    def wait(self) -> Iterator[Finished]:
        """All the rest, as it comes. What is missing at the end, the helper could not do."""
        while self._process.poll() is None:
            yield from self.finished()
            time.sleep(0.02)
        yield from self.finished()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._told.close()


def main() -> None:
    """The helper's side."""
    from tuwen.mining.run import ordered
    from tuwen.store import Collection

    job = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    plan = MinePlan.from_json(job["plan"])
    with Collection.open(job["path"], version=job["version"]) as collection:
        context = Context(collection=collection, plan=plan)
        for stage in ordered(job["stages"]):
            start = time.perf_counter()
            found = stage.run(context)
            seconds = round(time.perf_counter() - start, 3)
            line = json.dumps([stage.name, seconds, found], ensure_ascii=False, allow_nan=False)
            sys.stdout.buffer.write(line.encode("utf-8", "surrogatepass") + b"\n")
            sys.stdout.buffer.flush()


def _end_with_parent() -> None:
    while os.read(0, 1):  # not through sys.stdin, whose lock would be held at the end
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
