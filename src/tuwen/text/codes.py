"""Texts as padded word ids: what gradient text parts read and write. No torch.

Ids: 0 padding, 1 unknown, 2 begin, 3 end, then the words, most frequent first.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np

from tuwen.core.items import Item
from tuwen.core.latent import Latent, LatentSpec

Unit = Literal["char", "word", "token"]
PAD, UNKNOWN, BEGIN, END = range(4)
FIRST_WORD = 4


def units_of(items: Sequence[Item], field: str, unit: Unit) -> list[list[str]]:
    """The units of each item's `field` ("" means all its text).

    char: its characters · word: as segmented, punctuation too · token: as given by the source
    (`meta["tokens"]`).
    """
    if unit == "token":
        return [[str(token) for token in item.meta.get("tokens", ())] for item in items]
    texts = [item.text() if field == "" else item.fields.get(field, "") for item in items]
    if unit == "char":
        return [list(text) for text in texts]
    from tuwen.text.segment import Segmenter

    return list(Segmenter().cut_many(texts, punctuation=True))


def frequent(texts: Iterable[Sequence[str]], n_words: int) -> list[str]:
    """The `n_words` most frequent units; equal counts in the order of their code points."""
    counts = Counter(unit for units in texts for unit in units)
    return [unit for unit, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))][
        :n_words
    ]


def codes(texts: Sequence[Sequence[str]], words: Sequence[str], longest: int) -> Latent:
    """Codes (N, T) of units, cut at `longest`, with their mask; a blank text is not present."""
    ids = {word: i for i, word in enumerate(words, FIRST_WORD)}
    rows = [[ids.get(unit, UNKNOWN) for unit in units[:longest]] for units in texts]
    width = max([1, *map(len, rows)])
    values = np.full((len(rows), width), PAD, np.int64)
    for row, found in zip(values, rows, strict=True):
        row[: len(found)] = found
    spec = LatentSpec(kind="codes", size=FIRST_WORD + len(words))
    present = np.array([any(map(str.strip, units)) for units in texts], bool)
    return Latent(values=values, spec=spec, mask=values != PAD, present=present)
