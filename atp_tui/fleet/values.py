"""Values of a database, checked: it may come from anybody, and SQLite keeps any type in any column."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.engine.fingerprint import Parts
from atp_tui.engine.record import Severity
from atp_tui.fleet.connection import AGAIN, whole
from atp_tui.fleet.rows import Part
from atp_tui.fleet.schema import OUTCOMES

_Value = TypeVar("_Value")

_SEVERITIES: Final = tuple(Severity)


def whole_or_none(value: Any) -> int | None:  # noqa: ANN401 - whatever the database has
    """Return a whole number, or None where there is nothing.

    Raises:
        InvalidFormatError: it is something else; so for all functions here.
    """
    return None if value is None else whole(value)


def text(value: Any) -> str:  # noqa: ANN401 - as above
    """Return a text."""
    if not isinstance(value, str):
        raise InvalidFormatError("a text in the database", type(value).__name__, advice=AGAIN)
    return value


def severity_of(rank: object) -> Severity:
    """Return a severity from its rank."""
    found = whole(rank)
    if not 0 <= found < len(_SEVERITIES):
        raise InvalidFormatError("the rank of a severity in the database", str(found), advice=AGAIN)
    return _SEVERITIES[found]


def outcome_of(place: object) -> str:
    """Return the outcome of a run from its place in the table of outcomes."""
    found = whole(place)
    if not 0 <= found < len(OUTCOMES):
        raise InvalidFormatError("the number of an outcome in the database", str(found), advice=AGAIN)
    return OUTCOMES[found]


def checked(read: Callable[[Any], _Value], value: object) -> _Value:
    """Return what *read* makes of a value."""
    try:
        return read(value)
    except (ValueError, TypeError):
        raise InvalidFormatError("a word of a fleet in the database", repr(value), advice=AGAIN) from None


def parts_of(value: object) -> tuple[Part, ...]:
    """Return the parts of a fingerprint; none for a version that this program does not know."""
    try:
        return tuple(Part(*row) for row in Parts.read(text(value)).rows)
    except CrashpackError:
        return ()
