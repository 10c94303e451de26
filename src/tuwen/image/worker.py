"""The child process that opens strangers' pictures: a loop over frames on its standard streams.

A frame is two little-endian uint32 lengths, then JSON, then bytes. Requests: {"suffix", "path"?}
with the picture's bytes unless a path is named. Answers: the facts with the thumbnail, or a reject
with its first bytes. One answer is flushed for each request, so that after a crash the first
request without an answer is the one that caused it.
"""

import json
import os
import signal
import stat
import struct
import sys
import warnings
from typing import IO, Any

from tuwen.core import platform
from tuwen.image import facts
from tuwen.image.examine import examine
from tuwen.image.facts import Examined, ImageReject

LENGTHS = struct.Struct("<II")
MEMORY = 768 * 1024 * 1024  # address space: interpreter, numpy and Pillow take about a third


def write_frame(out: IO[bytes], head: dict[str, Any], body: bytes) -> None:
    """Send one frame and flush it."""
    text = json.dumps(head).encode("ascii")
    out.write(LENGTHS.pack(len(text), len(body)) + text)
    out.write(body)
    out.flush()


def read_frame(source: IO[bytes], limit: int) -> tuple[dict[str, Any], bytes] | None:
    """One frame, or None at the end; raises ValueError where lengths or JSON make no sense."""
    lengths = source.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    n_text, n_body = LENGTHS.unpack(lengths)
    if n_text > 8_000_000 or n_body > limit:
        raise ValueError("a frame beyond its limit")
    text, body = source.read(n_text), source.read(n_body)
    if len(text) < n_text or len(body) < n_body:
        return None
    head = json.loads(text)
    if not isinstance(head, dict):
        raise ValueError("a frame without a head")
    return head, body


def main() -> None:
    """Answer requests until the parent closes the stream or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print may not corrupt a frame
    _prepare()
    while (frame := read_frame(requests, facts.MAX_BYTES + 1)) is not None:
        head, body = frame
        platform.renew_cpu_limit(facts.MAX_CPU_SECONDS)
        write_frame(answers, *_answer(head, body))


def _prepare() -> None:
    from PIL import Image, ImageFile

    platform.limit_memory(MEMORY)
    Image.preinit()
    Image.init()
    Image.MAX_IMAGE_PIXELS = facts.MAX_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    warnings.simplefilter("error")


def _answer(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        data = _read(head["path"]) if "path" in head else body
        found = examine(data, head["suffix"])
    except MemoryError:
        found = ImageReject(reason="picture_too_heavy")
    except OSError as error:
        found = ImageReject(reason="picture_not_readable", values={"why": error.strerror or ""})
    if isinstance(found, Examined):
        return {"facts": found.to_json()}, found.thumbnail
    return {"reason": found.reason, "values": dict(found.values)}, found.first_bytes


def _read(path: str) -> bytes:
    """The bytes of a regular file, one more than allowed at most; never waits on a pipe."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(0, "not a regular file")
        return file.read(facts.MAX_BYTES + 1)
