"""Simulated time in words, the same on the screen, in reports and in what commands print."""

from typing import Final


def milliseconds(time: int | None) -> str:
    """Return a simulated time in milliseconds with three decimals; further digits are cut off, never rounded.

    A time that is cut off is never later than the event it belongs to, so jumping to it leads to that event or to one
    less than a microsecond before it.

    Args:
        time: Nanoseconds on the lab's clock, of any size; None where an event has no time, shown as ``-``.
    """
    return "-" if time is None else f"{time // 1_000_000:,}.{time // 1_000 % 1_000:03d} ms"


_UNITS: Final = ((1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us"), (1, "ns"))
"""The nanoseconds of each unit, the largest first; named as a jump to a time takes them."""


def unit_of(step: int) -> tuple[int, str]:
    """Return the largest unit of which a *step* above 0 is a multiple: its nanoseconds and its name."""
    return next((size, name) for size, name in _UNITS if step % size == 0)
