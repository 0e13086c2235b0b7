"""How a connection was closed, in all the forms in which logs state it.

Source: RFC 9000, sections 10 and 20; RFC 9114, section 8.1; the event definitions of qlog from draft-marx-00 on.
"""

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from atp_tui.engine.qlog.fields import Data, text, whole

H3_NO_ERROR: Final = 0x100
_HARMLESS_RESETS: Final = frozenset({0, H3_NO_ERROR, 0x10B, 0x10C})
"""Errors of RESET_STREAM that state no failure: none, H3_REQUEST_REJECTED, H3_REQUEST_CANCELLED."""
_HARMLESS_NAMES: Final = ("no_error", "request_rejected", "request_cancelled")
"""How the names of those errors end."""
_CRYPTO_ERRORS: Final = range(0x100, 0x200)
_NAME: Final = re.compile(r"[a-z0-9_]{1,64}")
UNREADABLE: Final = "with a name that is not readable"
"""Stands for a name of an error that is not a word."""

NO_ERROR_NAMES: Final = frozenset({"no_error", "http_no_error", "h3_no_error"})
"""Names of error codes that state that nothing went wrong, in lower case."""

ERROR_TRIGGERS: Final = frozenset(
    {"idle_timeout", "handshake_timeout", "stateless_reset", "error", "aborted", "version_mismatch"}
)
"""Reasons for the end of a connection that are failures by themselves."""

CLOSING_STATES: Final = frozenset({"closing", "draining", "closed"})
"""States of a connection in which it has ended."""


class ErrorSpace(enum.StrEnum):
    """Whose error codes those of a close are."""

    TRANSPORT = "transport"
    APPLICATION = "application"
    UNKNOWN = "unknown"


_EVENT_CODES: Final[tuple[tuple[ErrorSpace, str], ...]] = (
    (ErrorSpace.APPLICATION, "application_code"),
    (ErrorSpace.APPLICATION, "application_error"),
    (ErrorSpace.TRANSPORT, "connection_code"),
    (ErrorSpace.TRANSPORT, "connection_error"),
    (ErrorSpace.TRANSPORT, "transport_error"),
)
"""The fields of an event that state an error code, and whose code it is."""

_FRAME_CODES: Final = ("raw_error_code", "error_code_value", "error_code", "error")
"""The fields of a CONNECTION_CLOSE frame that state an error code."""

_OWNERS: Final[Mapping[str, str]] = MappingProxyType({"local": "local", "remote": "remote"})


@dataclass(frozen=True, slots=True)
class Close:
    """One statement of a log that its connection has ended."""

    by: str
    """``local``, ``remote``, or empty where the log does not state it."""
    space: ErrorSpace = ErrorSpace.UNKNOWN
    code: int | None = None
    """The error code, None where the log names it or does not state it."""
    name: str = ""
    """The name of the error code in lower case, where the log has no number."""
    trigger: str = ""
    """One of :data:`ERROR_TRIGGERS`, else empty."""

    @property
    def is_error(self) -> bool:
        """Whether it states a failure."""
        if self.trigger:
            return True
        if self.name:
            return self.name not in NO_ERROR_NAMES
        if self.code is None or self.code == 0:
            return False
        return self.code != H3_NO_ERROR or self.space is ErrorSpace.TRANSPORT

    @property
    def words(self) -> str:
        """What it states, as ``application error 0x10c``, ``transport error 0x12a (TLS alert 42)`` or a trigger."""
        if self.trigger:
            return self.trigger.replace("_", " ")
        kind = f"{self.space} error" if self.space is not ErrorSpace.UNKNOWN else "error"
        if not self.is_error:
            return "no error"
        if self.code is None:
            return f"{kind} {self.name}"
        alert = self.code in _CRYPTO_ERRORS and self.space is ErrorSpace.TRANSPORT
        return f"{kind} 0x{self.code:x}" + (f" (TLS alert {self.code - _CRYPTO_ERRORS.start})" if alert else "")


def close_of_frame(frame: Data, by: str) -> Close:
    """Return what a CONNECTION_CLOSE frame states; *by* is the end that sent it, ``local`` or ``remote``."""
    space = _space(frame.get("error_space"))
    if space is ErrorSpace.UNKNOWN and frame.get("frame_type") == "application_close":
        space = ErrorSpace.APPLICATION
    return _close(by, space, *(frame.get(key) for key in _FRAME_CODES))


def close_of_event(data: Data) -> Close:
    """Return what an event that the connection was closed states."""
    owner = text(data.get("owner")) or text(data.get("initiator"))
    trigger = text(data.get("trigger")).lower()
    space, *keys = next((each for each in _EVENT_CODES if data.get(each[1]) is not None), (ErrorSpace.UNKNOWN,))
    found = _close(_OWNERS.get(owner, ""), space, *(data.get(key) for key in (*keys, "error_code", "code")))
    return found if trigger not in ERROR_TRIGGERS else Close(found.by, found.space, found.code, found.name, trigger)


def close_of_reset(frame: Data, by: str) -> Close | None:
    """Return what a RESET_STREAM frame states, None where that is no failure; *by* is the end that sent it."""
    found = _close(by, ErrorSpace.APPLICATION, *(frame.get(key) for key in _FRAME_CODES))
    if found.code in _HARMLESS_RESETS or found.name.endswith(_HARMLESS_NAMES):
        return None
    return found if found.is_error else None


def is_closing_state(data: Data) -> bool:
    """Return whether a change of the state of a connection ends it."""
    return text(data.get("new")).lower() in CLOSING_STATES


def _space(value: object) -> ErrorSpace:
    written = text(value).lower().removesuffix("_error")
    return ErrorSpace(written) if written in {"transport", "application"} else ErrorSpace.UNKNOWN


def _close(by: str, space: ErrorSpace, *values: object) -> Close:
    """The close with the first of *values* that is a number, else with the first that is a name."""
    code = next((code for each in values if (code := whole(each)) is not None), None)
    name = next((each.lower() for each in values if isinstance(each, str) and each), "") if code is None else ""
    return Close(by, space, code, name if _NAME.fullmatch(name) else name and UNREADABLE)
