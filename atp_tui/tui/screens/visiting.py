"""Places among the events: jumped to, gone back to, and followed by the timeline."""

from typing import Final

from textual import on, work
from textual.screen import Screen
from textual.worker import get_current_worker

from atp_tui.clean import clean
from atp_tui.engine.event_place import EventPlace, PlaceKind
from atp_tui.engine.trace import TraceEvent
from atp_tui.store.event_finder import Located, locate, located_at_once
from atp_tui.store.pack import Pack
from atp_tui.tui.messages import EventHighlighted
from atp_tui.tui.panes.events import EventsPane
from atp_tui.tui.panes.timeline import TimelinePane
from atp_tui.tui.place_entry import jump_fault
from atp_tui.tui.place_messages import EventLocated
from atp_tui.tui.screens.prompt import PromptScreen

_QUESTION: Final = "Jump to which event? Its number, # and its place in the trace, or a lab time such as 12.5ms"


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

    def action_jump(self) -> None:
        """Ask for an event's number, place or lab time, and go there."""
        pack = self.pack
        if pack is None:
            return

        def go(answer: str | None) -> None:
            if not answer:
                return
            wanted = EventPlace.read(answer)
            # The keys typed behind it are meant for where it leads, so it goes there before they come, where it can.
            place = located_at_once(pack.events, wanted)
            if place is None:
                self.locate_event(pack, wanted, is_start=False)
            else:
                self.go_to_located(EventLocated(Located(place), takes_nearest=False, is_start=False))

        self.app.push_screen(PromptScreen(_QUESTION, "", lambda text: jump_fault(pack.events, text)), go)

    @work(thread=True, exclusive=True, group="jump")
    def locate_event(self, pack: Pack, wanted: EventPlace, *, is_start: bool) -> None:
        """Look for the event that is meant; one that is not read yet is waited for.

        Args:
            pack: Where to look.
            wanted: The event.
            is_start: Whether to go to the nearest where there is none, and to keep lane and filter where they have it.
        """
        worker = get_current_worker()
        located = locate(pack.events, wanted, lambda: worker.is_cancelled)
        if not worker.is_cancelled:
            takes_nearest = is_start or wanted.kind is PlaceKind.TIME
            self.post_message(EventLocated(located, takes_nearest=takes_nearest, is_start=is_start))

    @on(EventLocated)
    def go_to_located(self, event: EventLocated) -> None:
        """Go to the event, or say why there is none to go to."""
        located = event.located
        if located.fault:
            nearest = "; this is the nearest" if event.takes_nearest and located.place is not None else ""
            self.notify(clean(f"{located.fault}{nearest}"), severity="warning", markup=False)
        if located.place is not None and (event.takes_nearest or not located.fault):
            self.pane = "events"
            pane = self.query_one(EventsPane)
            (pane.show_event if event.is_start else pane.show_place)(located.place)

    @on(EventHighlighted)
    def lead_timeline(self, event: EventHighlighted) -> None:
        """Let the timeline's cursor follow the one of the events."""
        found = self.pack.events.at(event.place) if self.pack is not None else None
        if isinstance(found, TraceEvent) and (time := found.fields.time) is not None:
            self.query_one(TimelinePane).follow(time)
