"""PNG plots for a paper or a slide (needs tuwen[plot]).

python examples/plots.py stories.tuwen plots/
"""

import sys

import tuwen
from tuwen.report import plots


def main(collection: str, folder: str) -> None:
    """Write a PNG of every plot the findings allow."""
    with tuwen.Collection.open(collection) as stories:
        for path in plots.save(stories, folder):
            print(path)


if __name__ == "__main__":
    main(*sys.argv[1:3])
