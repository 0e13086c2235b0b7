"""A typed place in a trace: an event's number, or a lab time with its unit."""

import re
from fractions import Fraction
from math import ceil
from typing import Final

from atp_tui.store.events import Events

_TIME: Final = re.compile(r"(\d{1,18}(?:\.\d{1,9})?)\s*(ns|us|ms|s)")
_UNITS: Final = {"ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000}


def jump_fault(events: Events, text: str) -> str:
    """Return what is wrong with a typed place, empty when nothing is."""
    typed = text.strip()
    if not events.count():
        return "this pack has no events"
    if typed.isascii() and typed.isdigit():
        last = events.count() - 1
        return "" if len(typed) < 19 and int(typed) <= last else f"expected 0 to {last:,}"  # noqa: PLR2004 - fits in 64 bits
    return "" if _TIME.fullmatch(typed) else "expected a number, or a time in ns, us, ms or s"


def event_at(events: Events, text: str) -> int:
    """Return the place of the event that a typed place without fault means: for a time the first at or after it."""
    typed = text.strip()
    match = _TIME.fullmatch(typed)
    if match is None:
        return int(typed)
    return place_at(events, ceil(Fraction(match[1]) * _UNITS[match[2]]))


def place_at(events: Events, wanted: int) -> int:
    """Return the place of the first event at or after a lab time in nanoseconds, the last where there is none."""
    found = events.place_at(wanted)
    return events.count() - 1 if found is None else found
