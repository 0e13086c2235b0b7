"""An event of a structured log before it has its number, and what turns the lines of a log into such events."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from atp_tui.engine.records.event import Turn
from atp_tui.engine.records.lines import LogLine


class Draft(NamedTuple):
    """An event before it has its number."""

    offset: int
    length: int
    time: int | None
    """Nanoseconds on the clock of the log; None where it cannot be read."""
    kind: str
    message: str
    level: str = ""
    turn: Turn | None = None
    region: str = ""
    is_failure: bool = False
    is_panic: bool = False


class Decoded(Protocol):
    """What turns decoded lines into events, and what it found out on the way."""

    def events(self, line: LogLine, record: Mapping[str, Any]) -> Iterator[Draft]:
        """Yield the events of a line that is a JSON object; none where it is none of this kind."""

    def doubts(self) -> Iterator[tuple[str, str]]:
        """Yield the names of checks that cannot be silent about the log, each with the reason as a clause."""
