"""The events searched, marked and gone through."""

from textual import events, on
from textual.screen import Screen

from atp_tui.clean import clean
from atp_tui.store.event_finder import place_at
from atp_tui.store.pack import Pack
from atp_tui.tui.messages import TimeChosen
from atp_tui.tui.open_options import OpenOptions
from atp_tui.tui.panes.events import EventsPane
from atp_tui.tui.panes.timeline import TimelinePane
from atp_tui.tui.screens.kinds import KindsScreen


class Browsing(Screen[None]):
    """The part of the main screen that moves among the events; what it does to them, it brings into view."""

    pack: Pack | None
    pane: str
    options: OpenOptions

    def __init__(self) -> None:
        super().__init__()
        self._is_led = False
        """Whether the timeline has led the events away from where they were when it got the keys."""

    @on(events.DescendantFocus, "#chart")
    def begin_to_lead(self) -> None:
        """Take notice that the timeline may lead the events away."""
        self._is_led = False

    @on(TimeChosen)
    def follow_time(self, event: TimeChosen) -> None:
        """Show the events of a range of lab time, or go to those at one."""
        pane = self.query_one(EventsPane)
        if event.is_range:
            pane.show_span((event.begin, event.end))
            self.pane = "events"
        elif self.pack is not None and self.pack.events.count():
            pane.leave_log_file()
            if not self._is_led:
                pane.visits.leave(pane.visit)
            self._is_led = True
            pane.go_to_place(place_at(self.pack.events, event.begin))

    def action_show_lane(self, name: str) -> None:
        """Show a lane of the events."""
        self.pane = "events"
        self.query_one(EventsPane).show_lane(name)

    def action_filter(self) -> None:
        """Let a filter be typed."""
        self.pane = "events"
        self.query_one(EventsPane).ask_filter()

    def action_list_kinds(self) -> None:
        """Count the kinds of the events of the lane, to filter by one of them."""
        if self.pack is not None:
            lane = self.query_one(EventsPane).lane
            self.app.push_screen(KindsScreen(self.pack.events, lane, self.options.keymap), self._filter_by_kind)

    def _filter_by_kind(self, typed: str | None) -> None:
        if typed is not None:
            self.pane = "events"
            self.query_one(TimelinePane).drop_range()
            self.query_one(EventsPane).show_query(typed)

    def action_context(self) -> None:
        """Show matches alone, or among all events."""
        self.pane = "events"
        pane = self.query_one(EventsPane)
        if pane.shows_log:
            self._tell_log()
        elif not pane.toggle_context():
            self._tell_no_filter()

    def action_match(self, step: int) -> None:
        """Go to the next match, or the one before."""
        self.pane = "events"
        pane = self.query_one(EventsPane)
        if pane.shows_log:
            self._tell_log()
        elif pane.found is None:
            self._tell_no_filter()
        elif not pane.go_to_match(step):
            self.notify("no further match" if pane.found.is_done else "no further match so far; the search goes on")

    def action_mark(self) -> None:
        """Mark the event under the cursor."""
        self.pane = "events"
        pane = self.query_one(EventsPane)
        if pane.mark():
            return
        if pane.shows_log:
            self._tell_log()
        else:
            self.notify("no event to mark")

    def action_log_file(self) -> None:
        """Show the pack's own log file of the lane."""
        self.pane = "events"
        pane = self.query_one(EventsPane)
        if pane.lane is None:
            first, second, third = (self.options.keymap.shown(f"lane.{name}") for name in ("path", "quic", "repair"))
            self.notify(clean(f"{first}, {second} or {third} chooses a lane that has a log file"), markup=False)
        else:
            pane.toggle_log_file()

    def _tell_no_filter(self) -> None:
        key = self.options.keymap.shown("events.filter")
        self.notify(clean(f"no filter and no chosen violation; {key} types a filter"), markup=False)

    def _tell_log(self) -> None:
        self.notify(clean(self.query_one(EventsPane).why_no_event), markup=False)
