"""The times of a log, whatever their form, as nanoseconds; all arithmetic is decimal.

A time in milliseconds since 1970 has more digits than a float resolves. Source:
draft-ietf-quic-qlog-main-schema-14, section 7.1, and its forms in the drafts before.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, DecimalException
from types import MappingProxyType
from typing import Any, Final

from atp_tui.engine.qlog.event import UNKNOWN

PLAIN: Final = 0
"""The field ``time``, of which the trace says what it means."""
RELATIVE: Final = 1
"""Since the reference time."""
DELTA: Final = 2
"""Since the event before."""
ABSOLUTE: Final = 3
"""Since 1970, whatever the reference time."""

TIME_FIELDS: Final[Mapping[str, int]] = MappingProxyType(
    {"time": PLAIN, "relative_time": RELATIVE, "delta_time": DELTA, "timestamp": PLAIN}
)
"""The fields of an event that state its time, and in which form."""

FORMS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "absolute": ABSOLUTE,
        "relative": RELATIVE,
        "relative_to_epoch": RELATIVE,
        "delta": DELTA,
        "relative_to_previous_event": DELTA,
    }
)
"""The values of ``time_format``."""

UNITS: Final[Mapping[str, int]] = MappingProxyType(
    {"s": 10**9, "ms": 10**6, "us": 10**3, "µs": 10**3, "μs": 10**3, "ns": 1}
)
_MILLISECOND: Final = 10**6
_SECOND: Final = 10**9
_DAY: Final = 86_400
_MOST_DIGITS: Final = 20
"""Digits before the point that a time may have beyond the first, in any unit."""
_EARLIEST: Final = Decimal(1_200_000_000)
_LATEST: Final = Decimal(4_200_000_000)
"""Seconds since 1970 between which a clock is taken for one that states the date: 2008 to 2103."""

_NO_STEP: Final = 10**12
_STEPS: Final = tuple((10**power, f"{10 ** (power % 3)}{['ns', 'us', 'ms', 's'][power // 3]}") for power in range(10))
_RFC_3339: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?(?:[Zz]|([+-])(\d\d):?(\d\d))?", re.ASCII
)


def decimal(value: object) -> Decimal | None:
    """Return a number, or text that states one, as a decimal; None for anything else, and for what is out of range."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        found = Decimal(repr(value) if isinstance(value, float) else value)
    except (DecimalException, ValueError):
        return None
    return found if found.is_finite() and found.adjusted() <= _MOST_DIGITS else None


class Clock:
    """Turns the times of one trace into nanoseconds.

    The zero of these is 1970 where the log states the date, else any.
    """

    def __init__(self) -> None:
        self.kind = UNKNOWN
        """``system`` or ``monotonic`` where the log states it."""
        self.is_wall = False
        """Whether the nanoseconds are since 1970."""
        self._unit: int | None = None
        self._scale = Decimal(_MILLISECOND)
        self._reference = 0
        self._stated: list[object] = []
        self._is_dated = False
        self._offset = Decimal(0)
        self._form: int | None = None
        self._plain: int | None = None
        """The form of PLAIN times, known at the first."""
        self._previous = 0
        self._step = _NO_STEP

    @property
    def unit(self) -> str:
        """The unit of times: ``ms`` unless the log states another."""
        return next((name for name, scale in UNITS.items() if scale == self._scale), "ms")

    @property
    def resolution(self) -> str:
        """The finest step between the times that were read."""
        known = min(self._step, _SECOND)
        return UNKNOWN if self._step == _NO_STEP else next(name for step, name in _STEPS if step == known)

    def configure(self, configuration: Mapping[str, Any]) -> None:
        """Take the unit and offset of a trace's ``configuration``."""
        self._unit = UNITS.get(hashable(configuration.get("time_units")), self._unit)
        self._scale = Decimal(self._unit or _MILLISECOND)
        self._offset = decimal(configuration.get("time_offset")) or self._offset

    def refer(self, common: Mapping[str, Any]) -> None:
        """Take ``time_format`` and ``reference_time`` of a trace's common fields."""
        self._form = FORMS.get(hashable(common.get("time_format")), self._form)
        reference = common.get("reference_time")
        if isinstance(reference, Mapping):
            kind = hashable(reference.get("clock_type", "system"))
            self.kind = kind if kind in ("system", "monotonic") else UNKNOWN
            self._stated = [reference.get("wall_clock_time"), reference.get("epoch")]
        elif reference is not None:
            self._stated = [reference]

    def since(self, value: object) -> None:
        """Take a reference time that is stated on its own."""
        self._stated = [value]

    def _refer_to(self, value: object) -> None:
        """Take a reference time, unless one that states the date was taken before; the unit must be known."""
        if self._is_dated:
            return
        if isinstance(value, str) and (found := read_date(value)) is not None:
            self._reference, self._is_dated = found, True
            return
        number = decimal(value)
        if number is None:
            return
        scale = dated_scale(number)
        self._is_dated = scale is not None
        self._reference = round(number * (scale or self._scale))

    def nanoseconds(self, value: Decimal | None, form: int) -> int | None:
        """Return the time that an event states, None where it cannot be read."""
        if value is None or value.adjusted() > _MOST_DIGITS or (self._plain is None and not value.is_finite()):
            return None
        if form == PLAIN:
            form = self._plain if self._plain is not None else self._begin(value)
        elif self._plain is None:
            self._begin(None if form != ABSOLUTE else value)
        try:
            found = round(value * self._scale)
        except (ArithmeticError, ValueError):
            return None
        while found % self._step:
            self._step //= 10
        if form == RELATIVE:
            found += self._reference
        elif form == DELTA:
            found += self._previous
        self._previous = found
        return found

    def form_of(self, time_format: object, form: int) -> int:
        """Return the form of an event that has a ``time_format`` of its own."""
        return FORMS.get(hashable(time_format), form)

    def _begin(self, value: Decimal | None) -> int:
        """Decide at the first event what plain times mean, and return it."""
        for stated in self._stated:
            self._refer_to(stated)
        self._reference += round(self._offset * self._scale)
        scale = None if value is None else dated_scale(value)
        if self._form is not None:
            form = self._form
        else:
            form = ABSOLUTE if value is not None and scale is not None else RELATIVE
        if form == ABSOLUTE and scale is not None:
            self._scale = Decimal(self._unit or scale)
            self.is_wall = dated_scale(value or Decimal(0)) == self._scale
            self.kind = "system" if self.is_wall and self.kind == UNKNOWN else self.kind
        else:
            self.is_wall = form != ABSOLUTE and self._is_dated
        self._previous = self._reference
        self._plain = form
        return form


def dated_scale(number: Decimal) -> int | None:
    """Return the nanoseconds of the unit in which a number states a date of our century, None where it states none."""
    return next((scale for scale in (_SECOND, 10**6, 10**3, 1) if _EARLIEST < number * scale / _SECOND < _LATEST), None)


def hashable(value: object) -> str:
    """Return a value to look up in a table: text as it is, anything else as the empty text."""
    return value if isinstance(value, str) else ""


def read_date(text: str) -> int | None:
    """Return the nanoseconds since 1970 of a date in RFC 3339, in UTC where it states no zone; None for others."""
    match = _RFC_3339.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(match[group]) for group in range(1, 7))
    fraction = int((match[7] or "0")[:9].ljust(9, "0"))
    zone = (int(match[9]) * 60 + int(match[10])) * 60 if match[8] else 0
    seconds = _days(year, month, day) * _DAY + (hour * 60 + minute) * 60 + second
    return (seconds - (-zone if match[8] == "-" else zone)) * _SECOND + fraction


def write_date(nanoseconds: int) -> str:
    """Return nanoseconds since 1970 as a date and time in RFC 3339, in UTC."""
    seconds, fraction = divmod(nanoseconds, _SECOND)
    days, rest = divmod(seconds, _DAY)
    year, month, day = _date(days)
    return f"{year:04}-{month:02}-{day:02}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}.{fraction:09}Z"


def _days(year: int, month: int, day: int) -> int:
    """Days since 1970 of a date of the Gregorian calendar. Years are taken from March, so that a leap day is last."""
    year -= month <= 2  # noqa: PLR2004 - February
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def _date(days: int) -> tuple[int, int, int]:
    era, of_era = divmod(days + 719_468, 146_097)
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9  # noqa: PLR2004 - January and February are the last two
    return year + era * 400 + (month <= 2), month, day  # noqa: PLR2004
