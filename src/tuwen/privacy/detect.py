"""Personal data that proves itself: numbers with a check digit, and forms strict enough to trust.

A Chinese character is a word character to a regular expression, so that the usual word boundary
fails between 电话 and 138…: every pattern here says itself which neighbours it does not bear.
Offsets are code points in the text as given; full-width digits and letters count as their ASCII
forms, one for one.
"""

import ipaddress
import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple


class Finding(NamedTuple):
    """Personal data in a text: kind, place (half-open, code points), as written, confidence.

    `kind` is one of KINDS. Confidence: 0.99 where a check digit agrees, less for a form alone.
    """

    kind: str
    start: int
    end: int
    value: str
    confidence: float


_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0x2010: 0x2D, 0x2013: 0x2D}
_HINT = re.compile(
    r"\d(?:[ .()-]{0,2}\d){5}|@|:[0-9a-fA-F]{0,4}:|[\u4e00-\u9fff][A-HJ-Z][A-Z0-9]{5}"
)
_LATER = r"(?![0-9A-Za-z])"
_EARLIER = r"(?<![0-9A-Za-z])"


def find_personal(text: str) -> list[Finding]:
    """Personal data in `text`, in order, never overlapping (the stricter kind wins)."""
    plain = text.translate(_WIDE) if not text.isascii() else text
    if _HINT.search(plain) is None:
        return []
    taken: list[Finding] = []
    for kind, pattern, judge in _RULES:
        for match in pattern.finditer(plain):
            confidence = judge(match)
            start, end = match.span()
            if confidence and all(end <= other.start or start >= other.end for other in taken):
                taken.append(Finding(kind, start, end, text[start:end], confidence))
    return sorted(taken, key=lambda finding: finding.start)


def masked(value: str) -> str:
    """The value with its middle hidden, fit for a report: the first 3 and the last 2 remain."""
    return value if len(value) < 7 else value[:3] + "*" * (len(value) - 5) + value[-2:]


def hidden(text: str) -> str:
    """`text` with personal data masked where it stands."""
    for found in reversed(find_personal(text)):
        text = text[: found.start] + masked(found.value) + text[found.start + len(found.value) :]
    return text


def valid_zh_id(number: str) -> bool:
    """Whether 18 characters are a Chinese identity number: date and check digit (GB 11643)."""
    body, check = number[:17], number[17:].upper()
    if len(number) != 18 or not body.isascii() or not body.isdigit():
        return False
    total = sum(int(digit) * (2 ** (17 - i) % 11) for i, digit in enumerate(body))
    return check == "10X98765432"[total % 11] and _is_date(body[6:14])


def valid_luhn(number: str) -> bool:
    """Whether the digits end in their Luhn check digit (ISO/IEC 7812-1)."""
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def valid_iban(number: str) -> bool:
    """Whether an account number has its country's length and its check digits (ISO 13616)."""
    number = number.replace(" ", "").replace("-", "").upper()
    if _IBAN_LENGTH.get(number[:2]) != len(number):
        return False
    return int("".join(str(int(c, 36)) for c in number[4:] + number[:4])) % 97 == 1


def _is_date(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2100
    except ValueError:
        return False


def _zh_id(match: re.Match[str]) -> float:
    return 0.99 * valid_zh_id(match.group().replace(" ", "").replace("-", ""))


def _iban(match: re.Match[str]) -> float:
    return 0.99 * valid_iban(match.group())


# Issuer prefixes and lengths of the card networks (UnionPay, Visa, Mastercard, Amex, JCB, …).
_CARD = re.compile(
    r"62\d{14,17}|4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}"
    r"|3(?:0[0-5]|[689]\d)\d{11}|35\d{14}|(?:2131|1800)\d{11}|6(?:011|4[4-9]\d|5\d\d)\d{12}"
    r"|(?:50|5[6-9]|6[0137-9])\d{10,17}|9(?:558|0\d\d|[0-9]\d\d)\d{12,15}"
)


def _card(match: re.Match[str]) -> float:
    digits = re.sub(r"[ -]", "", match.group())
    if _CARD.fullmatch(digits) is None or len(set(digits)) < 3:
        return 0.0
    # One number in ten passes by chance; short ones without grouping are too often something else.
    return 0.99 * valid_luhn(digits)


def _email(match: re.Match[str]) -> float:
    name = match.group().partition("@")[0]
    return 0.97 if ".." not in name and not name.startswith(".") else 0.0


_PHONE_WORD = re.compile(
    r"(?:phone|call|tel|text|mobile|cell|fax|whatsapp|电话|手机|热线|致电)", re.I
)


def _phone(match: re.Match[str]) -> float:
    """Forms with a country code, brackets or separators stand alone; bare digits need a word."""
    value = match.group()
    if re.fullmatch(r"\d{10}", value):
        before = match.string[max(0, match.start() - 24) : match.start()]
        return 0.8 if _PHONE_WORD.search(before) else 0.0
    return 0.9


def _zh_phone(match: re.Match[str]) -> float:
    return 0.95


def _ipv4(match: re.Match[str]) -> float:
    before = match.string[max(0, match.start() - 10) : match.start()].lower()
    if any(int(part) > 255 for part in match.group().split(".")):
        return 0.0
    return 0.0 if re.search(r"(?:version|ver\.?|版本|版|§|v)\s?[:：]?\s?$", before) else 0.9


def _ipv6(match: re.Match[str]) -> float:
    value = match.group()
    if len(re.findall(r"[0-9a-fA-F]+", value)) < 3 or not re.search(r"\d", value):
        return 0.0
    try:
        ipaddress.IPv6Address(value)
    except ValueError:
        return 0.0
    return 0.95


def _plate(match: re.Match[str]) -> float:
    return 0.9 if re.search(r"\d", match.group()[2:]) else 0.0


def _ssn(match: re.Match[str]) -> float:
    return 0.85


Judge = Callable[[re.Match[str]], float]

_RULES: tuple[tuple[str, re.Pattern[str], Judge], ...] = (
    (
        "zh_id",
        re.compile(
            _EARLIER
            + r"[1-9]\d{5}[ -]?(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d[ -]?\d{3}[0-9Xx]"
            + _LATER
        ),
        _zh_id,
    ),
    (
        "iban",
        re.compile(
            _EARLIER + r"[A-Z]{2}\d{2}(?:[ -]?[0-9A-Z]{4}){2,7}(?:[ -]?[0-9A-Z]{1,3})?" + _LATER
        ),
        _iban,
    ),
    (
        "bank_card",
        re.compile(r"(?<![0-9A-Za-z.+-])\d(?:[ -]?\d){11,18}" + r"(?![0-9A-Za-z]|[.-]\d)"),
        _card,
    ),
    (
        "email",
        re.compile(
            r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@"
            r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}(?![A-Za-z0-9])"
        ),
        _email,
    ),
    ("ip", re.compile(r"(?<![0-9A-Za-z.])(?:\d{1,3}\.){3}\d{1,3}(?![0-9A-Za-z]|\.\d)"), _ipv4),
    (
        "ip",
        re.compile(r"(?<![0-9A-Za-z:.])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![0-9A-Za-z:])"),
        _ipv6,
    ),
    (
        "phone",
        re.compile(
            r"(?<![0-9A-Za-z.])(?:(?:\+|00)?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?![0-9A-Za-z]|\.\d)"
        ),
        _zh_phone,
    ),
    (
        "phone",
        re.compile(
            r"(?<![0-9A-Za-z.-])(?:\(0(?:10|2\d|[3-9]\d{2})\) ?|0(?:10|2\d|[3-9]\d{2})[ -])"
            r"[2-9]\d{2,3}[ -]?\d{4}(?![0-9A-Za-z]|-\d)"
        ),
        _phone,
    ),
    (
        "ssn",
        re.compile(
            _EARLIER + r"(?!000|666)[0-8]\d{2}-(?!00)\d{2}-(?!0000)\d{4}" + r"(?![0-9A-Za-z]|-\d)"
        ),
        _ssn,
    ),
    (
        "phone",
        re.compile(
            r"(?<![0-9A-Za-z.-])(?:(?:\+|00)1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-]?)"
            r"[2-9]\d{2}[ .-]?\d{4}(?:x\d{1,6})?(?![0-9A-Za-z]|[.-]\d)"
        ),
        _phone,
    ),
    (
        "phone",
        re.compile(
            r"(?<![0-9A-Za-z])\+[1-9]\d{0,2}(?:[ .-]?(?:\(\d{1,5}\)|\d{1,5})){2,5}(?![0-9A-Za-z])"
        ),
        lambda match: 0.9 if 8 <= len(re.sub(r"\D", "", match.group())) <= 15 else 0.0,
    ),
    (
        "plate",
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-HJ-NP-Z]"
            r"[ ·•]?(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF])"
            + _LATER
        ),
        _plate,
    ),
)

KINDS = tuple(dict.fromkeys(kind for kind, _, _ in _RULES))

_IBAN_LENGTH = {
    **dict.fromkeys("NO".split(), 15), **dict.fromkeys("BE".split(), 16),
    **dict.fromkeys("DK FO FI GL NL SD".split(), 18), **dict.fromkeys("MK SI".split(), 19),
    **dict.fromkeys("AT BA EE KZ XK LT LU MN".split(), 20),
    **dict.fromkeys("CR HR LV LI CH".split(), 21),
    **dict.fromkeys("BH BG GE DE GB IE ME RS VA".split(), 22),
    **dict.fromkeys("GI IQ IL OM SO TL AE".split(), 23),
    **dict.fromkeys("AD CZ MD PK RO SA SK ES SE TN VG".split(), 24),
    **dict.fromkeys("LY PT ST".split(), 25), **dict.fromkeys("IS TR".split(), 26),
    **dict.fromkeys("BI DJ FR GR IT MC MR SM".split(), 27),
    **dict.fromkeys("AL AZ BY CY DO SV GT HU LB PL".split(), 28),
    **dict.fromkeys("BR EG PS QA UA".split(), 29), **dict.fromkeys("JO KW MU".split(), 30),
    **dict.fromkeys("MT SC".split(), 31), **dict.fromkeys("LC".split(), 32), "RU": 33,
}  # fmt: skip
