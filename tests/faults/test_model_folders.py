"""B1 and I10 for model folders: a flipped bit is seen, an intact copy is not suspected, a hostile folder
is refused without running, reading or allocating anything of its own choice."""

import json
import random
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tuwen.core import modelfolder, tensors
from tuwen.core.errors import DamagedData, NotFound, Refused, TuwenError
from tuwen.core.items import Item
from tuwen.core.pipeline import Pipeline, load
from tuwen.core.plan import Plan
from tuwen.encoders import TABLE as ENCODERS
from tuwen.fit.fit import fit
from tuwen.heads import TABLE as HEADS


def _items() -> list[Item]:
    texts = {"sport": "球赛 goal 跑步", "food": "饭菜 soup 喝汤"}
    return [
        Item(id=f"{label}{i}", fields={"text": f"{text} {i}"}, targets={"label": label})
        for label, text in texts.items()
        for i in range(8)
    ]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A counting model, a gradient model, and the checkpoint of the latter."""
    root = tmp_path_factory.mktemp("models")
    counting = Pipeline({"text": [ENCODERS["text_counts"]()]}, ends={"label": HEADS["linear"]()})
    fit(counting, _items()).save(root / "counting")
    cnn = ENCODERS["text_cnn"].configured({"embedding": 4, "filters": 4})
    gradient = Pipeline({"text": [cnn]}, ends={"label": HEADS["softmax"]()})
    plan = Plan(steps=4, checkpoint_every=2)
    fit(gradient, _items(), plan, checkpoint=root / "checkpoint").save(root / "gradient")
    return {path.name: path for path in root.iterdir()}


def read(folder: Path) -> Any:
    """A model is loaded whole; a checkpoint is read."""
    return modelfolder.read(folder) if folder.name == "checkpoint" else load(folder)


def kinds(folder: Path) -> list[Path]:
    return [folder / "model.json", *sorted(folder.glob("*.safetensors"))[:2]]


@pytest.mark.parametrize("flips", [60, pytest.param(3000, marks=pytest.mark.night)])
@pytest.mark.parametrize("name", ["counting", "gradient", "checkpoint"])
def test_a_flipped_bit_is_seen_and_its_file_named(
    name: str, flips: int, models: dict[str, Path], tmp_path: Path
) -> None:
    draw = random.Random(name)
    folder = tmp_path / name
    shutil.copytree(models[name], folder)
    for path in kinds(folder):
        whole = path.read_bytes()
        for _ in range(flips):
            at = draw.randrange(len(whole) * 8)
            hurt = bytearray(whole)
            hurt[at // 8] ^= 1 << at % 8
            path.write_bytes(hurt)
            with pytest.raises(DamagedData) as caught:
                read(folder)
            assert path.name in str(caught.value) and caught.value.exit_code == 5
        path.write_bytes(whole)
    read(folder)


@pytest.mark.parametrize("name", ["counting", "gradient", "checkpoint"])
def test_intact_copies_are_not_suspected(
    name: str, models: dict[str, Path], tmp_path: Path
) -> None:
    for i in range(20):
        shutil.copytree(models[name], tmp_path / str(i) / name)
        read(tmp_path / str(i) / name)


@pytest.mark.parametrize("harm", ["truncate", "append", "swap", "missing", "link"])
def test_harmed_files(harm: str, models: dict[str, Path], tmp_path: Path) -> None:
    folder = tmp_path / "gradient"
    shutil.copytree(models["gradient"], folder)
    first, second = sorted(folder.glob("*.safetensors"))
    data = first.read_bytes()
    if harm == "swap":
        first.write_bytes(second.read_bytes())
        second.write_bytes(data)
    elif harm in ("missing", "link"):
        first.unlink()
        if harm == "link":
            first.symlink_to(second)
    else:
        first.write_bytes(data[:-512] if harm == "truncate" else data + b"\0")
    with pytest.raises((DamagedData, NotFound, Refused)):
        load(folder)


def resign(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change what model.json says, and sign it as its writer would: only the content is hostile."""
    content = json.loads((folder / "model.json").read_bytes())
    content.pop("digest")
    change(content)
    try:
        states = {
            at: modelfolder.State(
                node["facts"],
                tensors.parse((folder / node["file"]).read_bytes(), "") if node["file"] else {},
            )
            for at, node in content["nodes"].items()
        }
        record = modelfolder.ModelRecord(tree=content["tree"], states=states)
        content["model_digest"] = record.digest()
    except (AttributeError, KeyError, OSError, TypeError, ValueError):
        pass  # too broken to be digested: it is refused before the digest is compared
    (folder / "model.json").write_bytes(modelfolder._signed(content))


def node(content: dict[str, Any]) -> dict[str, Any]:
    return content["tree"]["branches"]["text"][0]


HOSTILE: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a module as part": lambda c: node(c).update(part="os:system"),
    "a path as part": lambda c: node(c).update(part="../../evil/1"),
    "a role of its own": lambda c: node(c).update(role="os"),
    "a head for an encoder": lambda c: node(c).update(role="head", part="softmax/1"),
    "a path out": lambda c: c["nodes"]["branches.text.0"].update(file="../../etc/passwd"),
    "an absolute path": lambda c: c["nodes"]["branches.text.0"].update(file="/etc/passwd"),
    "a file of no table": lambda c: c["nodes"]["branches.text.0"].update(file="x.safetensors"),
    "a pickle renamed": lambda c: c["nodes"]["branches.text.0"].update(file="model.pkl"),
    "a later version": lambda c: c.update(version=2),
    "another format": lambda c: c.update(format="zip"),
    "a setting unknown": lambda c: node(c)["config"].update(__class__="os"),
    "a setting of a wrong type": lambda c: node(c)["config"].update(embedding="4"),
    "a size of a million million": lambda c: node(c)["config"].update(embedding=10**12),
    "a negative size": lambda c: node(c)["config"].update(embedding=-4),
    "a size beyond 64 bits": lambda c: node(c)["config"].update(embedding=10**30),
    "a start unknown": lambda c: node(c).update(start="exec"),
    "no nodes": lambda c: c.update(nodes={}),
    "nodes as a list": lambda c: c.update(nodes=[]),
    "no tree": lambda c: c.pop("tree"),
    "no branches": lambda c: c["tree"].update(branches={}),
    "facts of another kind": lambda c: c["nodes"]["branches.text.0"].update(facts=[1]),
    "words that are not": lambda c: c["nodes"]["branches.text.0"].update(facts={"words": 7}),
    "an end that reads nothing": lambda c: c["tree"]["ends"]["label"].update(reads=["nowhere"]),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_folders_are_refused(what: str, models: dict[str, Path], tmp_path: Path) -> None:
    folder = tmp_path / "gradient"
    shutil.copytree(models["gradient"], folder)
    resign(folder, HOSTILE[what])
    load(models["gradient"])  # what is imported and cached once is not counted
    tracemalloc.start()
    with pytest.raises(TuwenError) as caught:
        load(folder)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000 and "\n" not in str(caught.value) and caught.value.text("zh")


@pytest.mark.filterwarnings("ignore:Initializing zero-element tensors")  # torch, of 0 labels
@pytest.mark.parametrize("n", [200, pytest.param(5000, marks=pytest.mark.night)])
def test_signed_nonsense_never_crashes(n: int, models: dict[str, Path], tmp_path: Path) -> None:
    """Signed mutants are loaded or refused, nothing else."""
    draw, pool = random.Random(0), [None, -1, 10**12, "x", "../x", [], {}, 1.5, True, [[1]]]
    for i in range(n):
        folder = tmp_path / str(i) / "gradient"
        shutil.copytree(models[draw.choice(["gradient", "counting"])], folder)
        resign(folder, lambda content: _mutate(content, draw, pool))
        try:
            load(folder)
        except TuwenError as error:
            assert "\n" not in str(error)
        shutil.rmtree(folder)


def _mutate(content: dict[str, Any], draw: random.Random, pool: list[Any]) -> None:
    """Put something else at a random place of what decides how parts are built."""
    where: Any = content[draw.choice(["tree", "tree", "nodes", "files"])]
    while True:
        keys = list(where) if isinstance(where, dict) else range(len(where))
        if not keys:
            return
        key = draw.choice(list(keys))
        inside = isinstance(where[key], (dict, list)) and where[key]
        if not inside or draw.random() < 0.15:
            where[key] = draw.choice(pool)
            return
        where = where[key]


def _header(entries: Any, data: bytes = b"\0" * 16) -> bytes:
    text = json.dumps(entries).encode() if not isinstance(entries, bytes) else entries
    return len(text).to_bytes(8, "little") + text + data


def _entry(shape: list[Any], start: Any, stop: Any, dtype: str = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, stop]}


BAD_TENSORS = {
    "empty": b"",
    "a header longer than the file": (1 << 40).to_bytes(8, "little") + b"{}",
    "no JSON": _header(b"{]"),
    "a list": _header([]),
    "a key twice": _header(b'{"a":1,"a":2}'),
    "NaN": _header(b'{"a":NaN}'),
    "a huge shape": _header({"a": _entry([1 << 40, 1 << 40], 0, 16)}),
    "a shape that overflows": _header({"a": _entry([1 << 32, 1 << 32, 4], 0, 16)}),
    "a negative shape": _header({"a": _entry([-2, -2], 0, 16)}),
    "a fractional shape": _header({"a": _entry([4.0], 0, 16)}),
    "a boolean shape": _header({"a": _entry([True, 4], 0, 16)}),
    "overlap": _header({"a": _entry([4], 0, 16), "b": _entry([2], 8, 16)}),
    "a gap": _header({"a": _entry([2], 8, 16)}),
    "an end outside": _header({"a": _entry([8], 0, 32)}),
    "bytes of no tensor": _header({"a": _entry([2], 0, 8)}),
    "backwards": _header({"a": _entry([4], 16, 0)}),
    "a type unknown": _header({"a": _entry([4], 0, 16, "OBJECT")}),
    "no offsets": _header({"a": {"dtype": "F32", "shape": [4]}}),
    "too many": _header({str(i): _entry([0], 0, 0) for i in range(10_001)}, b""),
    "deep": _header(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
}


@pytest.mark.parametrize("what", BAD_TENSORS)
def test_bad_tensor_files_are_refused(what: str) -> None:
    with pytest.raises(DamagedData, match="odd.safetensors"):
        tensors.parse(BAD_TENSORS[what], "odd.safetensors")


def test_tensor_files_are_what_safetensors_reads_and_writes() -> None:
    from safetensors.numpy import load as theirs_load
    from safetensors.numpy import save as theirs_save

    dtypes = ("f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?")
    arrays = {f"a{d}": np.arange(6).reshape(2, 3).astype(d) for d in dtypes}
    arrays |= {"none": np.zeros((0, 3), "f4"), "scalar": np.array(1.5), "Höhe 高": np.ones(1)}
    for found in (theirs_load(tensors.dump(arrays)), tensors.parse(theirs_save(arrays), "t")):
        assert found.keys() == arrays.keys()
        for name, array in arrays.items():
            assert found[name].dtype == array.dtype and found[name].shape == array.shape
            np.testing.assert_array_equal(found[name], array)


def test_a_save_keeps_what_a_person_wrote_on_the_card(models: dict[str, Path]) -> None:
    folder = models["counting"]
    card = folder / "README.md"
    card.write_text("# 我的模型\n\nmine\n\n" + card.read_text("utf-8") + "\nbelow\n", "utf-8")
    load(folder).save(folder)
    text = card.read_text("utf-8")
    assert text.startswith("# 我的模型\n\nmine") and text.endswith("below\n")
    assert text.count("Model digest") == 1
