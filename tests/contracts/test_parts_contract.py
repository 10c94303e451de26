"""What every part of every role table must do. A new part is under these tests once it is registered."""

import dataclasses
import io
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse
from PIL import Image

from tuwen.core import modelfolder
from tuwen.core.errors import Misfit, NotFitted, TuwenError
from tuwen.core.items import ImageRef, Item
from tuwen.core.latent import Latent, LatentSpec
from tuwen.core.modelfolder import ModelRecord, state_digest
from tuwen.core.parts import Aligner, Likely, Objective, Part
from tuwen.core.pictures import Album
from tuwen.core.plan import Plan
from tuwen.core.registry import role_table
from tuwen.fit.determinism import settled
from tuwen.nn.latents import tensors

ROLES = ("encoder", "step", "head", "decoder", "objective")
PARTS = [(role, name) for role in ROLES for name in role_table(role)]
IDS = [f"{role}-{name.replace('/', '-')}" for role, name in PARTS]
LEARNERS = [(pair, id) for pair, id in zip(PARTS, IDS, strict=True) if pair[0] != "objective"]


def learns(role: str, name: str) -> str:
    return getattr(role_table(role)[name], "learns", "")


ENCODERS = [pair for pair in PARTS if pair[0] == "encoder"]
ALBUM = Album()


def _picture(mode: str, size: tuple[int, int], colour: Any) -> tuple[ImageRef, ...]:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, "PNG")
    return (ImageRef(ALBUM.add(out.getvalue()), "p.png"),)


def _items() -> list[Item]:
    """Forty rows with texts in two languages, pictures, and a target of each kind."""
    draw, items = random.Random(0), []
    for i in range(40):
        label = draw.choice(["a", "b"])
        words = {"a": ["球赛", "goal", "跑步"], "b": ["饭菜", "soup", "喝汤"]}[label]
        text = " ".join(draw.choice(words) for _ in range(draw.randrange(2, 8)))
        colour = (draw.randrange(256), 200 * (label == "a"), draw.randrange(256))
        targets = {"class": label, "tags": [draw.choice("BIO") for _ in text]}
        images = _picture("RGB", (20, 16), colour)
        items.append(Item(id=f"i{i}", fields={"text": text}, images=images, targets=targets))
    return items


ITEMS = _items()
ODD = {
    "empty": Item(id="1", fields={"text": ""}),
    "blank": Item(id="2", fields={"text": " \n\t　"}),
    "long": Item(id="3", fields={"text": "球赛 goal 的 " * 10_000}),
    "mixed": Item(id="4", fields={"text": "我在 London 看 goal！ﾃﾞｰﾀ １２３"}),
    "emoji": Item(id="5", fields={"text": "👩‍👩‍👧‍👦🇨🇳❤️\u200b\u202e\x00\ud800"}),
    "nothing": Item(id="6"),
    "1x1": Item(id="7", images=_picture("RGB", (1, 1), (9, 9, 9))),
    "grey": Item(id="8", images=_picture("L", (30, 9), 77)),
    "alpha": Item(id="9", images=_picture("RGBA", (9, 30), (1, 2, 3, 0))),
    "wide": Item(id="10", images=_picture("RGB", (3000, 2), (200, 0, 0))),
}


def _latents() -> dict[str, Latent]:
    """A latent of each kind over the items; values lean on the class, so there is what to learn."""
    draw, n, size = np.random.default_rng(0), len(ITEMS), 64
    lean = np.array([item.targets["class"] == "a" for item in ITEMS], np.float32)
    vector = draw.random((n, size), np.float32) + lean[:, None] * np.eye(1, size, dtype=np.float32)
    width = max(len(item.fields["text"]) for item in ITEMS)
    lengths = np.array([len(item.fields["text"]) for item in ITEMS])
    mask = np.arange(width) < lengths[:, None]
    sequence = draw.random((n, width, size), np.float32) * mask[..., None]
    counts = scipy.sparse.csr_matrix(np.floor(vector * 3).astype(np.float32))
    return {
        "vector": Latent(values=vector, spec=LatentSpec(kind="vector", size=size)),
        "sparse": Latent(values=counts, spec=LatentSpec(kind="sparse", size=size)),
        "sequence": Latent(values=sequence, mask=mask, spec=LatentSpec(kind="sequence", size=size)),
    }


LATENTS = _latents()


def build(role: str, name: str) -> Any:
    part = role_table(role)[name]()
    if hasattr(part, "pictures"):
        part.pictures = ALBUM
    return part


def inputs(part: Part) -> list[Latent]:
    """As many latents, of the kinds, as the part accepts."""
    for latent in LATENTS.values():
        for n in (1, 2):
            try:
                part.spec(*[latent.spec] * n)
            except Misfit:
                continue
            return [latent] * n
    raise AssertionError(f"{part.name} accepts no kind of latent")


def taught(role: str, name: str) -> tuple[Any, list[Any]]:
    """A part after its counting pass, and what it is to be called with."""
    part = build(role, name)
    if role == "encoder":
        with settled(Plan(), torch_too=True):
            part.learn([], ITEMS)
        return part, [ITEMS]
    given = inputs(part)
    target = "tags" if given[0].spec.kind == "sequence" else "class"
    feeds = [[[each] for each in given]]
    if isinstance(part, Aligner):
        feeds = [[[given[0]]], [[given[0]]]]
    with settled(Plan(), torch_too=True):
        part.learn(feeds, part.truths(ITEMS, target))
    return part, given[:1] if isinstance(part, Aligner) else given


def callable_of(part: Any) -> Any:
    """The part itself, or one side of an aligner."""
    return part.side(0) if isinstance(part, Aligner) else part


def rows(given: list[Any], start: int, stop: int) -> list[Any]:
    where = np.arange(start, stop)
    return [g.select(where) if isinstance(g, Latent) else g[start:stop] for g in given]


def plain(out: Any) -> Any:
    """What a part gives, comparable: an array, or a list."""
    if isinstance(out, Latent):
        values = out.values.toarray() if out.spec.kind == "sparse" else out.values
        return np.asarray(values)
    return [each.content() if isinstance(each, Item) else each for each in out]


def same(left: Any, right: Any) -> bool:
    if isinstance(left, np.ndarray):
        return left.dtype == right.dtype and left.tobytes() == right.tobytes()
    return repr(left) == repr(right)


@pytest.mark.parametrize(("role", "name"), PARTS, ids=IDS)
def test_builds_from_defaults_and_its_config_round_trips(role: str, name: str) -> None:
    part = build(role, name)
    assert part.name == name
    stored = json.loads(json.dumps(part.config.to_json(), allow_nan=False))
    assert type(part.config).from_json(stored) == part.config
    assert dataclasses.is_dataclass(part.config) and part.config.__dataclass_params__.frozen
    if not isinstance(part, Objective):
        assert type(part).configured(stored).config == part.config


@pytest.mark.parametrize(("role", "name"), [p for p, _ in LEARNERS], ids=[i for _, i in LEARNERS])
class TestLearners:
    def test_says_that_it_is_not_fitted(self, role: str, name: str) -> None:
        part = build(role, name)
        if part.learns == "nothing":
            assert state_digest(part.state())
            return
        with pytest.raises(NotFitted) as caught:
            part.state()
        assert name in str(caught.value) and caught.value.text("zh")

    def test_state_round_trips_through_disk(self, role: str, name: str, tmp_path: Path) -> None:
        part, given = taught(role, name)
        modelfolder.write(tmp_path, ModelRecord(tree={}, states={"part": part.state()}))
        state = modelfolder.read(tmp_path).states["part"]
        again = build(role, name)
        again.restore(state)
        assert state_digest(again.state()) == state_digest(part.state())
        assert same(plain(callable_of(again)(*given)), plain(callable_of(part)(*given)))

    def test_same_seed_same_result(self, role: str, name: str) -> None:
        (left, given), (right, _) = taught(role, name), taught(role, name)
        assert state_digest(left.state()) == state_digest(right.state())
        assert same(plain(callable_of(left)(*given)), plain(callable_of(right)(*given)))

    def test_a_batch_of_one_is_a_row_of_the_batch(self, role: str, name: str) -> None:
        if name == "centrality/1":
            return  # its answer is about the batch as a whole
        part, given = taught(role, name)
        part = callable_of(part)
        whole = plain(part(*rows(given, 0, 7)))
        for i in range(7):
            one = plain(part(*rows(given, i, i + 1)))[0]
            row = whole[i]
            if isinstance(whole, np.ndarray):
                shared = tuple(
                    slice(0, min(a, b)) for a, b in zip(one.shape, row.shape, strict=True)
                )
                np.testing.assert_allclose(one[shared], row[shared], atol=1e-5)
            else:
                assert repr(one) == repr(row) or _close(one, row)

    def test_refuses_what_it_cannot_take(self, role: str, name: str) -> None:
        part, spec = callable_of(build(role, name)), LatentSpec(kind="codes", size=5)
        if role == "encoder":
            return
        with pytest.raises(Misfit) as caught:
            part.spec(spec)
        assert str(caught.value) and caught.value.text("zh")


@pytest.mark.parametrize(("role", "name"), [p for p in PARTS if p[0] in ("encoder", "step")])
def test_what_comes_out_is_as_declared(role: str, name: str) -> None:
    part, given = taught(role, name)
    declared = part.spec(*(each.spec for each in given if isinstance(each, Latent)))
    out = callable_of(part)(*given)
    assert len(out) == len(ITEMS) and out.spec.kind == declared.kind and out.rows.all()
    assert out.spec.size == declared.size and declared.size in (0, out.values.shape[-1])
    assert out.spec.grid == declared.grid
    assert (out.mask is not None) == (out.spec.kind == "sequence")


@pytest.mark.parametrize(("role", "name"), [p for p in PARTS if learns(*p) == "gradient"])
def test_every_weight_gets_a_gradient(role: str, name: str) -> None:
    part, given = taught(role, name)
    raw = [part.collate(ITEMS)] if role == "encoder" else given
    inside = [tensors(each) for each in raw]
    part.module().eval()
    if isinstance(part, Likely):
        target = "tags" if given[0].spec.kind == "sequence" else "class"
        truth = tensors(part.collate(part.truths(ITEMS, target)))
        log_p = part.log_prob(truth, *inside)
        assert log_p.shape == (len(ITEMS),) and log_p.isfinite().all()
        log_p.sum().backward()
    else:
        out = part.flow(*inside)
        np.testing.assert_allclose(out.values.detach().numpy(), plain(part(*given)), atol=1e-6)
        (out.values.square().sum() + out.values.sum()).backward()
    for weight, values in part.module().named_parameters():
        assert values.grad is not None and values.grad.isfinite().all(), weight


def _close(one: Any, row: Any) -> bool:
    """Numbers inside an answer may differ in the last bits, names may not."""
    if isinstance(one, (list, tuple)):
        return len(one) == len(row) and all(map(_close, one, row))
    return abs(one - row) < 1e-5 if isinstance(one, float) else one == row


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(("role", "name"), ENCODERS, ids=[name for _, name in ENCODERS])
def test_odd_items(role: str, name: str, odd: str) -> None:
    """Odd rows are encoded, finite, and leave the others as they were."""
    part = _TAUGHT.setdefault(name, taught(role, name)[0])
    alone, beside = part.encode([ODD[odd]]), part.encode([ITEMS[0], ODD[odd]])
    assert len(alone) == 1 and alone.spec.kind == beside.spec.kind
    assert np.isfinite(plain(alone)).all()
    usual, row = plain(part.encode(ITEMS[:1]))[0], plain(beside)[0]
    shared = tuple(slice(0, min(a, b)) for a, b in zip(usual.shape, row.shape, strict=True))
    np.testing.assert_allclose(row[shared], usual[shared], atol=1e-5)
    if part.modality != "any":
        has = bool(ODD[odd].images) if part.modality == "image" else bool(ODD[odd].text().strip())
        assert has or not alone.rows[0], "a missing side is a row mask"


_TAUGHT: dict[str, Any] = {}


def test_parts_are_named_without_importing_torch() -> None:
    code = """
import sys
from tuwen.core.registry import role_table
for role in sys.argv[1:]:
    for name in role_table(role):
        role_table(role)[name]()
print([name for name in ("torch", "sklearn", "gensim", "skimage") if name in sys.modules])
"""
    command = [sys.executable, "-c", code, *ROLES]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.stdout.strip() == "[]", found.stdout + found.stderr


def test_names_are_versioned_and_the_nearest_is_proposed() -> None:
    for role, name in PARTS:
        base, _, version = name.partition("/")
        assert version.isdigit() and role_table(role).full_name(base).startswith(base)
    with pytest.raises(TuwenError, match="softmax"):
        role_table("head")["sofmax"]
