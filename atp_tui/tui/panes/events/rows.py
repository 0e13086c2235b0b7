"""The rows of the events pane: the list of events, or of the lines of a log file."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.worker import get_current_worker

from atp_tui.clean import CleanText, clean
from atp_tui.engine.event_filter import EventFilter
from atp_tui.engine.query import Query
from atp_tui.engine.relevance import Relevance
from atp_tui.engine.trace import Lane
from atp_tui.store.pack import Pack
from atp_tui.store.trace.listed import ListedEvents
from atp_tui.tui.event_lines import EventLines, LogLines
from atp_tui.tui.inspection import Inspection
from atp_tui.tui.keymap import Keymap
from atp_tui.tui.panes.events.view import EventView
from atp_tui.tui.search_results import step_from
from atp_tui.tui.text import own_text
from atp_tui.tui.widgets.line_list import LineList

POLL_SECONDS: Final = 1.0
"""Seconds between two looks at whether the trace file has changed."""


class EventRows(Vertical):
    """A virtual list with a cursor and marks; it knows which event of the trace each of its rows is."""

    DEFAULT_CSS = "EventRows { height: 1fr; }"

    class Changed(Message):
        """The rows, their marks, or what the cursor stands for are others than before."""

    class EventsRequested(Message):
        """The events are to be shown in place of a log file."""

    @dataclass
    class PlaceRequested(Message):
        """The event at a place is to be shown, whatever the list holds now."""

        place: int

    def __init__(self, keymap: Keymap, *, follows_violation: bool = True, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._keymap = keymap
        self.pack: Pack | None = None
        self._lines: EventLines | LogLines = LogLines(None)
        self._view = EventView()
        self._kept: set[int] = set()
        """Places of events that are not hidden, whatever they report."""
        self.inspection: Inspection | None = None
        self.file_change = ""
        """How the trace file has changed since it was opened; empty where it has not."""
        self.follows_violation = follows_violation
        """Whether the cursor goes to the first event that is related to the highlighted violation."""
        self.is_stepping = False
        """Whether the user steps through the events that are related to the inspected violation."""
        self.marks: set[int] = set()
        """Places of the marked events in the trace."""

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        rows = LineList(empty=own_text("reading …"), id="event-list")
        rows.is_marked = lambda row: self.place_of(row) in self.marks
        yield rows

    def on_mount(self) -> None:
        """Watch the trace file."""
        self.set_interval(POLL_SECONDS, self.poll_file)

    def poll_file(self) -> None:
        """Notice a trace file that has changed since it was opened."""
        change = self.pack.events.change() if self.pack is not None else ""
        if change != self.file_change:
            self.file_change = change
            self.list.refresh_rows()
            self.post_message(self.Changed())

    @property
    def list(self) -> LineList:
        """The list."""
        return self.query_one(LineList)

    @property
    def place(self) -> int | None:
        """Place in the trace of the event under the cursor; None where no event is."""
        return self.place_of(self.list.cursor) if self.list.row_count else None

    @property
    def text(self) -> str:
        """The line of the log file under the cursor, in full; empty where there is none."""
        row, lines = self.list.cursor, self._lines
        return lines.text(row) if isinstance(lines, LogLines) and row < lines.count() else ""

    def place_of(self, row: int) -> int | None:
        """Return the place in the trace of a row, or None where it is no known event."""
        return self._lines.place(row)

    @property
    def is_ahead(self) -> bool:
        """Whether the cursor is at the end of the trace, read before the events in between."""
        return self._lines.is_ahead(self.list.cursor)

    def show(
        self, pack: Pack, view: EventView, places: Sequence[int] | None, empty: str, kept: Iterable[int] = ()
    ) -> None:
        """Show other rows; the cursor keeps its row number.

        Args:
            pack: Where the events and log files are from.
            view: What to show.
            places: Places of the events to list, in order; None for all of the lane.
            empty: What to show where there are no rows.
            kept: Places of events that are not hidden, beside those that are marked.
        """
        self.pack, self._view, self._kept = pack, view, set(kept)
        if view.log and view.lane is not None:
            empty = pack.log_fault(view.lane) or "the log file is empty"
            self._lines = LogLines(pack.logs.get(view.lane))
        else:
            self._lines = EventLines(self._listed(pack), places, view.query, self._relevance)
        self.list.empty = own_text(empty)
        self.list.show(self._lines)

    def _listed(self, pack: Pack) -> ListedEvents:
        kept = self._kept | self.marks
        return ListedEvents(pack.events, self._view.lane, hides_scheduler=not self._view.scheduler, kept=kept)

    def keep(self, places: Iterable[int]) -> None:
        """List the events at some places also where they would be hidden; the cursor stays on its event."""
        lines, pack, here = self.events, self.pack, self.place
        if lines is None or pack is None or lines.lists_all(places):
            return
        self._kept |= set(places)
        is_centred = self.list.is_centred
        self._lines = lines.relisted(self._listed(pack))
        self.list.show(self._lines)
        if here is not None:
            self.go_to(here, centre=is_centred)

    @property
    def events(self) -> EventLines | None:
        """The rows where they are events, else None."""
        return self._lines if isinstance(self._lines, EventLines) else None

    def has(self, place: int) -> bool:
        """Return whether the event at a place is listed."""
        return self.events is not None and self.events.has(place)

    def go_to(self, place: int, *, centre: bool = True) -> None:
        """Put the cursor on the event at a place, or on the next one that is listed."""
        if self.events is not None:
            self.list.go_to(self.events.row(place), centre=centre)

    def inspect(self, inspection: Inspection | None) -> None:
        """Put signs before the events that are related to a violation."""
        before, self.inspection = self.inspection, inspection
        if inspection is None or before is None or inspection.row != before.row:
            self.is_stepping = False
            if self.is_mounted:
                self.list.refresh_rows()
        if self.follows_violation and inspection is not None and self.is_mounted:
            self._go_to_failure(inspection)

    def _go_to_failure(self, inspection: Inspection) -> None:
        """Put the cursor on the related event to begin with; where there is none, on the last event."""
        if inspection.start is not None:
            self.go_to(inspection.start)
        elif inspection.is_done:
            self.list.go_to(self.list.row_count - 1)

    def on_descendant_focus(self) -> None:
        """Leave the cursor to the user from now on."""
        self.follows_violation = False

    def _relevance(self) -> Relevance | None:
        return None if self.inspection is None else self.inspection.relevance

    def action_related(self, step: int) -> None:
        """Go to the next event that is related to the highlighted violation, or to the previous one."""
        inspection = self.inspection
        if inspection is None:
            if self.pack is not None:
                self.notify("no violation is listed, so no event is related to one")
            return
        self.is_stepping = True
        place = inspection.step(self.place, step)
        if place is None:
            self.notify(clean(inspection.why_not(step)), markup=False)
            self.post_message(self.Changed())
        else:
            self.post_message(self.PlaceRequested(place))

    @work(group="errors", exclusive=True, description="go to an error")
    async def action_error(self, step: int) -> None:
        """Go to the next event of the lane that is an error, or to the previous one."""
        pack, lane = self.pack, self._view.lane
        if self._view.log or pack is None:
            self.notify(self.why_no_event, markup=False)
            return
        worker = get_current_worker()
        found = await asyncio.to_thread(_errors, pack, lane, lambda: worker.is_cancelled)
        here = self.place
        place = step_from(found, -1 if here is None else here, step)
        if place is not None:
            self.post_message(self.PlaceRequested(place))
        elif found:
            self.notify(f"no {'later' if step > 0 else 'earlier'} error; there are {len(found):,}")
        else:
            self.notify("no event here is an error")

    def show_marks(self, places: Iterable[int]) -> None:
        """Mark these events and no others."""
        self.marks = set(places)
        self.keep(self.marks)
        self.list.refresh()
        self.post_message(self.Changed())

    @property
    def why_no_event(self) -> CleanText:
        """Why the cursor is on no event."""
        return log_notice(self._keymap) if isinstance(self._lines, LogLines) else clean("no event is highlighted")


def _errors(pack: Pack, lane: Lane | None, is_cancelled: Callable[[], bool]) -> list[int]:
    """Return the places of all events of a lane that are errors."""
    wanted = EventFilter(Query.parse("level:error"))
    return [place for places, _ in pack.events.search(wanted, lane, is_cancelled) for place in places]


def log_notice(keymap: Keymap) -> CleanText:
    """Return why a key has no effect on a log file."""
    return clean(f"this is a log file; {keymap.shown('events.log_file')} goes back to the events")
