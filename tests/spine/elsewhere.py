"""Run as a script: learns in a process of its own, and tells whether torch was imported.

Arguments: model folder, seed of the row order, head.
"""

import json
import random
import sys

import toys

from tuwen.core.pipeline import Pipeline, load
from tuwen.core.plan import Plan
from tuwen.encoders import TABLE as ENCODERS
from tuwen.fit.fit import fit
from tuwen.heads import TABLE as HEADS
from tuwen.steps import TABLE as STEPS

folder, seed, head = sys.argv[1:]
items = random.Random(int(seed)).sample(toys.texts(120), 120)
counts = ENCODERS["text_counts"].configured({"features": "hashed_characters", "n_hashes": 512})
BRANCHES = {
    "naive_bayes": lambda: [counts],
    "linear": lambda: [counts, STEPS["project"].configured({"size": 8})],
    "softmax": lambda: [ENCODERS["text_cnn"].configured({"embedding": 8, "filters": 8})],
}
pipeline = Pipeline({"text": BRANCHES[head]()}, ends={"label": HEADS[head]()})
digest = fit(pipeline, items, Plan(steps=50)).save(folder)
loaded, held_out = load(folder), toys.texts(60, seed=1)
answers = loaded.answer(held_out)["label"]
right = sum(a == i.targets["label"] for a, i in zip(answers, held_out, strict=True)) / 60
same = digest == loaded.digest() and pipeline.answer(held_out)["label"] == answers
sys.stdout.write(json.dumps([digest, same, right, "torch" in sys.modules]))
