"""Exit codes: an interface. Source: DESIGN.md, "Commands"."""

import enum


class Exit(enum.IntEnum):
    """What a command says by the code it leaves with; the highest that applies wins."""

    OK = 0
    VIOLATIONS = 1
    USAGE = 2
    NOT_SOUND = 3
    UNREADABLE = 4
