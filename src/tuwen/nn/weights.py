"""A module's weights as arrays, and back."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from tuwen.core.errors import DamagedData


def weights_of(module: Any) -> dict[str, np.ndarray]:
    """The weights and buffers by name, as copies."""
    return {name: w.detach().cpu().numpy().copy() for name, w in module.state_dict().items()}


def put_back(module: Any, weights: Mapping[str, np.ndarray], name: str) -> None:
    """Give `module`, which may be on the meta device, these weights.

    Raises DamagedData, naming the part `name`, unless names, shapes and types are the module's own.
    """
    import torch

    given = {key: torch.from_numpy(np.array(array)) for key, array in weights.items()}
    wanted = {key: (tuple(w.shape), w.dtype) for key, w in module.state_dict().items()}
    found = {key: (tuple(w.shape), w.dtype) for key, w in given.items()}
    if wanted != found:
        odd = sorted(k for k in wanted.keys() | found.keys() if wanted.get(k) != found.get(k))
        raise DamagedData("part_state", part=name, why=f"tensors {', '.join(odd[:5])}")
    module.load_state_dict(given, assign=True)
