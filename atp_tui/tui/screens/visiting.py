"""Places among the events: gone back to, and followed by the timeline."""

from textual import on
from textual.screen import Screen

from atp_tui.engine.trace import TraceEvent
from atp_tui.store.pack import Pack
from atp_tui.tui.messages import EventHighlighted
from atp_tui.tui.panes.events import EventsPane
from atp_tui.tui.panes.timeline import TimelinePane


class Visiting(Screen[None]):
    """The part of the main screen that goes through places visited."""

    pack: Pack | None
    pane: str

    def action_visit(self, step: int) -> None:
        """Go back to the place visited before, or forward again."""
        self.pane = "events"
        pane = self.query_one(EventsPane)
        if not pane.go_through_visits(step):
            self.notify("no place visited after this one" if step > 0 else "no place visited before this one")
        elif pane.span is None:
            self.query_one(TimelinePane).drop_range()

    @on(EventHighlighted)
    def lead_timeline(self, event: EventHighlighted) -> None:
        """Let the timeline's cursor follow the one of the events."""
        found = self.pack.events.at(event.place) if self.pack is not None else None
        if isinstance(found, TraceEvent) and (time := found.fields.time) is not None:
            self.query_one(TimelinePane).follow(time)
