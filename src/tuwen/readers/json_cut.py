"""Cut a stream of JSON into the members of its array, or its values, without parsing them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tuwen.core.records import REJECT_BYTES
from tuwen.readers.blobs import Readable, read_block

_BLOCK = 1 << 20
_MARK = re.compile(rb'[{}\[\],"]')
_IN_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.S)
_BETWEEN = b" \t\r\n,"


@dataclass(frozen=True, slots=True)
class Member:
    """The bytes of one member; only its beginning where it is `too_long`."""

    data: bytes
    too_long: bool = False


def members(stream: Readable, max_record: int, name: str) -> Iterator[Member]:
    """The members of a top-level array, or the values that stand one after another.

    Memory stays within `max_record`. What is not JSON comes as a member too, so that parsing it
    tells. Raises DamagedData where the stream breaks off.
    """
    cutter = _Cutter(max_record)
    block = read_block(stream, _BLOCK, name).removeprefix(b"\xef\xbb\xbf")
    while block:
        yield from cutter.feed(block)
        block = read_block(stream, _BLOCK, name)
    yield from cutter.rest()


class _Cutter:
    def __init__(self, max_record: int) -> None:
        self._max = max_record
        self._held = bytearray()
        self._place = 0  # how far `_held` has been looked at
        self._depth = 0
        self._base = 0  # 1 inside a top-level array
        self._in_string = False
        self._head: bytes | None = None  # how a member that is too long began

    def feed(self, block: bytes) -> Iterator[Member]:
        """The members that end in `block`."""
        self._held += block
        start = 0
        while (found := self._next_mark()) is not None:
            mark, place = found
            if mark == b"{" or mark == b"[":
                if (
                    mark == b"["
                    and self._depth == 0
                    and not self._held[start:place].strip(_BETWEEN)
                ):
                    self._base, start = 1, place + 1
                self._depth += 1
            elif mark == b",":
                if self._base == 1 and self._depth == 1:
                    yield from self._member(start, place)
                    start = place + 1
            else:
                self._depth = max(self._depth - 1, 0)
                if self._base == 1 and self._depth == 0:  # the array ends here
                    yield from self._member(start, place)
                    self._base, start = 0, place + 1
                elif self._base == 0 and self._depth == 0:
                    yield from self._member(start, place + 1)
                    start = place + 1
        del self._held[:start]
        self._place -= start
        if len(self._held) > self._max:
            self._head = self._head or bytes(self._held[:REJECT_BYTES])
            del self._held[: self._place]
            self._place = 0

    def rest(self) -> Iterator[Member]:
        """What stands after the last whole member; an array that never ends is told as one."""
        yield from self._member(0, len(self._held))
        if self._base == 1:
            yield Member(b"[")

    def _member(self, start: int, end: int) -> Iterator[Member]:
        data = bytes(self._held[start:end]).strip(_BETWEEN)
        if self._head is not None:
            yield Member(self._head, too_long=True)
            self._head = None
        elif len(data) > self._max:
            yield Member(data[:REJECT_BYTES], too_long=True)
        elif data:
            yield Member(data)

    def _next_mark(self) -> tuple[bytes, int] | None:
        """The next bracket or comma outside strings; None where more must be read."""
        held = self._held
        while True:
            if self._in_string:
                match = _IN_STRING.match(held, self._place)
                self._place = match.end() if match else self._place
                if held[self._place : self._place + 1] != b'"':
                    return None
                self._in_string = False
                self._place += 1
            match = _MARK.search(held, self._place)
            if match is None:
                self._place = len(held)
                return None
            self._place = match.end()
            if match[0] != b'"':
                return match[0], match.start()
            self._in_string = True
