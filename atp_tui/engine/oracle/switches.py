"""One switch for each check of an oracle; the switches are the names in the table of checks."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import create_model

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.fields import Flag, Record
from atp_tui.engine.oracle.check import Check
from atp_tui.engine.oracle.checks import ATP_CHECKS, CHECKS
from atp_tui.engine.oracle.state import TransferState

_R = TypeVar("_R", bound=Record)


def with_fields(fields: Mapping[str, tuple[Any, object]]) -> Callable[[type[_R]], type[_R]]:
    """Return a decorator that adds fields to a record, each given as its type and its default."""

    def add(record: type[_R]) -> type[_R]:
        definitions: dict[str, Any] = dict(fields)
        return create_model(
            record.__name__, __base__=record, __module__=record.__module__, __doc__=record.__doc__, **definitions
        )

    return add


_S = TypeVar("_S", bound=TransferState)


class Switches(Record):
    """Which checks of an oracle run."""

    @classmethod
    def without(cls, names: tuple[str, ...]) -> Self:
        """Return the switches with the named checks off.

        Raises:
            InvalidFormatError: there is no check of that name.
        """
        for name in names:
            if name not in cls.model_fields:
                known = ", ".join(cls.model_fields)
                raise InvalidFormatError(f"a check ({known})", repr(name))
        return cls(**dict.fromkeys(names, False))

    def enabled(self, checks: tuple[Check[_S], ...]) -> tuple[Check[_S], ...]:
        """Return those of *checks* that are on, in their order."""
        return tuple(check for check in checks if getattr(self, check.name))


@with_fields({check.name: (Flag, True) for check in CHECKS})
class OracleChecks(Switches):
    """One switch for each check of the transfer oracle; all are on by default."""

    if TYPE_CHECKING:

        def __init__(self, /, **switches: object) -> None: ...


@with_fields({check.name: (Flag, True) for check in ATP_CHECKS})
class AtpOracleChecks(Switches):
    """One switch for each check of the ATP oracle; all are on by default."""

    if TYPE_CHECKING:

        def __init__(self, /, **switches: object) -> None: ...
