"""Events as rows of a list: made when they come on screen, and only then."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from rich.text import Text

from atp_tui.engine.query import Query
from atp_tui.engine.relevance import Relevance
from atp_tui.store.log_file import LogFile
from atp_tui.store.trace.events import Event
from atp_tui.store.trace.listed import ListedEvents
from atp_tui.tui.event_row import event_columns, event_line
from atp_tui.tui.text import QUIET, own_text, row_text

_BETWEEN: Final = "  ······ the events between are being read ······"


class EventLines:
    """The rows of a lane, or of those of its events that were found.

    Args:
        listed: The events of the lane that are listed.
        places: The places of those that were found; None for all that are listed.
        query: The filter, to highlight what it matches.
        relevance: Returns the test for related events.
    """

    def __init__(
        self,
        listed: ListedEvents,
        places: Sequence[int] | None,
        query: Query,
        relevance: Callable[[], Relevance | None],
    ) -> None:
        self._listed = listed
        self._events = listed.events
        self._places = places
        self._query = query
        self._relevance = relevance
        self.columns = event_columns()
        """The widths of the columns for numbers and times."""
        self._known = 0
        self._ahead: Sequence[Event] = ()

    def count(self) -> int:
        """Return the number of rows there are now; while a trace is read, its last events follow those known."""
        if self._places is not None:
            return len(self._places)
        self._known = self._listed.count()
        ahead = self._listed.ahead
        self._ahead = ahead if self._known else ()
        return self._known + (1 + len(self._ahead) if self._ahead else 0)

    def is_ahead(self, row: int) -> bool:
        """Return whether a row stands behind those known."""
        return bool(self._ahead) and row >= self._known

    def line(self, index: int) -> Text:
        """Return a row."""
        place = self.place(index)
        if place is None and index == self._known:
            return own_text(_BETWEEN, QUIET)
        event = self._ahead[index - self._known - 1] if place is None else self._events.at(place)
        line = event_line(event, place or 0, self._relevance(), self.columns)
        plain = line.plain
        for start, end in self._query.spans(plain):
            line.stylize("reverse", start, end)
        return line

    def place(self, row: int) -> int | None:
        """Return the place in the trace of a row, None of one behind those known."""
        if self.is_ahead(row):
            return None
        return self._listed.place(row) if self._places is None else self._places[row]

    def relisted(self, listed: ListedEvents) -> "EventLines":
        """Return the same rows of other events of the lane."""
        return EventLines(listed, self._places, self._query, self._relevance)

    @property
    def hidden(self) -> int:
        """How many events of the lane are hidden."""
        return self._listed.hidden if self._places is None else 0

    def lists_all(self, places: Iterable[int]) -> bool:
        """Return whether no event at some places is hidden."""
        return self._places is not None or self._listed.lists_all(places)

    def has(self, place: int) -> bool:
        """Return whether the event at a place has a row."""
        row = self.row(place)
        return row < self.count() and self.place(row) == place

    def row(self, place: int) -> int:
        """Return the row of the event at a place, or of the next one that is listed."""
        return self._listed.row(place) if self._places is None else bisect_left(self._places, place)


class LogLines:
    """The lines of a log file, none where it cannot be read."""

    def __init__(self, log: LogFile | None) -> None:
        self._log = log

    def count(self) -> int:
        """Return the number of lines."""
        return self._log.count() if self._log is not None else 0

    def line(self, index: int) -> Text:
        """Return a line."""
        return row_text(self.text(index))

    def text(self, index: int) -> str:
        """Return a line in full, as it is in the file."""
        return self._log.line(index).decode("utf-8", "replace") if self._log is not None else ""

    def place(self, row: int) -> None:
        """Return None: a line of a log file is no event."""

    def is_ahead(self, row: int) -> bool:  # noqa: ARG002 - as above
        """Return False: all lines are known."""
        return False
