"""How soon the program answers: `tuwen --help`, `import tuwen`, and the tour."""

import sys
import tempfile
from pathlib import Path

from benchmarks.common import child, figure, median_seconds, tuwen


def main() -> None:
    """Print the figures."""
    helped = median_seconds(lambda: child(tuwen("--help")), 9)
    figure(
        "`tuwen --help`, s", round(helped, 3), at_least="≤ 0.3", met=helped <= 0.3,
        protocol="median of 9, warm disk",
    )  # fmt: skip
    imported = median_seconds(lambda: child([sys.executable, "-c", "import tuwen"]), 9)
    figure(
        "`import tuwen`, s",
        round(imported, 3),
        at_least="≤ 0.25",
        met=imported <= 0.25,
        protocol="median of 9",
    )
    times, peaks = [], []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            seconds, peak, _ = child(tuwen("--quiet", "tour", "-o", str(Path(folder) / "tour")))
        times.append(seconds)
        peaks.append(peak)
    tour = sorted(times)[1]
    figure(
        "tour after installation (500 items), s", round(tour, 1), at_least="≤ 60", met=tour <= 60,
        protocol=f"median of 3; peak {max(peaks) / 1e6:.0f} MB",
    )  # fmt: skip


if __name__ == "__main__":
    main()
