"""The command line: each command parses, calls one thing, and prints."""

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from tuwen.core.errors import Interrupted, LimitReached, TuwenError


def main(argv: Sequence[str] | None = None) -> int:
    """Run `tuwen ARGV`; returns the exit code (0, or the documented one of what happened)."""
    words = list(sys.argv[1:] if argv is None else argv)
    from tuwen.cli import speech

    previous = signal.signal(signal.SIGTERM, _terminated)
    try:
        # Before the command table is loaded: its help is written in this language.
        speech.settle_language(words)
        from tuwen.cli.app import hoist_globals, run

        return run(hoist_globals(words))
    except TuwenError as error:
        return speech.complain(error)
    except KeyboardInterrupt:
        return speech.complain(Interrupted("interrupted"))
    except BrokenPipeError:
        # The reader of our output went away; what is left has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (MemoryError, OSError) as error:
        limit = _limit(error)
        if limit is None:
            raise
        return speech.complain(limit)
    finally:
        signal.signal(signal.SIGTERM, previous)


def _terminated(number: int, frame: FrameType | None) -> None:
    error = Interrupted("terminated")
    error.exit_code = 128 + number
    raise error


def _limit(error: BaseException) -> TuwenError | None:
    """Running out of disk, quota, file handles or memory, told as such; None for anything else."""
    import errno

    if isinstance(error, MemoryError):
        return LimitReached("out_of_memory")
    if not isinstance(error, OSError):
        return None
    if error.errno in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return LimitReached("out_of_disk", path=str(error.filename or ""))
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return LimitReached("too_many_files")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return LimitReached("no_permission", path=str(error.filename or ""))
    return None
