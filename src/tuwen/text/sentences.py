"""Sentences of Chinese and spaced languages, as offsets into the text."""

import re

# A Chinese full stop, question or exclamation mark, or dots, with closing quotes; line ends; a Western
# mark before a space and no small letter (so not after an abbreviation in the middle of a sentence).
_END = re.compile(
    r"[。！？!?｡]+[」』”’）)\]】》\"']*"
    r"|(?:……|\.{3,}|…)[」』”’）)\]】》\"']*(?=\s|[\u4e00-\u9fff]|$)"
    r"|[;；](?=\s*[\u4e00-\u9fff])"
    r"|\.[\"')\]”’]*(?=\s+[^\sa-z]|\s*$)"
    r"|\n+"
)
_ABBREVIATED = re.compile(
    r"(?<![A-Za-z])(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Lt|Col|Gen|Rep|Sen|Gov|Sgt|Capt|vs|etc|No"
    r"|Inc|Ltd|Co|Corp|Fig|Eq|al|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|U\.S|U\.K|U\.N|e\.g"
    r"|i\.e|a\.m|p\.m|z\.B|Hr|Fr|Nr|Sra|Dra|Mme|Mlle)$"
)
_LOOK_BACK = 12  # characters before a point that may be an abbreviation


def sentences(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence, code points, half-open; blank ones and outer spaces left out."""
    spans, start = [], 0
    for mark in _END.finditer(text):
        if mark.group().startswith(".") and _ABBREVIATED.search(
            text, max(start, mark.start() - _LOOK_BACK), mark.start()
        ):
            continue
        spans.append((start, mark.end()))
        start = mark.end()
    spans.append((start, len(text)))
    return [span for span in (_trimmed(text, *each) for each in spans) if span[0] < span[1]]


def split_sentences(text: str) -> list[str]:
    """The sentences themselves."""
    return [text[start:end] for start, end in sentences(text)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
