"""Torch blocks used by two or more parts.

Shapes: B batch, T positions, D features.
"""

from typing import Any


def perceptron(size: int, hidden: int, out: int) -> Any:
    """(B, size) → (B, out) through one hidden layer."""
    from torch import nn

    return nn.Sequential(nn.Linear(size, hidden), nn.LeakyReLU(0.2), nn.Linear(hidden, out))


def masked_mean(x_BTD: Any, mask_BT: Any) -> Any:
    """(B, D): the mean over real positions; zeros where there is none."""
    real_BT1 = mask_BT[..., None].to(x_BTD.dtype)
    return (x_BTD * real_BT1).sum(1) / real_BT1.sum(1).clamp(min=1)


def recurrent(gru: Any, x_BTD: Any, mask_BT: Any) -> Any:
    """(B, T, H): a GRU's states at real positions, zero elsewhere.

    Sequences are packed, so padding is never read, in neither direction.
    """
    from torch.nn.utils import rnn

    lengths = mask_BT.sum(1).clamp(min=1).cpu()
    packed = rnn.pack_padded_sequence(x_BTD, lengths, batch_first=True, enforce_sorted=False)
    states_BTH, _ = rnn.pad_packed_sequence(
        gru(packed)[0], batch_first=True, total_length=x_BTD.shape[1]
    )
    return states_BTH * mask_BT[..., None].to(states_BTH.dtype)
