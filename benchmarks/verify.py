"""`tuwen verify`: quiet on intact copies, sees every flipped bit and names the file."""

import contextlib
import io
import random
import shutil
import tempfile
from pathlib import Path

from benchmarks.common import child, figure, tuwen
from tuwen.cli import main as command

TIMES = 100


def _verify(path: Path) -> tuple[int, str]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
        code = command(["verify", str(path)])
    return code, said.getvalue()


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        source, path = Path(folder) / "paper", Path(folder) / "paper.tuwen"
        child(tuwen("--quiet", "sample", "-n", "80", "-o", str(source)))
        child(tuwen("--quiet", "mine", str(source), "-o", str(path)))
        alarms = sum(_verify(path)[0] != 0 for _ in range(TIMES))
        figure(
            "`verify` on an intact copy: false alarms of 100", alarms, at_least="0", met=alarms == 0,
            protocol="sample of 80 items with pictures, mined; exit 0 each time",
        )  # fmt: skip
        files = sorted(
            p for p in path.rglob("*") if p.is_file() and p.stat().st_size and p.name != ".lock"
        )
        chance, seen, named = random.Random(0), 0, 0
        for _ in range(TIMES):
            copy = Path(shutil.copytree(path, Path(folder) / "copy"))
            target = copy / chance.choice(files).relative_to(path)
            data = bytearray(target.read_bytes())
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            target.write_bytes(bytes(data))
            code, text = _verify(copy)
            seen += code == 5
            named += target.name in text
            shutil.rmtree(copy)
        figure(
            "`verify` after one flipped bit: seen of 100", seen, at_least="100", met=seen == TIMES,
            protocol="a file chosen at random, one random bit; exit 5",
        )  # fmt: skip
        figure(
            "… and the file named, of 100",
            named,
            at_least="100",
            met=named == TIMES,
            protocol="same runs",
        )


if __name__ == "__main__":
    main()
