"""Moments as a proof writes them: RFC 3339 in UTC, compared to the nanosecond."""

import re
from typing import Final

_FORM: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z", re.ASCII)
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NS: Final = 1_000_000_000


def nanoseconds(text: str) -> int | None:
    """Return the nanoseconds from 1970 to a moment, or None where *text* is none.

    Source: RFC 3339 section 5.6, with the letter Z, at most nine digits of a second and no leap seconds.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    if not (1 <= month <= len(_DAYS) and 1 <= day <= _days_in(year, month)):
        return None
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004 - a clock's numbers
        return None
    days = _days_before(year) - _days_before(1970) + sum(_days_in(year, each) for each in range(1, month)) + day - 1
    whole = ((days * 24 + hour) * 60 + minute) * 60 + second
    return whole * _NS + int((match[7] or "").ljust(9, "0"))


def _days_in(year: int, month: int) -> int:
    return _DAYS[month - 1] + (month == 2 and _is_leap(year))  # noqa: PLR2004 - February


def _days_before(year: int) -> int:
    past = year - 1
    return past * 365 + past // 4 - past // 100 + past // 400


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
