"""The tree: what it refuses when built, how runs are cut, crashes, threads, mixed learning."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import toys
from cases import CASES, QUICK, classifier, image_cnn, text_cnn, text_rnn, writer

from tuwen.core import files
from tuwen.core.errors import Misfit, NotFitted, UsageError
from tuwen.core.pipeline import Pipeline, load, part_of
from tuwen.core.tree import end, frozen, warm
from tuwen.encoders import TABLE as ENCODERS
from tuwen.encoders.image_cnn import ImageCnn, ImageCnnConfig
from tuwen.fit.callbacks import Callback
from tuwen.fit.fit import fit, stages
from tuwen.heads import TABLE as HEADS
from tuwen.heads.softmax import Softmax
from tuwen.objectives.contrastive import Contrastive
from tuwen.steps import TABLE as STEPS
from tuwen.steps.fuse import Fuse
from tuwen.steps.gaussian import Gaussian


def counts():
    return ENCODERS["text_counts"].configured({"features": "hashed_characters", "n_hashes": 256})


MISFITS = {
    "pool": lambda: Pipeline({"text": [text_rnn(gives="sequence")]}, ends={"label": Softmax()}),
    "project": lambda: Pipeline({"text": [counts()]}, ends={"label": HEADS["clusters"]()}),
    "fuse": lambda: Pipeline(
        {"text": [text_cnn()], "image": [image_cnn()]}, ends={"label": Softmax()}
    ),
    "a branch": lambda: Pipeline({"text": [text_cnn()]}, join=Fuse(), ends={"label": Softmax()}),
    "branches.text.0": lambda: Pipeline({"text": [Gaussian()]}),
    "ends.label": lambda: Pipeline({"text": [text_cnn()]}, ends={"label": Fuse()}),
    "[8, 16]": lambda: Pipeline(
        {"text": [text_cnn()], "image": [ImageCnn(ImageCnnConfig(side=8, channels=(8,)))]},
        trunk=[Gaussian()],
    ),
    "at least one branch": lambda: Pipeline({}),
    "did you mean: text": lambda: Pipeline(
        {"text": [text_cnn()]}, ends={"label": end(Softmax(), "texts")}
    ),
}


@pytest.mark.parametrize("told", MISFITS)
def test_misfits_are_refused_when_built(told: str) -> None:
    with pytest.raises(Misfit) as caught:
        MISFITS[told]()
    assert told in str(caught.value) and caught.value.text("zh")


def test_runs_are_as_long_as_may_be() -> None:
    def cut(pipeline: Pipeline) -> list[list[str]]:
        return [[node.part.name.partition("/")[0] for node in run] for run in stages(pipeline)]

    pooled = [text_rnn(gives="sequence"), STEPS["pool"]()]
    assert cut(Pipeline({"text": pooled}, ends={"label": Softmax()})) == [["text_rnn", "softmax"]]
    two = Pipeline(
        {"text": [counts()], "image": [image_cnn()]}, join=Fuse(), ends={"label": Softmax()}
    )
    assert cut(two) == [["text_counts"], ["image_cnn", "fuse", "softmax"]]
    ended = Pipeline({"text": [text_cnn()]}, ends={"label": HEADS["linear"]()})
    assert cut(ended) == [["text_cnn"], ["linear"]]
    still = Pipeline({"text": [frozen(text_cnn())]}, ends={"label": Softmax()})
    assert cut(still) == [["softmax"]]


def test_learning_by_gradient_over_counts_and_through_a_pool() -> None:
    """Sparse counts feed a gradient head; a step that learns nothing lets gradients pass."""
    for branch in ([counts()], [text_rnn(gives="sequence"), STEPS["pool"]()]):
        pipeline = fit(
            Pipeline({"text": branch}, ends={"label": Softmax()}), toys.texts(120), QUICK
        )
        held_out = toys.texts(60, seed=1)
        found = pipeline.answer(held_out)["label"]
        right = [a == i.targets["label"] for a, i in zip(found, held_out, strict=True)]
        assert np.mean(right) > 0.9


def test_a_counting_head_over_what_learned_by_gradient() -> None:
    """Two encoders learn by contrast; then a linear head is fitted on their agreed space."""
    case = CASES["one_space"]
    joined = case.build().tree
    branches = {name: [node.part for node in nodes] for name, nodes in joined.branches.items()}
    ends = {"label": end(HEADS["linear"](), "image")}
    pipeline = Pipeline(branches, join=joined.join.part, ends=ends).see(toys.ALBUM)
    fit(pipeline, case.items, QUICK, objective=Contrastive())
    held_out = toys.pairs(60, seed=1)
    found = pipeline.answer(held_out)["label"]
    assert np.mean([a == i.targets["label"] for a, i in zip(found, held_out, strict=True)]) > 0.9
    assert [each["parts"] for each in pipeline.made["learned"]] == [
        ["branches.text.0", "branches.image.0"]
    ]


def test_gradient_cannot_pass_a_counting_part() -> None:
    steps = [text_cnn(), STEPS["project"].configured({"size": 4})]
    pipeline = Pipeline({"text": steps}, ends={"label": Softmax()})
    with pytest.raises(Misfit, match="project/1"):
        fit(pipeline, toys.texts(20), QUICK)


def test_nothing_is_answered_before_fitting(tmp_path: Path) -> None:
    for ask in (lambda p: p.answer(toys.texts(2)), lambda p: p.save(tmp_path / "m")):
        with pytest.raises(NotFitted, match="text_cnn/1"):
            ask(classifier())
    with pytest.raises(UsageError, match="0 items"):
        fit(classifier(), [])
    with pytest.raises(UsageError, match="checkpoint"):
        fit(classifier(), toys.texts(2), stop=lambda: True)


def test_what_decides_the_result_is_stored() -> None:
    made = replace(CASES["vae"], plan=replace(QUICK, steps=2)).fitted().made
    assert made["plan"]["steps"] == 2 and made["data"]["n"] == 200
    assert made["objective"] == {"name": "elbo/1", "config": {"beta": 1.0}}
    assert made["schedule"] == [{"anneal": 200}] and set(made["versions"]) > {"torch", "numpy"}


class Crash(Callback):
    """Breaks off at a step, as a power cut would: nothing is saved on the way out."""

    def __init__(self, step: int) -> None:
        self.step = step

    def on_step(self, loop) -> None:
        if loop.step == self.step:
            raise KeyboardInterrupt


def test_a_crash_goes_on_from_the_last_checkpoint(tmp_path: Path) -> None:
    case = replace(CASES["classifier"], plan=replace(QUICK, steps=15, checkpoint_every=4))
    with pytest.raises(KeyboardInterrupt):
        case.fitted(checkpoint=tmp_path, callbacks=[Crash(11)])
    assert case.fitted(checkpoint=tmp_path).digest() == case.fitted().digest()
    other = replace(case, plan=replace(case.plan, learning_rate=1e-4))
    with pytest.raises(UsageError, match="another pipeline, plan or data"):
        other.fitted(checkpoint=tmp_path)


def test_a_save_that_is_cut_off_leaves_the_old_model(tmp_path: Path, monkeypatch) -> None:
    case = replace(CASES["classifier"], plan=replace(QUICK, steps=2))
    old = case.fitted().save(tmp_path)
    new = replace(case, plan=replace(case.plan, seed=1)).fitted()
    for stop in range(1, 40):
        boundaries = iter(range(1, 1000))

        def cut(what: str, path: Path, boundaries=boundaries, stop=stop) -> None:
            if next(boundaries) == stop:
                raise KeyboardInterrupt

        monkeypatch.setattr(files, "fault_hook", cut)
        try:
            new.save(tmp_path)
        except KeyboardInterrupt:
            monkeypatch.setattr(files, "fault_hook", None)
            assert load(tmp_path).digest() in (old, new.digest())
            continue
        break
    assert stop > 10 and load(tmp_path).digest() == new.digest()
    assert len(list(tmp_path.glob("*.safetensors"))) == 2


def test_other_threads_same_answers(tmp_path: Path) -> None:
    import torch

    case = CASES["fused"]
    case.fitted().save(tmp_path)
    loaded, before = load(tmp_path).see(toys.ALBUM), torch.get_num_threads()
    lanes = []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        lanes.append(loaded.encode(case.items)["joined"].values)
    torch.set_num_threads(before)
    np.testing.assert_allclose(*lanes, atol=1e-4)


def test_parts_serve_elsewhere_frozen_or_warm(tmp_path: Path) -> None:
    """Across model folders: the encoder of one is frozen or learned further in another."""
    taught = CASES["classifier"].fitted()
    taught.save(tmp_path)
    old = taught.nodes()[0].part.state().tensors["embedding.weight"]
    for place, moves in ((frozen, False), (warm, True)):
        part = part_of(tmp_path, "branches.text.0")
        pipeline = Pipeline({"text": [place(part)]}, ends={"text": writer()})
        fit(pipeline, toys.texts(40), replace(QUICK, steps=3))
        now = pipeline.nodes()[0].part.state().tensors["embedding.weight"]
        assert (now != old).any() == moves
        pipeline.save(tmp_path / "new")
        assert load(tmp_path / "new").nodes()[0].start == pipeline.nodes()[0].start


def test_a_collection_is_learned_from_where_it_lies(tmp_path: Path) -> None:
    """Without reading it whole, and to the same digest as its items in any order."""
    from tuwen.core.records import Record
    from tuwen.store import Collection

    items = toys.texts(60)
    with Collection.create(tmp_path / "c.tuwen") as collection:
        collection.add([Record(item) for item in items])
        held = fit(classifier(), collection, replace(QUICK, steps=6))
        listed = fit(classifier(), items, replace(QUICK, steps=6))
        assert held.digest() == listed.digest()
        assert held.made["data"] == listed.made["data"] == {"n": 60, "digest": collection.hash}
