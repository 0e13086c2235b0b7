"""What happened: the events of a lane, filtered while typing."""

from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.reactive import var
from textual.widgets import Static

from atp_tui.engine.lab_time import milliseconds
from atp_tui.engine.relevance import Relevance
from atp_tui.tui.bearing_count import Bears
from atp_tui.tui.event_lines import EventLines
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.log_lines import LogLines
from atp_tui.tui.messages import EventChosen, EventHighlighted
from atp_tui.tui.panes.event_marks import EventMarks
from atp_tui.tui.panes.event_visits import LANES
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.leaping_list import LeapingList
from atp_tui.tui.widgets.line_list import LineList
from atp_tui.tui.widgets.tab_line import TabLine
from atp_tui.tui.words import own_text

LOOK_AGAIN: Final = 1.0
"""Seconds after which the pane looks again whether the trace has changed."""

_LABELS = {"all": "All", "path": "Path", "quic": "QUIC", "repair": "Repair"}


class EventsPane(EventMarks):
    """A lane of events; a filter or a violation leaves those that are meant, or only points to them."""

    BORDER_TITLE = "Events"

    share: var[float] = var(0.0)
    """How much of the trace is known, from 0 to 1."""
    bearing: var[Relevance | None] = var(None)
    """What bears on the highlighted violation: such events have a sign."""

    stepped: var[Bears | None] = var(None)
    """What bears on the violation through whose events somebody steps."""

    def __init__(self, keymap: Keymap = DEFAULT_KEYMAP, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._keymap = keymap
        self._lines: EventLines | None = None
        self._change = ""

    def compose(self) -> ComposeResult:
        """Lay out lanes, list, filter and counts."""
        yield TabLine(tuple(_LABELS.items()), "all", id="lanes")
        event_list = LeapingList(empty=own_text("reading …"), id="event-list")
        event_list.is_marked = self._is_marked
        yield event_list
        yield FilterInput(placeholder="words, /regex/, kind:x, !not", id="filter")
        yield Static(id="found")

    def on_mount(self) -> None:
        """Start without a filter."""
        self.query_one(FilterInput).display = False
        self.query_one("#found", Static).display = False
        self.set_interval(LOOK_AGAIN, self.look_at_file)

    def look_at_file(self) -> None:
        """Say so where the trace has changed since it was opened."""
        change = self.pack.events.change() if self.pack is not None else ""
        if change != self._change:
            self._change = change
            self.query_one(LineList).refresh_rows()
            self.tell_counts()

    def watch_pack(self) -> None:
        """Show the events of a pack."""
        if self.pack is None or not self.is_mounted:
            return
        self._count_lanes()
        self.show_rows()

    def watch_share(self) -> None:
        """Take in what more of the trace is known."""
        if self.pack is None or not self.is_mounted:
            return
        self._count_lanes()
        if not self.shows_log and (self.found is None or not self.alone):
            self.query_one(LineList).refresh_rows(keep_end=self._is_ahead)
        self.tell_counts()

    @property
    def _is_ahead(self) -> bool:
        """Whether the cursor is at the end of the trace, before the events between are known."""
        row = self.query_one(LineList).cursor
        return self._lines is not None and not self.shows_log and self._lines.is_ahead(row)

    def _count_lanes(self) -> None:
        events = self.pack.events if self.pack else None
        if events is not None:
            counts = {name: f"{_LABELS[name]} {events.count(lane):,}" for name, lane in LANES.items()}
            self.query_one(TabLine).labels = tuple(counts.items())

    def watch_bearing(self) -> None:
        """Draw the signs anew."""
        if self._lines is not None and not self.shows_log:
            self.query_one(LineList).refresh_rows()

    @property
    def place(self) -> int | None:
        """The place in the trace of the event under the cursor."""
        event_list = self.query_one(LineList)
        return self.place_of(event_list.cursor) if event_list.row_count else None

    def place_of(self, row: int) -> int | None:
        """Return the place in the trace of a row of the list, None where it is no known event."""
        if self._lines is None or self.shows_log:
            return None
        return self._lines.place(row)

    @on(TabLine.Chosen)
    def choose_lane(self, event: TabLine.Chosen) -> None:
        """Show the lane that was clicked, and give the list the keys."""
        event.stop()
        self.show_lane(event.name)
        self.screen.set_focus(self.query_one(LineList))

    @on(LineList.Highlighted)
    def tell_highlighted(self, event: LineList.Highlighted) -> None:
        """Tell which event the cursor is on."""
        event.stop()
        self.tell_counts()
        if (place := self.place) is not None:
            self.post_message(EventHighlighted(place))

    @on(LineList.Selected)
    def choose(self, event: LineList.Selected) -> None:
        """Show the event among all others, or in full where it is."""
        event.stop()
        if self.shows_log:
            self.toggle_log_file()
            return
        place = self.place
        if place is None:
            return
        if self.found is not None and self.alone:
            self.show_place(place)
        else:
            self.post_message(EventChosen(place))

    @property
    def why_no_event(self) -> str:
        """Why the cursor is on no event."""
        if self.shows_log:
            return f"this is a log file; {self._keymap.shown('events.log_file')} goes back to the events"
        return "no event is highlighted"

    def show_rows(self, place: int | None = None) -> None:
        """Show the rows that are meant now, the cursor at *place*."""
        if self.pack is None:
            return
        event_list = self.query_one(LineList)
        if self.shows_log and self.lane is not None:
            has_file = self.lane in self.pack.logs
            event_list.empty = own_text("the log file is empty" if has_file else "the log file cannot be read")
            self._lines = None
            event_list.show(LogLines(self.pack.logs.get(self.lane)))
        else:
            places = self.found.places if self.found is not None and self.alone else None
            event_list.empty = own_text(self.emptiness())
            self._lines = EventLines(self.pack.events, self.lane, places, self._query, lambda: self.bearing)
            event_list.show(self._lines)
            if place is not None:
                self.go_to_place(place)
        self.tell_counts()

    def go_to_place(self, place: int) -> None:
        """Put the cursor on the event at a place, or on the next one that is shown."""
        if self.pack is None:
            return
        is_alone = self.found is not None and self.alone and not self.shows_log
        row = self.found.row(place) if self.found and is_alone else self.pack.events.row(self.lane, place)
        self.query_one(LineList).go_to(row, centre=True)

    def _is_marked(self, row: int) -> bool:
        return self._lines is not None and not self.shows_log and self._lines.place(row) in self.marks

    def tell_counts(self) -> None:
        """Say how many events are meant."""
        change = f"the trace {self._change}; open it anew" if self._change else ""
        told = " | ".join(part for part in (change, self._counts()) if part)
        self.query_one("#found", Static).update(own_text(told))
        self.query_one("#found", Static).display = bool(told)

    def watch_stepped(self) -> None:
        """Tell of another violation, or of none."""
        if self.is_mounted:
            self.tell_counts()

    def _counts(self) -> str:
        """What there is to say of the list and the event under the cursor, in a line."""
        is_event = self.stepped is not None and not self.shows_log
        parts = (self.stepped.words(self.place) if self.stepped and is_event else "", self._held())
        return " | ".join(part for part in parts if part)

    def _held(self) -> str:
        """What the list holds, in a line; empty where it holds the whole lane."""
        if self.shows_log and self.lane is not None:
            key = self._keymap.shown("events.log_file")
            return f"{self.lane.value}log as its writer left it; {key} goes back to the events"
        if self._is_ahead:
            return "the end, read ahead; numbers and detail follow once the trace is read"
        if self.found is None or self.pack is None:
            return f"{len(self.marks)} marked" if self.marks else ""
        parts = list(self.found.words(self.pack.events.count(self.lane), self.place))
        if self.chosen is not None:
            parts.append(f"bearing on {self.chosen_name}")
        if self.span is not None:
            parts.append(f"{milliseconds(self.span[0])} to {milliseconds(self.span[1])}")
        if self.query_text:
            parts.append(f"filter: {self.query_text}")
        key = self._keymap.shown("events.context")
        parts.append(f"alone ({key}: among all)" if self.alone else f"among all ({key}: alone)")
        if self.marks:
            parts.append(f"{len(self.marks)} marked")
        return " | ".join(parts)
