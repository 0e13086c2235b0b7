"""The events pane: a lane of events, or those of them that match a filter, a violation or a range of lab time."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var

from atp_tui.clean import clean
from atp_tui.engine.event_location import EventLocation, PlaceKind
from atp_tui.engine.permalink import Permalink
from atp_tui.store.pack import Pack
from atp_tui.store.trace.locate import place_at
from atp_tui.tui import messages
from atp_tui.tui.app_messages import DIALOG
from atp_tui.tui.dialogs.jump import ask_place, locate_event
from atp_tui.tui.inspection import Inspection
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.lanes import LANES, lane_labels
from atp_tui.tui.panes.events.marks import EventMarks
from atp_tui.tui.panes.events.rows import EventRows, log_notice
from atp_tui.tui.panes.events.search import EventSearch, no_filter_notice
from atp_tui.tui.panes.events.share import SharedLine, share_place
from atp_tui.tui.panes.events.status import StatusLine, status_parts
from atp_tui.tui.panes.events.view import EventView, History, Visit
from atp_tui.tui.text import own_text
from atp_tui.tui.widgets.line_list import LineList
from atp_tui.tui.widgets.tab_line import TabLine


class EventsPane(Vertical):
    """Lists the events of one :class:`EventView`; each change of the view can be gone back from."""

    DEFAULT_CLASSES = "pane"

    pack: var[Pack | None] = var(None)
    progress: var[float] = var(0.0)
    """How much of the trace is known, from 0 to 1."""
    inspection: var[Inspection | None] = var(None)
    view: var[EventView] = var(EventView())

    def __init__(self, keymap: Keymap = DEFAULT_KEYMAP, *, from_start: bool = False, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._keymap = keymap
        self.border_title = own_text(f"{keymap.shown('pane.events')} Events")
        self.rows = EventRows(keymap, follows_violation=not from_start, id="events-rows")
        self.marks = EventMarks(self.rows, keymap, id="events-marks")
        self.search = EventSearch(self.rows, keymap, id="events-search")
        self.history = History()
        self._before_filter: Visit | None = None
        """The visit at which the user began to type a filter."""
        self._shared: SharedLine | None = None
        self.labels: Mapping[str, str] = {}
        """Where keys lead that do not lead where the footer says at first."""

    def compose(self) -> ComposeResult:
        """Lay out lanes, rows, filter entry and status."""
        yield TabLine(lane_labels(self._keymap), "all", id="lanes")
        yield self.rows
        yield self.search
        yield self.marks
        yield StatusLine(id="found")

    def watch_pack(self) -> None:
        """List the events of a pack."""
        if self.pack is not None and self.is_mounted:
            self._count_lanes()
            self.search.show(self.pack, self.view, None)

    def watch_progress(self) -> None:
        """List events that have become known."""
        if self.pack is not None and self.is_mounted:
            self._count_lanes()
            self.search.refresh_rows()
            self.show_status()

    def watch_inspection(self, inspection: Inspection | None) -> None:
        """Put signs before the events that are related to the highlighted violation."""
        self.rows.inspect(inspection)
        if self.is_mounted:
            self.show_status()

    def _count_lanes(self) -> None:
        if self.pack is not None:
            self.query_one("#lanes", TabLine).labels = lane_labels(self._keymap, self.pack.events)

    @property
    def visit(self) -> Visit:
        """The view and the place of its cursor."""
        return Visit(self.view, None if self.view.log else self.search.near)

    def show_view(self, view: EventView, at: int | None, *, keeps_rows: bool = False) -> None:
        """Show another view, with the cursor on or near the event at *at*; see :meth:`EventSearch.show`."""
        before, self.view = self.view, view
        self.query_one("#lanes", TabLine).active = view.lane_name
        self.labels = view.key_labels
        self.post_message(messages.LabelsChanged())
        if (before.scheduler, before.span is None) != (view.scheduler, view.span is None):
            self.post_message(messages.ViewChanged(view.scheduler, view.span is not None))
        if self.pack is not None:
            self.search.show(self.pack, view, at, keeps_rows=keeps_rows)

    def go(self, view: EventView, at: int | None, *, keeps_rows: bool = False) -> None:
        """Show another view, and record the one before in the history."""
        before = self.visit
        self.show_view(view, at, keeps_rows=keeps_rows)
        self.history.record(before, self.visit)

    @on(EventRows.PlaceRequested)
    def show_requested(self, event: EventRows.PlaceRequested) -> None:
        """Show an event that one of the parts asks for."""
        event.stop()
        self.post_message(messages.PaneRequested("events"))
        self.show_event(event.place)
        self.show_status()

    def show_event(self, place: int) -> None:
        """Show the event at a place in the view as it is, if that has it, else as :meth:`show_place`."""
        if self.pack is None:
            return
        if not (self.rows.has(place) or self.view.has(self.pack.events.at(place))):
            self.show_place(place)
            return
        before = self.visit
        self.search.go_to(place)
        self.history.record(before, self.visit)

    def show_place(self, place: int, *, is_listed: bool = False) -> None:
        """Show the event at a place in context, in its lane or in all; or of those listed, the next one."""
        if self.pack is not None:
            is_kept = is_listed or place in self.rows.marks
            self.go(self.view.around(self.pack.events.at(place), is_kept=is_kept), place)

    @on(EventRows.Changed)
    def show_status(self) -> None:
        """Show what the list holds, and which match the cursor is on."""
        if self.pack is not None:
            parts = status_parts(self.pack, self.view, self.rows, self.search.results, self._keymap)
            self.query_one(StatusLine).show(parts)

    @on(TabLine.Chosen)
    def choose_lane(self, event: TabLine.Chosen) -> None:
        """Show the lane that was clicked, and focus the list."""
        event.stop()
        self.action_show_lane(event.name)
        self.screen.set_focus(self.rows.list)

    @on(LineList.Highlighted)
    def notify_highlighted(self, event: LineList.Highlighted) -> None:
        """Notify the screen of the event under the cursor."""
        event.stop()
        self.show_status()
        if (place := self.rows.place) is not None:
            self.post_message(messages.EventHighlighted(place))

    @on(LineList.Selected)
    def select(self, event: LineList.Selected) -> None:
        """Show a match among all events; open any other event in full."""
        event.stop()
        place = self.rows.place
        if self.view.log:
            place = self.search.near
            self.show_events()
            if place is not None:
                self.show_event(place)
        elif place is None:
            return
        elif self.search.results is not None and self.view.alone:
            self.show_place(place)
        else:
            self.post_message(messages.EventSelected(place))

    @on(LineList.Leapt)
    def record_leap(self, event: LineList.Leapt) -> None:
        """Record the row from which the user went to the first or the last one."""
        event.stop()
        self.history.record(Visit(self.view, self.rows.place_of(event.index)), self.visit)

    @on(EventSearch.Typed)
    def filter_typed(self, event: EventSearch.Typed) -> None:
        """Show what the filter matches while it is typed; once it is typed, record where the user came from."""
        event.stop()
        before = self.visit
        if event.text != self.view.query_text:
            self._before_filter = self._before_filter or before
            view = EventView(self.view.lane, scheduler=self.view.scheduler) if event.is_only else self.view
            self.show_view(replace(view, query_text=event.text, alone=True), before.place, keeps_rows=True)
        if event.is_closed and self._before_filter is not None:
            self.history.record(self._before_filter, self.visit)
            self._before_filter = None

    def action_show_lane(self, name: str) -> None:
        """Show a lane, staying near the event under the cursor."""
        self.go(replace(self.view, lane=LANES[name], log=False), self.search.near)

    def show_shared(self, place: Permalink) -> None:
        """Show the lane, the filter and the event that a shared line names."""
        self.rows.follows_violation = False
        self.show_view(EventView(place.lane, place.query_text), None)
        if place.at is not None:
            self.locate(place.at, is_shared=True)

    def show_time(self, wanted: messages.TimeSelected) -> None:
        """Show the events of a range of lab time alone, or go to the first one at a time."""
        if wanted.is_range:
            self.narrow(self.search.near, span=(wanted.begin, wanted.end))
        elif self.pack is not None and self.pack.events.count():
            self.show_events()
            if wanted.is_first:
                self.history.push(self.visit)
            self.search.go_to(place_at(self.pack.events, wanted.begin))

    def narrow(self, at: int | None, **filters: Any) -> None:  # noqa: ANN401 - fields of EventView
        """Change filters of the view, and show only the events that match."""
        self.go(replace(self.view, alone=True, log=False, **filters), at)

    def action_context(self) -> None:
        """Show the matches alone, or among all events."""
        if self.view.log:
            self.notify(log_notice(self._keymap), markup=False)
        elif self.search.results is None:
            self.notify(no_filter_notice(self._keymap), markup=False)
        else:
            self.go(replace(self.view, alone=not self.view.alone), self.rows.place)

    def action_scheduler(self) -> None:
        """Show the events that report scheduling alone, or hide them again."""
        if self.view.log:
            self.notify(log_notice(self._keymap), markup=False)
        else:
            self.go(replace(self.view, scheduler=not self.view.scheduler), self.rows.place)

    def action_visit(self, step: int) -> None:
        """Go back to the previous visit, or forward again."""
        visit = self.history.forward(self.visit) if step > 0 else self.history.back(self.visit)
        if visit is None:
            self.notify(f"no {'later' if step > 0 else 'earlier'} place in the history")
        else:
            self.show_view(visit.view, visit.place)

    @work(group=DIALOG)
    async def action_jump(self) -> None:
        """Ask for an event's number, place or lab time, and go there."""
        if self.pack is not None and (wanted := await ask_place(self.app, self.pack.events)) is not None:
            self.locate(wanted, is_shared=False)

    @work(group="jump", exclusive=True, description="locate an event")
    async def locate(self, wanted: EventLocation, *, is_shared: bool) -> None:
        """Go to an event; to one that a shared line names in the view as it is, or to the nearest one."""
        if self.pack is None:
            return
        target = await locate_event(self.pack.events, wanted, takes_nearest=is_shared)
        if target.notice:
            self.notify(clean(target.notice), severity="warning", markup=False)
        if target.place is not None:
            self.post_message(messages.PaneRequested("events"))
            is_listed = wanted.kind is PlaceKind.TIME
            self.show_event(target.place) if is_shared else self.show_place(target.place, is_listed=is_listed)

    def action_log_file(self) -> None:
        """Show the pack's own log file of the lane, or the events again; the cursor keeps its line."""
        lane = self.view.lane
        if self.pack is None or lane is None:
            first, second, third = (self._keymap.shown(f"lane.{name}") for name in ("path", "quic", "repair"))
            self.notify(clean(f"{first}, {second} or {third} chooses a lane that has a log file"), markup=False)
        elif self.view.log:
            self.show_events()
        else:
            here = self.search.near
            self.show_view(replace(self.view, log=True), None)
            self.rows.list.go_to(0 if here is None else self.pack.events.row(lane, here), centre=True)

    @on(EventRows.EventsRequested)
    def show_events(self) -> None:
        """Show the events again where a log file is shown, with the cursor on the event of its line."""
        if self.view.log:
            self.show_view(replace(self.view, log=False), self.search.near)

    def action_share(self) -> None:
        """Copy a line that leads to this event, lane and filter."""
        if self.pack is None or (place := self.rows.place) is None:
            self.notify(self.rows.why_no_event, markup=False)
            return
        self._shared = share_place(self, self.pack, self.visit, place)

    def copyable(self) -> tuple[str, str]:
        """Return what can be copied here: the line to share that was just copied, else the marked events."""
        shared = self._shared
        return (shared.what, shared.text) if shared and shared.visit == self.visit else self.marks.copyable()

    def step_back(self) -> bool:
        """Undo one step: log file, context, filter, range, violation; return False where there is none."""
        before = self.view.before(has_results=self.search.results is not None)
        if before is not None:
            (self.show_view if self.view.log else self.go)(before, self.search.near)
        return before is not None
