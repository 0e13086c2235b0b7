"""The times of a structured log as nanoseconds, and the finest step between them."""

from typing import Final

from atp_tui.engine.qlog.clock import dated_scale, decimal, read_date, write_date
from atp_tui.engine.records.mapping import AUTO, DATE, UNITS
from atp_tui.engine.trace import U64_MAX

_SECOND: Final = 10**9
_NO_STEP: Final = 10**12
_STEPS: Final = tuple((10**power, f"{10 ** (power % 3)}{['ns', 'us', 'ms', 's'][power // 3]}") for power in range(10))


class Times:
    """Reads the times of one log.

    Args:
        unit: As a mapping has it.
    """

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._scale = UNITS.get(unit)
        self._step = _NO_STEP
        self.is_dated = False
        """Whether the times are since 1970."""

    @property
    def resolution(self) -> str:
        """The finest step between the times that were read; ``unknown`` where none was."""
        known = min(self._step, _SECOND)
        return "unknown" if self._step == _NO_STEP else next(name for step, name in _STEPS if step == known)

    def read(self, value: object) -> int | None:
        """Return a time in nanoseconds, None where it cannot be read."""
        found = self._date(value) if isinstance(value, str) and self._unit in (AUTO, DATE) else None
        if found is None:
            found = self._number(value)
        if found is None or not -U64_MAX <= found <= U64_MAX:
            return None
        while found % self._step:
            self._step //= 10
        return found

    def _date(self, value: str) -> int | None:
        found = read_date(value)
        self.is_dated = self.is_dated or found is not None
        return found

    def _number(self, value: object) -> int | None:
        number = None if self._unit == DATE else decimal(value)
        if number is None:
            return None
        if self._scale is None:
            self._scale = dated_scale(number) or _SECOND
        self.is_dated = self.is_dated or dated_scale(number) == self._scale
        return round(number * self._scale)


def told_origin(nanoseconds: int | None, *, is_dated: bool) -> str:
    """Return a time as a date, ``unknown`` where it states none."""
    return write_date(nanoseconds) if nanoseconds is not None and is_dated else "unknown"
