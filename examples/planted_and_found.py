"""How good is the audit? The sample knows which defects were planted in it.

python examples/planted_and_found.py
"""

import tempfile
from collections import Counter
from pathlib import Path

import tuwen
from tuwen import sample


def main(n: int = 400) -> dict[str, tuple[int, int]]:
    """Planted defects of each kind, and how many of them the audit names: {kind: (of, found)}."""
    with tempfile.TemporaryDirectory() as folder:
        truth = sample.write(Path(folder) / "paper", n)
        with tuwen.Collection.create(Path(folder) / "paper.tuwen") as paper:
            paper.add(tuwen.open_source(truth.folder))
            found = {(row.kind, row.item) for row in tuwen.audit(paper).rows}
    planted = Counter(defect.kind for defect in truth.defects)
    named = Counter(
        defect.kind
        for defect in truth.defects
        if any((kind, defect.id) in found for kind in (defect.kind, *defect.also))
        or (defect.kind, defect.twin) in found
    )
    return {kind: (planted[kind], named[kind]) for kind in sorted(planted)}


if __name__ == "__main__":
    for kind, (of, found) in main().items():
        print(f"{kind:<18} {found} of {of}")
