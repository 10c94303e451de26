"""Undo a wrong decoding, where the bytes prove it: the text's own bytes are valid otherwise.

UTF-8 read as GBK or as Windows-1252, GBK read as Latin-1. The right reading of ordinary text is
hardly ever valid in the other encoding, so what decodes is what it was.
"""

import re

_OPEN = "\x81\x8d\x8f\x90\x9d"  # bytes that Windows-1252 leaves open; read as Latin-1
_SPECIALS = "".join(bytes([b]).decode("cp1252") for b in range(0x80, 0xA0) if chr(b) not in _OPEN)
_WESTERN = {ord(char): 0x80 + i for i, char in enumerate(
    chr(b) if chr(b) in _OPEN else bytes([b]).decode("cp1252") for b in range(0x80, 0xA0)
)}  # fmt: skip
_TAIL = f"\x80-\xbf{re.escape(_SPECIALS)}"
_UTF8_AS_1252 = re.compile(
    f"(?:[\xc2-\xdf][{_TAIL}]|[\xe0-\xef][{_TAIL}]{{2}}|[\xf0-\xf4][{_TAIL}]{{3}})+"
)
_GBK_AS_LATIN1 = re.compile("(?:[\xa1-\xf7][\xa1-\xfe]){3,}")
_GBK_PAIRS = re.compile("(?:[\xa1-\xf7][\xa1-\xfe])+")
_ORDINARY = re.compile(
    "[的了是我一有在人好大这]"
)  # no bytes of UTF-8 Chinese read as GBK give these
_HAN = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")
_LOST = "\ufffd"


def undo(text: str) -> str:
    """The text as it was before a wrong decoding, or "" where nothing proves one."""
    if fixed := _gbk(text):
        return fixed
    fixed = _UTF8_AS_1252.sub(_western, text)
    if fixed == text and any(_latin(run) != run.group() for run in _GBK_AS_LATIN1.finditer(text)):
        fixed = _GBK_PAIRS.sub(_latin, text)
    return fixed if fixed != text else ""


def _gbk(text: str) -> str:
    """UTF-8 that was read as GBK. Odd bytes were lost then, so a few losses are borne."""
    if _ORDINARY.search(text) or not _readable(text[:80]):
        return ""
    fixed = text.encode("gb18030", "replace").decode("utf-8", "replace")
    return _collapsed(fixed) if _readable(text) else ""


def _readable(text: str) -> bool:
    raw = text.encode("gb18030", "replace")
    made = raw.decode("utf-8", "replace")
    wide = [char for char in made if char > "\x7f"]
    if not wide:
        return False
    lost = sum(char == _LOST for char in wide)
    han = len(_HAN.findall(made))
    allowed = 0.34 if _LOST in text or "?" in text else 0.1
    return han >= 2 and lost <= allowed * len(wide) and han >= 0.6 * (len(wide) - lost)


def _collapsed(text: str) -> str:
    return re.sub(f"{_LOST}[{_LOST}1-9?]*", _LOST, text)


def _western(match: re.Match[str]) -> str:
    raw = match.group().translate(_WESTERN).encode("latin-1", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return match.group()


def _latin(match: re.Match[str]) -> str:
    try:
        fixed = match.group().encode("latin-1").decode("gb2312")
    except UnicodeDecodeError:
        return match.group()
    return fixed if len(_HAN.findall(fixed)) >= 0.6 * len(fixed) else match.group()
