"""Events as rows of a list: made when they come on screen, and only then."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Final

from rich.text import Text

from atp_tui.cells import fitted
from atp_tui.clean import clean
from atp_tui.engine.lab_time import milliseconds
from atp_tui.engine.query import Query
from atp_tui.engine.relevance import Relevance
from atp_tui.engine.trace import BrokenEvent, EventFields, Lane, escape_breaks
from atp_tui.store.log_file import LogFile
from atp_tui.store.trace.events import Event, Events
from atp_tui.tui.text import BAD, QUIET, joined, own_text, row_text
from atp_tui.tui.widgets.line_source import GrowingColumns

BEARS: Final = "•"
"""The sign before an event that is related to the highlighted violation."""

_KIND_WIDTH: Final = 16
_NUMBER, _TIME = 0, 1
"""The columns that grow."""

_BETWEEN: Final = "  ······ the events between are being read ······"


class EventLines:
    """The rows of a lane, or of those of its events that were found."""

    def __init__(
        self,
        events: Events,
        lane: Lane | None,
        places: Sequence[int] | None,
        query: Query,
        relevance: Callable[[], Relevance | None],
    ) -> None:
        self._events = events
        self._lane = lane
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
        self._known = self._events.count(self._lane)
        ahead = self._events.ahead if self._lane is None else ()
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
        return self._events.place(self._lane, row) if self._places is None else self._places[row]

    def row(self, place: int) -> int:
        """Return the row of the event at a place, or of the next one that is listed."""
        return self._events.row(self._lane, place) if self._places is None else bisect_left(self._places, place)


def event_columns() -> GrowingColumns:
    """Return the columns for the number and the lab time of events, as wide as most events need them."""
    return GrowingColumns(6, 12)


def event_line(
    event: Event, place: int, relevance: Relevance | None = None, columns: GrowingColumns | None = None
) -> Text:
    """Return an event as a row: sign, number, lab time, kind, and what it says."""
    columns = columns or event_columns()
    if isinstance(event, BrokenEvent):
        return joined(own_text(f"x {place:06d}  BROKEN: expected {event.expected}, found {event.found}", BAD))
    fields = event.fields
    is_related = relevance is not None and relevance.holds(fields)
    number = "------" if fields.seq is None else f"{fields.seq:06d}"
    kind = clean(fields.kind if fields.kind is not None else "-")
    return joined(
        own_text(f"{BEARS} " if is_related else "  ", "bold yellow"),
        own_text(f"{columns.right(_NUMBER, number)} ", QUIET),
        own_text(f"{columns.right(_TIME, milliseconds(fields.time))}  "),
        own_text(fitted(kind, _KIND_WIDTH), "cyan"),
        own_text(" "),
        row_text(escape_breaks(said(fields)), "bold" if is_related else ""),
    )


def said(fields: EventFields) -> str:
    """Return what an event says: the text of a Message, else the JSON of its data."""
    return fields.message if fields.message is not None else fields.data.decode("utf-8") or "-"


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
