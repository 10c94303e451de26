"""Integer codes of texts, padded to one length, with the mask that says what is real.

Codes: 0 padding, 1 unknown, 2 begin, 3 end, then word 0 of the vocabulary as 4, and so on. They name
categories: nothing may be computed from their size.
"""

from typing import NamedTuple

import numpy as np

from tuwen.text.codes import BEGIN, END, FIRST_WORD, PAD, UNKNOWN
from tuwen.text.tokens import UNKNOWN as NOT_HELD
from tuwen.text.tokens import TokenBatch, batch_of


class Padded(NamedTuple):
    """`codes` int32 (N, T), and `mask` bool (N, T), true where a code stands for something."""

    codes: np.ndarray
    mask: np.ndarray


def pad(batch: TokenBatch, longest: int = 0, edges: bool = False) -> Padded:
    """Codes of a batch, cut after `longest` words (0: none cut); with `edges`, begin and end added.

    An unknown word keeps its place as code 1. A text without words is all padding, unless `edges`.
    """
    lengths = np.minimum(batch.lengths, longest) if longest else batch.lengths
    inside_NT = np.arange(int(lengths.max(initial=0))) < lengths[:, None]
    place_NT = batch.offsets[:-1, None] + np.arange(inside_NT.shape[1])
    codes_NT = np.full((len(batch), inside_NT.shape[1] + 2 * edges), PAD, np.int32)
    words = batch.ids[place_NT[inside_NT]]
    rows, columns = np.nonzero(inside_NT)
    codes_NT[rows, columns + edges] = np.where(words < 0, UNKNOWN, words + FIRST_WORD)
    if edges:
        codes_NT[:, 0] = BEGIN
        codes_NT[np.arange(len(batch)), lengths + 1] = END
    return Padded(codes_NT, codes_NT != PAD)


def unpad(padded: Padded) -> TokenBatch:
    """The words of padded codes again; what was cut off stays lost."""
    rows = []
    for codes, mask in zip(padded.codes, padded.mask, strict=True):
        real = codes[mask]
        real = real[(real != BEGIN) & (real != END)]
        rows.append(np.where(real == UNKNOWN, NOT_HELD, real - FIRST_WORD))
    return batch_of(rows)
