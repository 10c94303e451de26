"""A table of your own: say which column is what, see how it is understood, then mine and search it.

python examples/own_table.py reviews.csv 评论 评分
"""

import sys
from pathlib import Path

import tuwen
from tuwen import report
from tuwen.readers import ReadOptions
from tuwen.search import search


def main(table: str, text: str, label: str) -> None:
    """Mine one table and print the first hits of a search in it."""
    options = ReadOptions(roles={"text": text, "label": label})
    reading = tuwen.open_source(table, options)
    told = reading.describe()
    print(f"{told['format']}, {told.get('encoding')}: {told.get('roles')}")
    with tuwen.Collection.create(Path(table).with_suffix(".tuwen")) as rows:
        rows.add(reading)
        tuwen.mine(rows)
        word = rows.findings("keywords")["keywords"][0]["word"]
        for hit in search(rows, word, k=5).hits:
            print(f"{hit.score:.3f}  {rows.get(hit.id).text(' · ')[:60]}")
        print(report.write(rows))


if __name__ == "__main__":
    main(*sys.argv[1:4])
