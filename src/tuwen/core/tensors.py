"""Tensors in a file: the safetensors layout, written byte for byte the same and read with suspicion.

Layout: 8 bytes little-endian length of the header, the header (JSON: name → dtype, shape,
data_offsets), the data. https://github.com/huggingface/safetensors. Every size is checked against the
bytes at hand before an array is made, so a hostile header costs nothing.
"""

import json
import math
import mmap
from collections.abc import Mapping
from typing import Any

import numpy as np

from tuwen.core.errors import DamagedData
from tuwen.core.files import parse_json

MAX_HEADER = 8_000_000
MAX_TENSORS = 10_000
_DTYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "|i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "|u1",
    "BOOL": "|b1",
}
_NAMES = {np.dtype(code): name for name, code in _DTYPES.items()}


def dump(tensors: Mapping[str, np.ndarray]) -> bytes:
    """`tensors` as one safetensors file; equal tensors give equal bytes, whatever their order."""
    header: dict[str, Any] = {}
    chunks: list[bytes] = []
    end = 0
    # Wide types first, so that every array starts at a multiple of its item size.
    for name in sorted(tensors, key=lambda name: (-tensors[name].dtype.itemsize, name)):
        array = np.ascontiguousarray(tensors[name])
        array = array.reshape(tensors[name].shape)  # ascontiguousarray makes 0-d arrays 1-d
        chunks.append(array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes())
        start, end = end, end + len(chunks[-1])
        dtype = _NAMES[np.dtype(array.dtype.newbyteorder("<"))]
        header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [start, end]}
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return b"".join([len(text).to_bytes(8, "little"), text, *chunks])


def parse(data: bytes | mmap.mmap, path: str) -> dict[str, np.ndarray]:
    """The arrays in `data` (read-only views of it, also where it is a mapped file); DamagedData, naming `path`, for anything off."""
    try:
        return _parse(data, path)
    except DamagedData:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedData("damaged_file", path=path, why=str(error)) from error


def _parse(data: bytes | mmap.mmap, path: str) -> dict[str, np.ndarray]:
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > min(MAX_HEADER, len(data) - 8):
        raise ValueError(f"a header of {length} bytes")
    header = parse_json(data[8 : 8 + length], path)
    if not isinstance(header, dict) or len(header) > MAX_TENSORS:
        raise ValueError("no table of tensors, or too many")
    header.pop("__metadata__", None)
    body = memoryview(data)[8 + length :]
    end, tensors = 0, {}
    for name, entry in sorted(header.items(), key=lambda pair: pair[1]["data_offsets"]):
        start, stop = entry["data_offsets"]
        if start != end or stop > len(body):
            raise ValueError(f"tensor {name!r} overlaps, leaves a gap or ends outside the file")
        tensors[name] = _array(body[start:stop], entry["dtype"], entry["shape"])
        end = stop
    if end != len(body):
        raise ValueError(f"{len(body) - end} bytes belong to no tensor")
    return tensors


def _array(raw: memoryview, dtype: str, shape: list[int]) -> np.ndarray:
    if len(shape) > 8 or not all(type(n) is int and n >= 0 for n in shape):
        raise ValueError(f"shape {shape}")
    kind = np.dtype(_DTYPES[dtype])
    if math.prod(shape) * kind.itemsize != len(raw):
        raise ValueError(f"shape {shape} of {dtype} in {len(raw)} bytes")
    return np.frombuffer(raw, kind).reshape(shape)
