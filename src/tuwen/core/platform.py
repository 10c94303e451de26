"""Locks, limits and process tricks: the one file that knows which system it runs on.

Nothing Unix-only is imported at start-up; each function has a portable branch.
"""

import os
import sys
from pathlib import Path
from typing import BinaryIO

WINDOWS = sys.platform == "win32"


def fsync_folder(folder: Path) -> None:
    """Sync a folder's entries; Windows has no such call and needs none after a replace."""
    if WINDOWS:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def try_lock(file: BinaryIO) -> bool:
    """Take an exclusive lock without waiting; the system drops it when the process ends."""
    try:
        if WINDOWS:
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def limit_memory(n_bytes: int) -> None:
    """Cap this process's address space (no effect where the system has no such limit)."""
    if WINDOWS:
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (n_bytes, n_bytes))


def limit_cpu(seconds: int) -> None:
    """Cap this process's CPU time (no effect where the system has no such limit)."""
    if WINDOWS:
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def renew_cpu_limit(seconds: int) -> None:
    """Allow this process `seconds` of CPU time from now on; beyond, the system ends it."""
    if WINDOWS:
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def peak_memory() -> int:
    """Peak resident memory of this process in bytes (0 where the system does not tell)."""
    if WINDOWS:
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def cpu_count() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def total_memory() -> int:
    """Memory of this machine in bytes (0 where the system does not tell)."""
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return 0
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
