"""Safe intake: strangers' pictures are opened in a child process under limits, never in this one.

Rule: magic-byte allow-list, 64 MB, 50 Mpx and 16384 px a side from the header, 256 frames, 10 s of
CPU, limited memory, warnings are errors. A child that dies costs one picture and is replaced.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from tuwen.image.facts import MAX_BYTES, MAX_CPU_SECONDS, Examined, ImageReject, examined_from_json
from tuwen.image.worker import read_frame, write_frame

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from tuwen.image.worker import main; main()"
)
_WINDOW = 32  # requests under way in one child
_WINDOW_BYTES = 16_000_000
_WALL_SECONDS = 60.0  # the system counts CPU seconds; this stands in where it does not
_MAX_THUMBNAIL = 4_000_000

Source = bytes | Path
K = TypeVar("K", bound=Hashable)


class Intake:
    """A context manager that examines pictures in child processes, in order.

    `workers` children run side by side. Nothing a picture does reaches this process but facts,
    checked one by one.
    """

    def __init__(self, workers: int = 1) -> None:
        """Only stores; the children start with the `with` block."""
        self.workers = workers
        self._children: list[_Child] = []

    def __enter__(self) -> Self:
        self._children = [_Child() for _ in range(self.workers)]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for child in self._children:
            child.stop()
        self._children = []

    @property
    def pids(self) -> list[int]:
        """Process ids of the running children."""
        return [child.pid for child in self._children]

    def examine(self, source: Source, name: str = "") -> Examined | ImageReject:
        """Facts of one picture, or why it is refused; `name` gives the suffix to check."""
        ((_, found),) = self.examine_many([(Path(name), source)])
        return found

    def examine_many(
        self, pictures: Iterable[tuple[K, Source]]
    ) -> Iterator[tuple[K, Examined | ImageReject]]:
        """(key, facts or refusal) for each (key, bytes or path), in the order given.

        The suffix that is checked is the path's, or that of a key that is a string or a path. The
        source is read a few dozen pictures ahead of what has been given back.
        """
        waiting: deque[tuple[K, _Child]] = deque()
        for key, source in pictures:
            child = min(self._children, key=lambda each: each.n_waiting)
            while child.full and waiting:
                yield self._next(waiting)
            child.submit(source, _suffix(key, source))
            waiting.append((key, child))
        while waiting:
            yield self._next(waiting)

    def _next(self, waiting: "deque[tuple[K, _Child]]") -> tuple[K, Examined | ImageReject]:
        key, child = waiting.popleft()
        return key, child.result()


def _suffix(key: Hashable, source: Source) -> str:
    if isinstance(source, Path):
        return source.suffix
    return Path(key).suffix if isinstance(key, (str, Path)) else ""


class _Process:
    """One running child with a thread that feeds it and one that drains it."""

    def __init__(self) -> None:
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-c", _START, json.dumps(sys.path)]
        self.popen = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self.requests: queue.SimpleQueue[tuple[dict[str, Any], bytes] | None] = queue.SimpleQueue()
        self.answers: queue.SimpleQueue[tuple[dict[str, Any], bytes] | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=target, daemon=True) for target in (self._feed, self._drain)
        ]
        for thread in self._threads:
            thread.start()

    def _feed(self) -> None:
        assert self.popen.stdin is not None
        try:
            while (request := self.requests.get()) is not None:
                write_frame(self.popen.stdin, *request)
        except OSError:
            return  # the child is gone; the drain tells
        finally:
            try:
                self.popen.stdin.close()
            except OSError:
                pass  # what was buffered for a dead child

    def _drain(self) -> None:
        assert self.popen.stdout is not None
        try:
            while (answer := read_frame(self.popen.stdout, _MAX_THUMBNAIL)) is not None:
                self.answers.put(answer)
        except (ValueError, OSError):
            self.popen.kill()
        self.answers.put(None)

    def end(self, *, kill: bool) -> int:
        """Let it finish, or kill it; the exit status (negative: the signal)."""
        if kill:
            self.popen.kill()
        self.requests.put(None)
        try:
            status = self.popen.wait(_WALL_SECONDS)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            status = self.popen.wait()
        for thread in self._threads:
            thread.join()
        assert self.popen.stdout is not None
        self.popen.stdout.close()
        return status


class _Child:
    """A child that is replaced when it dies; requests it had not answered are asked again."""

    def __init__(self) -> None:
        self._process = _Process()
        self._asked: deque[tuple[dict[str, Any], bytes]] = deque()
        self._n_bytes = 0

    @property
    def pid(self) -> int:
        return self._process.popen.pid

    @property
    def n_waiting(self) -> int:
        return len(self._asked)

    @property
    def full(self) -> bool:
        return len(self._asked) >= _WINDOW or self._n_bytes >= _WINDOW_BYTES

    def submit(self, source: Source, suffix: str) -> None:
        head: dict[str, Any] = {"suffix": suffix}
        if isinstance(source, Path):
            head["path"], body = os.fspath(source.absolute()), b""
        else:  # one byte over the limit is enough to be refused for it
            body = bytes(source[: MAX_BYTES + 1])
        self._asked.append((head, body))
        self._n_bytes += len(body)
        self._process.requests.put((head, body))

    def result(self) -> Examined | ImageReject:
        """The answer to the oldest request."""
        try:
            answer, late = self._process.answers.get(timeout=_WALL_SECONDS), False
        except queue.Empty:
            answer, late = None, True
        _, body = self._asked.popleft()
        self._n_bytes -= len(body)
        try:
            if answer is not None:
                return _understood(*answer)
        except ValueError:
            pass  # facts that no sound child tells: treated as a crash
        status = self._process.end(kill=late or answer is not None)
        self._process = _Process()
        for request in self._asked:
            self._process.requests.put(request)
        if late or status == -getattr(signal, "SIGXCPU", sys.maxsize):
            values = {"seconds": MAX_CPU_SECONDS}
            return ImageReject(reason="picture_too_slow", values=values, first_bytes=body[:80])
        return ImageReject(reason="picture_crashed", first_bytes=body[:80])

    def stop(self) -> None:
        self._process.end(kill=bool(self._asked))


def _understood(head: dict[str, Any], body: bytes) -> Examined | ImageReject:
    if "facts" in head:
        if not isinstance(head["facts"], dict):
            raise ValueError("facts are no object")
        return examined_from_json(head["facts"], body)
    reason, values = head.get("reason"), head.get("values")
    if reason not in REASONS or not isinstance(values, dict):
        raise ValueError("an answer that is neither facts nor a refusal")
    kept = {str(k): v if isinstance(v, int) else str(v)[:300] for k, v in values.items()}
    return ImageReject(reason=reason, values=kept, first_bytes=body[:80])


REASONS = frozenset(
    {
        "empty_picture",
        "picture_crashed",
        "picture_not_readable",
        "picture_too_heavy",
        "picture_too_large",
        "picture_too_many_bytes",
        "picture_too_many_frames",
        "picture_too_slow",
        "picture_type_refused",
        "truncated_picture",
        "unreadable_picture",
    }
)
