"""Latents of arrays to latents of tensors, and back."""

from dataclasses import replace
from typing import Any

import numpy as np

from tuwen.core.latent import Latent


def tensors(latent: Latent) -> Latent:
    """The same latent in torch: floats as float32, codes as int64, pixels as they are."""
    import torch

    def tensor(array: Any) -> Any:
        return None if array is None else torch.from_numpy(np.array(array))

    values = latent.values.toarray() if latent.spec.kind == "sparse" else latent.values
    values = np.asarray(values)
    if values.dtype.kind == "f":
        values = values.astype(np.float32)
    elif latent.spec.kind == "codes":
        values = values.astype(np.int64)
    spec = replace(latent.spec, kind="vector") if latent.spec.kind == "sparse" else latent.spec
    mask, present = tensor(latent.mask), tensor(latent.present)
    return Latent(values=tensor(values), spec=spec, mask=mask, present=present)


def arrays(latent: Latent) -> Latent:
    """The same latent in numpy."""

    def array(tensor: Any) -> Any:
        return None if tensor is None else tensor.detach().cpu().numpy()

    mask, present = array(latent.mask), array(latent.present)
    return Latent(values=array(latent.values), spec=latent.spec, mask=mask, present=present)
