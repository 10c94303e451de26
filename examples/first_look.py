"""From nothing to a report: a made-up town paper, read, mined and reported.

python examples/first_look.py town-paper
"""

import sys
from pathlib import Path

import tuwen
from tuwen import report, sample


def main(folder: str = "town-paper", n: int = 300) -> Path:
    """Write the sample, mine it, and return where the report is."""
    source, collection = Path(folder) / "source", Path(folder) / "town-paper.tuwen"
    sample.write(source, n)
    with tuwen.Collection.create(collection) as paper:
        counts = paper.add(tuwen.open_source(source))
        print(f"read {counts.read}, accepted {counts.accepted}, rejected {counts.rejected}")
        tuwen.mine(paper)
        for topic in paper.findings("topics")["topics"]:
            print(f"{topic['n_items']:>5}  {topic['name']}")
        return report.write(paper, lang="en")


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
