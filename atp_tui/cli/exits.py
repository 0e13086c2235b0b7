"""Exit codes: an interface. Source: DESIGN.md, "Commands"."""

import enum
from typing import Final

_SIGNALLED: Final = 128


class Exit(enum.IntEnum):
    """What a command says by the code it leaves with; the highest that applies wins."""

    OK = 0
    VIOLATIONS = 1
    USAGE = 2
    NOT_SOUND = 3
    UNREADABLE = 4
    NOT_JUDGED = 5


def by_signal(number: int) -> int:
    """Return the code of a command that a signal ended, as shells have it: 130 for Ctrl+C, 143 for SIGTERM."""
    return _SIGNALLED + number
