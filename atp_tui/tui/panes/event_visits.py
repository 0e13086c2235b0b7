"""The events pane's view as a value: taken, left, and come back to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from textual import on

from atp_tui.engine.relevance import Relevance
from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.engine.wanted import Wanted
from atp_tui.tui.panes.event_search import EventSearch
from atp_tui.tui.visits import Visit, Visits
from atp_tui.tui.widgets.leaping_list import LeapingList
from atp_tui.tui.widgets.line_list import LineList
from atp_tui.tui.widgets.tab_line import TabLine

LANES: Final[dict[str, Lane | None]] = {"all": None, "path": Lane.PATH, "quic": Lane.QUIC, "repair": Lane.REPAIR}
"""The lanes by their names in commands and tabs."""


class EventVisits(EventSearch):
    """The part of the events pane that changes its view; each change can be gone back from."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.visits = Visits()
        self._before_filter = Visit()

    def place_of(self, row: int) -> int | None:
        """Return the place in the trace of a row of the list, None where it is no known event."""
        raise NotImplementedError

    @property
    def visit(self) -> Visit:
        """What is shown now, and where the cursor is."""
        return Visit(
            None if self.shows_log else self.near,
            self.lane,
            self.query_text,
            self.chosen,
            self.chosen_name,
            self.span,
            self.alone,
        )

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Remember what was shown before a change, if it is one."""
        before = self.visit
        yield
        if self.visit != before:
            self.visits.leave(before)

    def go_through_visits(self, step: int) -> bool:
        """Go to the visit before, or for a *step* above 0 to the next one; say whether there is one."""
        visit = self.visits.forward(self.visit) if step > 0 else self.visits.back(self.visit)
        if visit is not None:
            self.show_visit(visit)
        return visit is not None

    def show_visit(self, visit: Visit) -> None:
        """Show what was shown then."""
        self.shows_log = False
        self.take_lane(visit.lane)
        self.set_query(visit.query_text)
        self.chosen, self.chosen_name = visit.chosen, visit.chosen_name
        self.span, self.alone = visit.span, visit.alone
        self.look(visit.place)
        if self.found is not None and not self.alone:
            self.show_rows(visit.place)

    @property
    def near(self) -> int | None:
        """The place near which the cursor is to stay; in a log file, that of the event whose line it is on."""
        if not self.shows_log:
            return super().near
        line = self.query_one(LineList).cursor
        is_event = self.pack is not None and self.lane is not None and line < self.pack.events.count(self.lane)
        return self.pack.events.place(self.lane, line) if self.pack is not None and is_event else None

    def leave_log_file(self) -> None:
        """Show the events again where a log file is shown."""
        if self.shows_log:
            self.toggle_log_file()

    def ask_filter(self) -> None:
        """Let a filter be typed; it filters events, so a log file is left."""
        self.leave_log_file()
        self._before_filter = self.visit
        super().ask_filter()

    def filter_ended(self) -> None:
        """Remember what was shown before the filter was typed."""
        if self.visit != self._before_filter:
            self.visits.leave(self._before_filter)

    @on(LeapingList.Leapt)
    def remember_leap(self, event: LeapingList.Leapt) -> None:
        """Remember the row from which the first or the last one was gone to."""
        event.stop()
        before = replace(self.visit, place=self.place_of(event.index))
        if before != self.visit:
            self.visits.leave(before)

    def take_lane(self, lane: Lane | None) -> None:
        """Take another lane, without showing it yet."""
        self.lane = lane
        self.query_one(TabLine).active = next(name for name, known in LANES.items() if known is lane)

    def show_lane(self, name: str) -> None:
        """Show another lane, staying near the event under the cursor."""
        with self.leaving():
            here = self.near
            self.take_lane(LANES[name])
            self.shows_log = False
            self.look(here)

    def show_bearing(self, name: str, bearing: Relevance) -> None:
        """Show the events alone that bear on a violation."""
        with self.leaving():
            self.shows_log = False
            self.chosen, self.chosen_name, self.alone = bearing, name, True
            self.look(None)

    def show_query(self, typed: str) -> None:
        """Show the events of the lane alone that a filter finds, to whatever else it was reduced before."""
        with self.leaving():
            self.leave_log_file()
            self.chosen, self.chosen_name, self.span = None, "", None
            self.take_query(typed)

    def show_span(self, span: tuple[int, int] | None) -> None:
        """Show the events of a range of lab time alone, in nanoseconds, the end excluded; None for all."""
        with self.leaving():
            here = self.near
            self.shows_log = False
            self.span, self.alone = span, True
            self.look(here)

    def show_place(self, place: int) -> None:
        """Show the event at a place among all events of its lane, or of all where it is in none."""
        with self.leaving():
            self.alone = False
            self.shows_log = False
            if not self._is_in_lane(place):
                self.take_lane(None)
            self.show_rows(place)
            # A search that has found nothing yet would else lead away to its first match.
            self._keep = place

    def show_event(self, place: int) -> None:
        """Show the event at a place in the view as it is where it fits there, else as :meth:`show_place`."""
        if not self._fits(place):
            self.show_place(place)
            return
        with self.leaving():
            if self.found is not None and self.alone and not self.found.holds(place):
                # The search has not come so far, so it begins anew and leads there.
                self.look(place)
            else:
                self.go_to_place(place)

    def go_to_match(self, step: int) -> bool:
        """Go to the next event that is meant, or to the one before; say whether there is one."""
        with self.leaving():
            return super().go_to_match(step)

    def leave(self) -> bool:
        """Take one step back: log file, context, filter, range, bearing; say whether there was one to take."""
        here = self.near
        if self.shows_log:
            self.toggle_log_file()
            return True
        with self.leaving():
            return self._leave(here)

    def _leave(self, here: int | None) -> bool:
        if self.found is not None and not self.alone:
            self.alone = True
            self.show_rows(here)
        elif self.query_text:
            self.take_query("")
        elif self.span is not None:
            self.show_span(None)
        elif self.chosen is not None:
            self.chosen, self.chosen_name = None, ""
            self.look(here)
        else:
            return False
        return True

    def toggle_context(self) -> bool:
        """Show the events that are meant alone, or among all; say whether some are meant."""
        if self.found is None:
            return False
        with self.leaving():
            here = self.place
            self.alone = not self.alone
            self.show_rows(here)
        return True

    def toggle_log_file(self) -> None:
        """Show the pack's own log file of the lane, as it is, or the events again; the cursor keeps its line."""
        if self.pack is None or self.lane is None:
            return
        here = self.near
        self.shows_log = not self.shows_log
        self.show_rows(None if self.shows_log else here)
        if self.shows_log:
            self.query_one(LineList).go_to(0 if here is None else self.pack.events.row(self.lane, here), centre=True)

    def _is_in_lane(self, place: int) -> bool:
        if self.lane is None or self.pack is None:
            return True
        event = self.pack.events.at(place)
        return isinstance(event, TraceEvent) and self.lane in event.lanes

    def _fits(self, place: int) -> bool:
        """Whether the list has the event, or will have it once the search is done."""
        if self.pack is None or self.shows_log or not self._is_in_lane(place):
            return False
        is_all = self.found is None or not self.alone
        return is_all or Wanted(self._query, self.chosen, self.span).holds(self.pack.events.at(place))
