"""How and when a connection ended, as one end logged it."""

from typing import Final, NamedTuple

from atp_tui.engine.qlog.closing import Close
from atp_tui.engine.qlog.judge.first import FirstEvents

_IDLE: Final = "idle_timeout"
MOST_CLOSES: Final = 64
"""Statements of the end that are kept."""


class Closed(NamedTuple):
    """A statement that the connection has ended, with its event."""

    event: int
    time_ns: int
    close: Close


class Ending:
    """The statements of a log that its connection has ended, and the data that was sent after it."""

    def __init__(self) -> None:
        self.closes: list[Closed] = []
        """The first ones, in the order of the log."""
        self.data_after = FirstEvents()
        """Events of packets with data after CONNECTION_CLOSE."""
        self.frame: Closed | None = None
        """The first CONNECTION_CLOSE frame."""

    def take(self, close: Close, event: int, time_ns: int, *, is_frame: bool = False) -> None:
        """Take a statement; *is_frame* where a CONNECTION_CLOSE frame was sent or received."""
        found = Closed(event, time_ns, close)
        if is_frame and self.frame is None:
            self.frame = found
        if len(self.closes) < MOST_CLOSES:
            self.closes.append(found)

    def take_data(self, event: int, time_ns: int) -> None:
        """Take that a packet with data was sent."""
        frame = self.frame
        if frame is None or event == frame.event:
            return
        # Packets may be under way to the log when the peer's close comes in at the same moment.
        if frame.close.by == "local" or time_ns > frame.time_ns:
            self.data_after.add(event)

    @property
    def errors(self) -> list[Closed]:
        """The statements that state a failure."""
        return [each for each in self.closes if each.close.is_error]

    @property
    def is_left(self) -> bool:
        """Whether no end closed the connection, so that it ended, or will end, with its idle timeout."""
        errors = self.errors
        return bool(errors) == bool(self.closes) and all(each.close.trigger == _IDLE for each in errors)

    @property
    def is_clean_by_this_end(self) -> bool:
        """Whether this end closed the connection first, and nothing states an error."""
        return self.is_by_this_end and not self.errors

    @property
    def is_clean_by_peer(self) -> bool:
        """Whether the peer closed the connection without an error."""
        return not self.errors and any(each.close.by == "remote" for each in self.closes)

    @property
    def is_by_this_end(self) -> bool:
        """Whether the first statement is that this end closed the connection."""
        return bool(self.closes) and self.closes[0].close.by == "local"
