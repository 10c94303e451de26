"""Peak resident memory of `mine` at one million sample texts."""

import tempfile
from pathlib import Path

from benchmarks.common import child, figure, tuwen
from benchmarks.mine import run

N = 1_000_000


def main() -> None:
    """Print the figures: writing the sample, mining it, its peak."""
    with tempfile.TemporaryDirectory() as folder:
        source, path = Path(folder) / "paper", Path(folder) / "paper.tuwen"
        seconds, _, _ = child(
            tuwen("--quiet", "sample", "-n", str(N), "--no-pictures", "-o", str(source))
        )
        figure(
            f"sample of {N:,} texts written, items/s",
            round(N / seconds),
            protocol="one run, no pictures",
        )
        seconds, _, peak, _ = run(tuwen("--quiet", "mine", str(source), "-o", str(path)))
        figure(
            f"`mine`, {N:,} sample texts: peak resident MB", round(peak / 1e6),
            at_least="≤ 1500", reach="≤ 1000", met=peak <= 1.5e9,
            protocol=f"one run, PSS summed over all processes; {seconds:.0f} s end to end",
        )  # fmt: skip


if __name__ == "__main__":
    main()
