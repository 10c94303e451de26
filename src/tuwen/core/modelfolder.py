"""The model folder: model.json, one .safetensors per part that has tensors, and a card README.md.

model.json names every other file with its length and SHA-256, and ends with the SHA-256 of its own
bytes before that line; a flipped bit anywhere is seen. Tensor files carry their digest in their name, so
a new save never touches what the old model.json names: the rename of model.json is the commit.
The card is for people, free to edit, and outside the digests.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tuwen.core import files, tensors
from tuwen.core.errors import DamagedData, NotFound, Refused, TuwenError
from tuwen.core.items import canonical
from tuwen.core.parts import State

FORMAT = "tuwen-model"
VERSION = 1
MODEL, CARD = "model.json", "README.md"
_MAX_JSON = 256_000_000
_FILE = re.compile(r"[a-z0-9_-]{1,100}\.safetensors")
_TAIL = re.compile(rb',\n "digest": "([0-9a-f]{64})"\n}\n')
_TAIL_LENGTH = len(',\n "digest": ""\n}\n') + 64
_BEGIN, _END = "<!-- tuwen: generated, replaced at each save -->", "<!-- tuwen: end -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRecord:
    """What a model folder says: the tree, the state of each node by address, and how it came to be.

    `made` holds plan, data digest, metrics, versions: whatever fitting wrote, as JSON.
    """

    tree: Mapping[str, Any]
    states: Mapping[str, State]
    made: Mapping[str, Any] = field(default_factory=dict)

    def digest(self) -> str:
        """The model digest: configs, facts and tensors only, so equal models have equal digests."""
        return _sha256(canonical({"tree": self.tree, "states": self._digests()}).encode())

    def _digests(self) -> dict[str, str]:
        return {address: state_digest(state) for address, state in self.states.items()}


def state_digest(state: State) -> str:
    """SHA-256 (hex) of facts and tensors."""
    facts = canonical(dict(state.facts)).encode("utf-8", "surrogatepass")
    return _sha256(facts + b"\0" + tensors.dump(state.tensors))


def write(folder: Path, record: ModelRecord) -> str:
    """Save `record`, all or nothing; returns the model digest. A human's card text is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    files.remove_temporaries(folder)
    nodes: dict[str, dict[str, Any]] = {}
    blobs, digest = {}, record.digest()
    for i, (address, state) in enumerate(record.states.items()):
        nodes[address] = {"facts": dict(state.facts), "file": ""}
        if state.tensors:
            blob = tensors.dump(state.tensors)
            nodes[address]["file"] = name = f"part-{i:02d}-{_sha256(blob)[:16]}.safetensors"
            blobs[name] = blob
    content = {
        "format": FORMAT,
        "version": VERSION,
        "tree": record.tree,
        "nodes": nodes,
        "files": {n: {"bytes": len(b), "sha256": _sha256(b)} for n, b in blobs.items()},
        "made": record.made,
        "model_digest": digest,
    }
    files.write_many((folder / name, blob) for name, blob in blobs.items())
    files.write_bytes(folder / MODEL, _signed(content))
    files.write_bytes(folder / CARD, _card(folder / CARD, content).encode())
    for path in folder.glob("part-*.safetensors"):
        if path.name not in blobs:
            path.unlink()
    return digest


def read(folder: Path) -> ModelRecord:
    """The record in `folder`, every byte checked before use.

    Raises NotFound where there is no model, DamagedData for a wrong digest or malformed content, and
    Refused for a file name that could lead outside or a format newer than this version.
    """
    content = _verified(folder / MODEL)
    if content.get("format") != FORMAT or content.get("version") != VERSION:
        raise Refused("model_version", path=str(folder / MODEL), version=content.get("version"))
    try:
        states = {
            address: State(node["facts"], _tensors(folder, node["file"], content["files"]))
            for address, node in content["nodes"].items()
        }
        record = ModelRecord(tree=content["tree"], states=states, made=content["made"])
        same = record.digest() == content["model_digest"]
    except TuwenError:
        raise
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise _damaged(folder / MODEL, f"malformed: {error}") from error
    if not same:
        raise _damaged(folder / MODEL, "the model digest does not match")
    return record


def _tensors(folder: Path, name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    if name == "":
        return {}
    path = folder / name
    if not isinstance(name, str) or not _FILE.fullmatch(name) or path.is_symlink():
        raise Refused("model_file_name", path=str(folder / MODEL), name=str(name))
    if not path.is_file():
        raise NotFound("model_file_missing", path=str(path))
    if path.stat().st_size != table[name]["bytes"]:
        raise _damaged(path, "its length does not match model.json")
    blob = path.read_bytes()
    if _sha256(blob) != table[name]["sha256"]:
        raise _damaged(path, "its SHA-256 does not match model.json")
    return tensors.parse(blob, str(path))


def _signed(content: Mapping[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    body = text.removesuffix("\n}").encode("utf-8", "surrogatepass")
    return body + f',\n "digest": "{hashlib.sha256(body).hexdigest()}"\n}}\n'.encode()


def _verified(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise NotFound("no_model", path=str(path.parent))
    if (size := path.stat().st_size) > _MAX_JSON:
        raise _damaged(path, f"{size} bytes")
    data = path.read_bytes()
    body, tail = data[:-_TAIL_LENGTH], _TAIL.fullmatch(data[-_TAIL_LENGTH:])
    if tail is None or tail[1].decode() != _sha256(body):
        raise _damaged(path, "its digest does not match")
    content = files.parse_json(data, str(path))
    if not isinstance(content, dict):
        raise _damaged(path, "not an object")
    return content


def _card(path: Path, content: Mapping[str, Any]) -> str:
    """The card: a generated block, and around it whatever a person wrote."""
    tree = content["tree"]
    parts = [node["part"] for branch in tree.get("branches", {}).values() for node in branch]
    made = json.dumps(content["made"], ensure_ascii=False, indent=1)
    block = "\n".join(
        [
            _BEGIN,
            f"Model digest: `{content['model_digest']}`",
            "",
            f"Encoders and their steps: {', '.join(parts)}",
            f"Ends: {', '.join(tree.get('ends', ())) or 'none'}",
            "",
            "```json",
            made,
            "```",
            _END,
        ]
    )
    old = path.read_text("utf-8", errors="replace") if path.is_file() else ""
    before, begin, rest = old.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if begin and end:
        return before + block + after
    return f"{old or '# A model made with tuwen'}\n\n{block}\n"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _damaged(path: Path, why: str) -> DamagedData:
    return DamagedData("damaged_model", path=str(path), why=why)
