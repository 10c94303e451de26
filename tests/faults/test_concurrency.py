"""X1, X3, X4: one writer, many readers, locks of the dead, forked children."""

import json
import os
import platform
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from tuwen.core.errors import Busy
from tuwen.store import Collection, verify
from tuwen.store.lock import WriterLock, read_owner

HERE = Path(__file__).parent
WRITER = """
import sys, time
sys.path[:0] = [{here!r}, {store!r}]
from collection_workload import record
from tuwen.core.errors import Busy
from tuwen.store import Collection
path, me = sys.argv[1], int(sys.argv[2])
for turn in range(4):
    while True:
        try:
            with Collection.open(path, write=True) as c:
                c.add([record(n) for n in range(10)])                      # shared by all
                c.add([record(1000 * (me + 1) + 10 * turn + n) for n in range(10)])  # its own
                if turn == 3:
                    c.tokens()
            break
        except Busy:
            time.sleep(0.01)
"""
READER = """
import sys, time
from tuwen.store import Collection
end = time.monotonic() + float(sys.argv[2])
seen = 0
while time.monotonic() < end:
    with Collection.open(sys.argv[1]) as c:
        items = list(c.items())
        ids = [item.id for item in items]
        assert len(ids) == len(set(ids)) == len(c), "an id twice"
        assert c.version >= seen and len(ids) % 10 == 0, "half a version"
        seen = c.version
"""


def start(code: str, *words: object) -> subprocess.Popen[bytes]:
    code = code.format(here=str(HERE), store=str(HERE.parent / "store"))
    return subprocess.Popen([sys.executable, "-c", code, *map(str, words)], stderr=subprocess.PIPE)


def test_writers_take_turns_and_readers_see_whole_versions(tmp_path: Path) -> None:
    path = tmp_path / "c.tuwen"
    Collection.create(path).close()
    writers = [start(WRITER, path, n) for n in range(4)]
    readers = [start(READER, path, 2.0) for _ in range(2)]
    for process in writers + readers:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said.decode()
    with Collection.open(path) as collection:
        ids = collection.ids()
        assert len(ids) == len(set(ids)) == 10 + 4 * 40
        assert collection.tokens().n_items >= 130
    assert verify(path).ok


def test_a_second_writer_is_told_who_holds_it(tmp_path: Path) -> None:
    with Collection.create(tmp_path / "c.tuwen") as collection:
        with pytest.raises(Busy, match=str(os.getpid())) as caught:
            Collection.open(collection.path, write=True)
        assert caught.value.exit_code == 6
        with Collection.open(collection.path) as reader:
            assert len(reader) == 0
    Collection.open(tmp_path / "c.tuwen", write=True).close()


def test_the_lock_of_a_dead_owner_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "c.tuwen"
    Collection.create(path).close()
    code = (
        "import os, sys\nfrom tuwen.store import Collection\n"
        "c = Collection.open(sys.argv[1], write=True)\nos.kill(os.getpid(), 9)"
    )
    for _ in range(3):
        start(code, path).communicate()
        assert read_owner(path / ".lock")
        Collection.open(path, write=True).close()
    # its number is reused by somebody alive (us): the system's lock tells, not the number
    _write_owner(path, os.getpid(), platform.node())
    Collection.open(path, write=True).close()
    assert verify(path).ok


def test_an_owner_on_another_machine_is_never_thought_dead(tmp_path: Path) -> None:
    path = tmp_path / "c.tuwen"
    Collection.create(path).close()
    _write_owner(path, 1, "another-machine")
    with pytest.raises(Busy, match="another-machine"):
        WriterLock(path)
    (path / ".lock").unlink()
    Collection.open(path, write=True).close()


def _write_owner(path: Path, pid: int, host: str) -> None:
    body = json.dumps({"pid": pid, "host": host}).encode()
    (path / ".lock").write_bytes(body + b" %d" % zlib.crc32(body))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_child_is_told(tmp_path: Path) -> None:
    code = """
import os, sys, time
from tuwen.core.errors import UsageError
from tuwen.store import Collection
with Collection.create(sys.argv[1]) as c:
    child = os.fork()
    if not child:
        start = time.monotonic()
        try:
            c.get("x")
        except UsageError as error:
            os._exit(7 if error.key == "forked_collection" and time.monotonic() - start < 1 else 1)
        os._exit(2)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 7
    assert len(c) == 0
"""
    process = start(code.replace("{", "{{").replace("}", "}}"), tmp_path / "c.tuwen")
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0, said.decode()
    assert verify(tmp_path / "c.tuwen").ok
