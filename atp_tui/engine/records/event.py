"""What a reader of structured logs yields, and the words of its levels."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

REGION: Final = "region"
TASK: Final = "task"

UNKNOWN_LEVEL: Final = "RECORD"
"""The kind of a record that states neither a kind nor a level."""

ERROR: Final = "ERROR"
PANIC: Final = "PANIC"

LEVELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{word: word for word in ("TRACE", "DEBUG", "INFO", "NOTICE", "WARN", ERROR, "FATAL", PANIC)},
        "WARNING": "WARN",
        "ERR": ERROR,
        "EXCEPTION": ERROR,
        "CRITICAL": "FATAL",
        "CRIT": "FATAL",
        "DPANIC": ERROR,
        "EMERG": PANIC,
        "ALERT": "FATAL",
        "INFORMATION": "INFO",
        "VERBOSE": "DEBUG",
    }
)
"""What a word for a level is called here, or a number of those loggers of JavaScript that write numbers."""

FAILURES: Final = frozenset({ERROR, "FATAL", PANIC})
"""The levels by which a program says that something failed."""

TURN_KINDS: Final[Mapping[tuple[str, bool], str]] = MappingProxyType(
    {
        (REGION, True): "RegionCreated",
        (REGION, False): "RegionCloseComplete",
        (TASK, True): "Spawn",
        (TASK, False): "Complete",
    }
)
"""The kind of an event by which something begins (true) or ends (false)."""


class Turn(NamedTuple):
    """That something with a lifetime begins or ends."""

    subject: str
    """:data:`REGION` or :data:`TASK`."""
    name: str
    begins: bool


class RecordEvent(msgspec.Struct, frozen=True, gc=False):
    """One event of a structured log."""

    number: int
    """Its number, from 0, in the order in which events are given."""
    offset: int
    """The byte of its record in the log."""
    length: int
    """The bytes of the record."""
    time_ns: int
    """Nanoseconds since the first event, u64; without a readable time, that of the event before."""
    name: str
    """Its kind; from the log, so hostile."""
    message: str
    """What it says; from the log, so hostile."""
    level: str = ""
    """A value of :data:`LEVELS`, another word in capitals, or empty."""
    turn: Turn | None = None
    region: str = ""
    """The region to which it belongs; empty where the log states none."""
    is_failure: bool = False
    """Whether it ends a span with the status of a failure."""
    is_panic: bool = False
    """Whether it is a line with the text by which a program says that it panicked."""
