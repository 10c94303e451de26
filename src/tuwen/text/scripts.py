"""Ranges of code points that several modules speak about, ready for use inside a regex class."""

HAN = "\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
HIRAGANA = "\u3041-\u309f"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3\ud7b0-\ud7fb"
# Letters of alphabets other than ASCII, marks included, kana and scripts without spaces excluded.
ALPHABETS = (
    "\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u036f\u0370-\u0377\u037a-\u037d\u037f"
    "\u0386\u0388-\u0589\u0591-\u05bd\u05bf-\u05f2\u0610-\u061a\u0620-\u0669\u066e-\u06d3"
    "\u06d5-\u06ff\u0710-\u08ff\u0900-\u0963\u0966-\u0df3\u10a0-\u135f\u1369-\u166c\u166f-\u167f\u1681-\u177f"
    "\u1800-\u1fff\u2c00-\u2dff\ua000-\ua4cf\ua500-\uabff\ufb00-\ufd3d\ufd50-\ufdff"
    "\ufe70-\ufefc\u3105-\u312f\u31a0-\u31bf\U00010000-\U0001efff\U0001f100-\U0001f10c"
    # Numbers written as one sign (½, ², ①, Ⅷ, 〡), letter-like signs, rarer letters and marks.
    "\u00b2\u00b3\u00b9\u00bc-\u00be\u0edc-\u0edf\u0f00\u0f2a-\u0f33\u17d7\u17dc\u17f0-\u17f9\u2070-\u209c"
    "\u20d0-\u20dc\u20e1-\u20f0\u2102-\u2189\u2460-\u24ff\u2776-\u2793\u2e2f\u3006\u3021-\u3029\u3031-\u3035"
    "\u3038-\u303c\u3192-\u3195\u3220-\u3229\u3248-\u324f\u3251-\u325f\u3280-\u3289\u32b1-\u32bf\uffa0-\uffdc"
    + HANGUL
)
# Scripts without spaces for which no dictionary is at hand: one token a base letter with its marks.
_BASES = "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e50-\u0e59\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6"
_BASES += "\u0ed0-\u0ed9\u1000-\u102a\u103f-\u1055\u1780-\u17b3\u17e0-\u17e9\u0f40-\u0f6c"
_MARKS = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u1056-\u109d"
)
_MARKS += "\u17b4-\u17d3\u17dd\u0f71-\u0fbc"
UNSPACED = _BASES + _MARKS
CLUSTER = f"[{_BASES}][{_MARKS}]*"
# Emoji with what may follow: presentation marks, skin tones, joined signs, flags, keycaps.
_PICTURE = "[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]"
_MODIFIERS = "\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\u20e3"
EMOJI_PARTS = "\u200d\U0001f1e6-\U0001f1ff" + _MODIFIERS
EMOJI = (
    "[\U0001f1e6-\U0001f1ff]{2}"
    f"|[0-9#*]\ufe0f?\u20e3"
    f"|{_PICTURE}[{_MODIFIERS}]+(?:\u200d{_PICTURE}[{_MODIFIERS}]*)*"
    f"|{_PICTURE}(?:\u200d{_PICTURE}[{_MODIFIERS}]*)+"
)
