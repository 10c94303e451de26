"""Mojibake: text whose bytes were read in the wrong encoding, put right where the bytes prove it.

UTF-8 read as Windows-1252 and its kin (ftfy, after a test that costs clean text nothing), UTF-8 read
as GBK, GBK read as Latin-1, GBK and Big5 taken for each other. The right reading of ordinary text
is hardly ever valid in the other encoding, and never made of its commonest characters, so what
decodes is what it was.
"""

import re

_OPEN = "\x81\x8d\x8f\x90\x9d"  # bytes that Windows-1252 leaves open; read as Latin-1
_SPECIAL = {bytes([b]).decode("cp1252"): b for b in range(0x80, 0xA0) if chr(b) not in _OPEN}
_BYTES = str.maketrans({char: chr(byte) for char, byte in _SPECIAL.items()})
_TAIL = f"\x80-\xbf{re.escape(''.join(_SPECIAL))}"
_UTF8_AS_1252 = re.compile(
    f"(?:[\xc2-\xdf][{_TAIL}]|[\xe0-\xef][{_TAIL}]{{2}}|[\xf0-\xf4][{_TAIL}]{{3}})+"
)
_UTF8_BEGINS = re.compile(f"[\xc2-\xf4][{_TAIL}]")
_HIGH = re.compile("[\xa1-\xff]")
_PAIRED = 0.8  # of the letters beyond ASCII, in GBK read as Latin-1
_GBK_AS_LATIN1 = re.compile("(?:[\xa1-\xf7][\xa1-\xfe]){3,}")
_GBK_PAIRS = re.compile("(?:[\xa1-\xf7][\xa1-\xfe])+")
# Characters so common that a Chinese text of some length holds one, and no wrong reading does.
_COMMON = re.compile("[的了是我一有在人好大这這不们們个個来來为為]")
_PROOF = re.compile("[的了是我一有在人好大这]")  # UTF-8 Chinese read as GBK never gives these
_HAN = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LOST = "\ufffd"
_ENOUGH = 6  # characters beyond ASCII without a common one that may be a wrong reading
_EACH = 20  # in a right reading, at least one in so many is common


def fix_mojibake(text: str) -> tuple[str, bool]:
    """The text as it was before a wrong decoding, and whether anything changed."""
    fixed = undo(text)
    return (fixed, True) if fixed else (text, False)


def mojibake_score(text: str) -> float:
    """How sure it is that `text` was wrongly decoded: 0 (nothing proves it), .85 (lossy), .97."""
    fixed = undo(text)
    if not fixed:
        return 0.0
    return 0.85 if _LOST in fixed else 0.97


def undo(text: str) -> str:
    """The text as it was before a wrong decoding, or "" where nothing proves one."""
    if text.isascii():
        return ""
    if not _PROOF.search(text) and (fixed := _utf8_as_gbk(text)):
        return fixed
    if not _COMMON.search(text) and (fixed := _between_chinese(text)):
        return fixed
    return _from_western(text)


def _from_western(text: str) -> str:
    """Bytes that were read as Latin-1 or Windows-1252: the whole text, else run by run."""
    if not _HIGH.search(text):
        return ""
    shown = text.translate(_BYTES)
    if max(shown) <= "\xff":
        raw = shown.encode("latin-1")
        whole = _decoded(raw, "utf-8")
        if not whole and _GBK_AS_LATIN1.search(text) and _in_pairs(text):
            whole = _decoded(raw, "gb18030")
        if whole:
            return whole
    fixed = _UTF8_AS_1252.sub(_utf8_run, text)
    if fixed == text and any(_gbk_run(run) != run.group() for run in _GBK_AS_LATIN1.finditer(text)):
        fixed = _GBK_PAIRS.sub(_gbk_run, text)
    if fixed == text and _UTF8_BEGINS.search(text):
        fixed = "\n".join(map(_ftfy, text.split("\n")))
    return fixed if fixed != text else ""


def _in_pairs(text: str) -> bool:
    """Whether nearly all letters beyond ASCII stand two by two, as GBK's bytes do."""
    paired = sum(len(run.group()) for run in _GBK_PAIRS.finditer(text))
    return paired >= _PAIRED * sum(char > "\x7f" for char in text)


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _utf8_run(match: re.Match[str]) -> str:
    raw = match.group().translate(_BYTES).encode("latin-1", "replace")
    return _decoded(raw, "utf-8") or match.group()


def _gbk_run(match: re.Match[str]) -> str:
    fixed = _decoded(match.group().encode("latin-1"), "gb2312")
    return fixed if fixed and len(_HAN.findall(fixed)) >= 0.6 * len(fixed) else match.group()


def _ftfy(line: str) -> str:
    import ftfy

    return ftfy.fix_encoding(line)


def _utf8_as_gbk(text: str) -> str:
    """Odd bytes were lost then, so a few losses are borne."""
    if not _readable(text[:80]) or not _readable(text):
        return ""
    fixed = text.encode("gb18030", "replace").decode("utf-8", "replace")
    return re.sub(f"{_LOST}[{_LOST}1-9?]*", _LOST, fixed)


def _readable(text: str) -> bool:
    made = text.encode("gb18030", "replace").decode("utf-8", "replace")
    wide = [char for char in made if char > "\x7f"]
    if not wide:
        return False
    lost = sum(char == _LOST for char in wide)
    han = len(_HAN.findall(made))
    allowed = 0.34 if _LOST in text or "?" in text else 0.1
    return han >= 2 and lost <= allowed * len(wide) and han >= 0.6 * (len(wide) - lost)


def _between_chinese(text: str) -> str:
    """GBK read as Big5, or Big5 read as GBK."""
    if sum(char > "\x7f" for char in text) < _ENOUGH or not _HAN.search(text):
        return ""  # Cyrillic and Greek have bytes in both, and are neither
    for wrong, right in (("gb18030", "big5"), ("big5", "gb18030")):
        try:
            fixed = text.encode(wrong).decode(right)
        except UnicodeError:
            continue
        common = len(_COMMON.findall(fixed))
        if common and common * _EACH >= len(fixed) and not _PRIVATE.search(fixed):
            return fixed
    return ""
