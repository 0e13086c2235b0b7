"""The scale of an axis: round numbers on it, and the unit in which numbers of bytes are short."""

from decimal import ROUND_CEILING, Decimal
from itertools import count
from typing import Final, NamedTuple

_UNITS: Final = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"), (1, "B"))
"""Units of bytes, the largest first."""

_LEAST_POWER: Final = -6
"""The finest step, as a power of ten."""


class Tick(NamedTuple):
    """A round number on an axis."""

    value: float
    label: str


def ticks(low: float, high: float, most: int) -> tuple[Tick, ...]:
    """Return round numbers from *low* to *high*, at most *most* + 1: 1, 2 or 5 times a power of ten apart.

    The numbers are 0 or more.
    """
    if low == high:
        return (Tick(low, f"{low:,.6g}"),)
    span = Decimal(high) - Decimal(low)
    steps = (Decimal(digit).scaleb(power) for power in count(_LEAST_POWER) for digit in (1, 2, 5))
    step = next(step for step in steps if span <= step * max(1, most))
    first = (Decimal(low) / step).to_integral_value(ROUND_CEILING)
    digits = max(0, -int(step.normalize().as_tuple().exponent))
    places = range(int(Decimal(high) // step - first) + 1)
    return tuple(Tick(float(value), f"{value:,.{digits}f}") for value in ((first + place) * step for place in places))


def byte_unit(most: float) -> tuple[int, str]:
    """Return the largest unit in which *most* bytes are 1 or more: its bytes and its name."""
    return next(((size, name) for size, name in _UNITS if most >= size), _UNITS[-1])
