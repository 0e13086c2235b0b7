"""A typed place among the events of a trace.

    812        the event whose number, as lists show it, is 812
    #812       the event at place 812 of the array, from 0
    12.5ms     the first event at or after a lab time, in ns, us, ms or s

In the traces of this format number and place are the same; other writers may count otherwise, or not at all.
"""

import enum
import re
from dataclasses import dataclass
from typing import Final

from atp_tui.engine.errors import InvalidFormatError

EXPECTED: Final = "a number, # and a place, or a time in ns, us, ms or s"
"""What can be typed, in words."""

_FORM: Final = re.compile(r"(#?)\s*(\d{1,5000})|(\d{1,5000})(?:\.(\d{1,5000}))?\s*(ns|us|ms|s)", re.ASCII)
_PLACES: Final = {"ns": 0, "us": 3, "ms": 6, "s": 9}
"""Decimal places of a unit that are nanoseconds."""
_DIGITS: Final = 20
_MANY: Final = 2**64
"""Stands for every number and time that no event can have."""


class PlaceKind(enum.Enum):
    """What a typed place counts."""

    NUMBER = "number"
    PLACE = "place"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class EventLocation:
    """An event as somebody names it."""

    kind: PlaceKind
    value: int
    """A number, a place from 0, or nanoseconds on the lab's clock."""

    @classmethod
    def read(cls, typed: str) -> "EventLocation":
        """Return the place that was typed.

        Raises:
            InvalidFormatError: it is none.
        """
        match = _FORM.fullmatch(typed.strip())
        if match is None:
            raise InvalidFormatError(EXPECTED, repr(typed) if typed else "nothing")
        sign, digits, whole, part, unit = match.groups()
        if unit is not None:
            return cls(PlaceKind.TIME, _nanoseconds(whole, part or "", _PLACES[unit]))
        return cls(PlaceKind.PLACE if sign else PlaceKind.NUMBER, _number(digits))


def _number(digits: str) -> int:
    short = digits.lstrip("0")
    return min(int(short or "0"), _MANY) if len(short) <= _DIGITS else _MANY


def _nanoseconds(whole: str, part: str, places: int) -> int:
    """The nanoseconds of a decimal number of a unit, rounded up: a time means the first event at or after it."""
    number = _number(whole + part[:places].ljust(places, "0"))
    return min(number + bool(part[places:].strip("0")), _MANY)
