"""Run as a script: learns in a process of its own, and tells whether torch was imported by then.

Arguments: folder for models, seed of the row order.
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

import toys

from tuwen.core.pipeline import Pipeline, load
from tuwen.core.plan import Plan
from tuwen.encoders import TABLE as ENCODERS
from tuwen.fit.fit import fit
from tuwen.heads import TABLE as HEADS
from tuwen.steps import TABLE as STEPS


def learn(folder: Path, seed: int) -> dict[str, dict[str, Any]]:
    """Per head: fitted, saved, loaded; its digest, and what was seen on the way."""
    items, held_out = random.Random(seed).sample(toys.texts(120), 120), toys.texts(60, seed=1)
    counts = ENCODERS["text_counts"].configured({"features": "hashed_characters", "n_hashes": 512})
    branches = {
        "naive_bayes": [counts],
        "linear": [counts, STEPS["project"].configured({"size": 8})],
        "softmax": [ENCODERS["text_cnn"].configured({"embedding": 8, "filters": 8})],
    }
    told = {}
    for head, branch in branches.items():
        pipeline = Pipeline({"text": branch}, ends={"label": HEADS[head]()})
        digest = fit(pipeline, items, Plan(steps=50)).save(folder / head)
        loaded = load(folder / head)
        answers = loaded.answer(held_out)["label"]
        right = [a == i.targets["label"] for a, i in zip(answers, held_out, strict=True)]
        told[head] = {
            "digest": digest,
            "same": digest == loaded.digest() and answers == pipeline.answer(held_out)["label"],
            "right": sum(right) / len(right),
            "torch": "torch" in sys.modules,
        }
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(learn(Path(sys.argv[1]), int(sys.argv[2]))))
