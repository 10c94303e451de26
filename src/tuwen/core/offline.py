"""Proof that nothing reaches for the network: an audit hook that refuses, and tells.

With $TUWEN_OFFLINE naming a file, every process that imports tuwen (children too) installs the hook
and writes a line for each attempt to leave this machine.
"""

import os
import sys
from typing import Any

VARIABLE = "TUWEN_OFFLINE"
_LOOPBACK = ("127.", "::1", "localhost")
_EVENTS = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}


def install_if_asked() -> None:
    """Install the hook where $TUWEN_OFFLINE is set; nothing otherwise."""
    if path := os.environ.get(VARIABLE):
        sys.addaudithook(_Guard(path))


class _Guard:
    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, event: str, values: tuple[Any, ...]) -> None:
        if event not in _EVENTS:
            return
        place = values[0] if event.startswith("socket.get") else values[1]
        host = place[0] if isinstance(place, tuple) else place
        # A path is a Unix socket: it stays on this machine.
        if not isinstance(host, str) or host.startswith(("/", "\0", *_LOOPBACK)) or host == "":
            return
        with open(self._path, "a", encoding="utf-8") as log:
            log.write(f"{event} {host}\n")
        raise ConnectionRefusedError(f"offline: {event} {host}")
