"""Points in time as people and programs write them → When with its precision; never a guess."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from tuwen.core.items import When

_NUMBER = re.compile(r"-?\d{9,10}(\.\d+)?|\d{12,13}|\d{15,16}|\d{18,19}")
_DATE = re.compile(
    r"(?P<y>\d{4})(?:\s*[-/.年]\s*(?P<m>\d{1,2})(?:\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?)?\s*月?\s*)?年?"
    r"(?:\s*(?:[T,，]|(?:星期|周)[一二三四五六日天])?\s*(?P<half>上午|下午|早上|晚上|中午|凌晨)?\s*"
    r"(?P<H>\d{1,2})\s*[::点时]\s*(?:(?P<M>\d{1,2})\s*分?)?"
    r"(?:\s*[::]?\s*(?P<S>\d{1,2})(?:[.,]\d+)?\s*秒?)?\s*(?P<ap>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_COMPACT = re.compile(
    r"(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?:T?(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})Z?)?"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|"
        "sep sept september|oct october|nov november|dec december".split("|"),
        start=1,
    )
    for name in names.split()
}
_CLOCK = r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?\s*(?P<ap>[AaPp]\.?[Mm]\.?)?"
_ZONE = r"(?P<zone>Z|UTC|GMT|[A-Z]{3,4}|[+-]\d{2}:?\d{2})"
_WORDED = [
    # Mon Oct 29 21:00:00 +0000 2012 (tweets, C's ctime)
    re.compile(
        rf"[A-Za-z]{{3,9}},?\s+(?P<b>[A-Za-z]{{3,9}})\.?\s+(?P<d>\d{{1,2}})\s+{_CLOCK}"
        rf"(?:\s+{_ZONE})?\s+(?P<y>\d{{4}})"
    ),
    # Mon, 29 Oct 2012 21:00:00 +0000 (RFC 2822), 29 October 2012, 5th March 2024
    re.compile(
        rf"(?:[A-Za-z]{{3,9}},?\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<b>[A-Za-z]{{3,9}})"
        rf"\.?,?[\s-]+(?P<y>\d{{4}})(?:,?\s+{_CLOCK}(?:\s*{_ZONE})?)?"
    ),
    # October 29, 2012 9:00 PM
    re.compile(
        rf"(?:[A-Za-z]{{3,9}},?\s+)?(?P<b>[A-Za-z]{{3,9}})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?"
        rf"\s+(?P<y>\d{{4}})(?:,?\s+(?:at\s+)?{_CLOCK}(?:\s*{_ZONE})?)?"
    ),
    re.compile(r"(?P<b>[A-Za-z]{3,9})\.?,?\s+(?P<y>\d{4})"),  # October 2012
]
# 29/10/2012: only where one of the two can be no month, else the order would be a guess.
_SLASHED = re.compile(rf"(?P<p>\d{{1,2}})[/.](?P<q>\d{{1,2}})[/.](?P<y>\d{{4}})(?:,?\s+{_CLOCK})?")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_HAN_DATE = re.compile(
    r"([〇零一二三四五六七八九]{4})年(?:([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})日)?)?"
)


@lru_cache(maxsize=65_536)
def parse_time(raw: str) -> When:
    """`raw` with its ISO 8601 form and precision, or ("", "") where it is not understood.

    Understands ISO 8601, RFC 2822, ctime and tweets, Chinese dates, worded months, slashes where
    only one order is possible, and Unix times of 9 or more digits in seconds to nanoseconds
    (given in UTC). A date whose order would be a guess (03/04/2024) is not understood.
    """
    text = " ".join(raw.split()).translate(_WIDE)
    if not text or len(text) > 80:
        return When(raw, "", "")
    if _NUMBER.fullmatch(text):
        return _epoch(raw, text)
    if (match := _HAN_DATE.fullmatch(text)) is not None:
        year, month, day = match.groups()
        return _when(raw, {"y": year.translate(_DIGITS), "m": _han(month), "d": _han(day)})
    for pattern in (_COMPACT, _DATE, _SLASHED, *_WORDED):
        if (match := pattern.fullmatch(text)) is not None:
            return _when(raw, match.groupdict())
    return When(raw, "", "")


_WIDE = {ord(c): chr(ord(c) - 0xFEE0) for c in "０１２３４５６７８９：／．－"}


def _han(text: str | None) -> str | None:
    if text is None:
        return None
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return text.translate(_DIGITS)
    return (tens.translate(_DIGITS) or "1") + (ones.translate(_DIGITS) or "0")


def _epoch(raw: str, text: str) -> When:
    value = float(text)
    for limit, scale in ((1e11, 1), (1e14, 1e3), (1e17, 1e6), (1e20, 1e9)):
        if abs(value) < limit:
            moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(value / scale))
            return When(raw, moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "second")
    return When(raw, "", "")


def _when(raw: str, part: dict[str, str | None]) -> When:
    month = part.get("m")
    if part.get("b"):
        number = _MONTHS.get(str(part["b"]).lower())
        if number is None:
            return When(raw, "", "")
        month = str(number)
    day = part.get("d")
    if part.get("p"):
        first, second = int(str(part["p"])), int(str(part["q"]))
        if first != second and (first <= 12) == (second <= 12):
            return When(raw, "", "")
        month, day = (str(second), str(first)) if first > 12 else (str(first), str(second))
    try:
        return _assembled(raw, part, month, day)
    except ValueError:  # a 13th month, a 30th of February, a 25th hour
        return When(raw, "", "")


def _assembled(raw: str, part: dict[str, str | None], month: str | None, day: str | None) -> When:
    year = int(str(part["y"]))
    hour, minute, second = part.get("H"), part.get("M"), part.get("S")
    if month is None and hour is not None or day is None and hour is not None:
        return When(raw, "", "")
    moment = datetime(year, int(month or 1), int(day or 1))
    if month is None:
        return When(raw, f"{year:04d}", "year")
    if day is None:
        return When(raw, moment.strftime("%Y-%m"), "month")
    if hour is None:
        return When(raw, moment.strftime("%Y-%m-%d"), "day")
    moment = moment.replace(
        hour=_hour(int(hour), part), minute=int(minute or 0), second=min(int(second or 0), 59)
    )
    shape, precision = ("%Y-%m-%dT%H:%M:%S", "second") if second else ("%Y-%m-%dT%H:%M", "minute")
    zone = part.get("zone")
    offset = _offset(zone)
    if offset is None:  # a zone by letters that we do not know: the local time stands as written
        return When(raw, moment.strftime(shape), precision)
    moment = moment.replace(tzinfo=timezone(offset)).astimezone(UTC)
    return When(raw, moment.strftime(shape) + "Z", precision)


def _hour(hour: int, part: dict[str, str | None]) -> int:
    half, clock = part.get("half") or "", (part.get("ap") or "").lower()
    if (half in ("下午", "晚上", "中午") or clock.startswith("p")) and hour < 12:
        return hour if half == "中午" and hour >= 11 else hour + 12
    if clock.startswith("a") and hour == 12:
        return 0
    return hour


def _offset(zone: str | None) -> timedelta | None:
    if zone is None:
        return None
    if zone in ("Z", "UTC", "GMT"):
        return timedelta(0)
    if zone[0] not in "+-":
        return None
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    return (1 if zone[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes)
