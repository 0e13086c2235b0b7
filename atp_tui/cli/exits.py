"""Exit codes: an interface. Source: DESIGN.md, "Commands"."""

import enum
from typing import Final

INTERRUPTED: Final = 130
"""The code of a command that Ctrl+C ended, as shells have it."""


class Exit(enum.IntEnum):
    """What a command says by the code it leaves with; the highest that applies wins."""

    OK = 0
    VIOLATIONS = 1
    USAGE = 2
    NOT_SOUND = 3
    UNREADABLE = 4
