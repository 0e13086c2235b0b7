"""From symptom to cause: the highlighted violation, and the events that bear on it."""

from collections.abc import Sequence

from rich.text import Text
from textual import on, work
from textual.reactive import var
from textual.screen import Screen

from atp_tui.clean import clean
from atp_tui.engine.oracle.violation_relevance import relevance_of
from atp_tui.engine.relevance import Relevance
from atp_tui.report.model import ViolationRow
from atp_tui.store.pack import Pack
from atp_tui.tui.bearing_count import Bears, counted_sentence, find_bearing, violation_of
from atp_tui.tui.matches import Matches
from atp_tui.tui.messages import BearingFound, ViolationChosen, ViolationHighlighted
from atp_tui.tui.open_options import OpenOptions
from atp_tui.tui.panes.detail import nothing_detail, violation_detail
from atp_tui.tui.panes.events import EventsPane
from atp_tui.tui.words import LongLines


class Causing(Screen[None]):
    """The part of the main screen that leads from a violation to its events."""

    pack: var[Pack | None]
    pane: str
    options: OpenOptions
    content: var[Text | LongLines]

    bearing: var[Relevance | None] = var(None)
    """What bears on the highlighted violation."""
    bearing_places: var[Sequence[int]] = var(())
    """Places of the events that do, once all are known."""

    def __init__(self) -> None:
        super().__init__()
        self._violation: ViolationRow | None = None
        self._bears: Bears | None = None
        self.violation_detail: Text | LongLines = Text()
        """The highlighted violation in full."""

    @on(ViolationHighlighted)
    def show_violation(self, event: ViolationHighlighted) -> None:
        """Show a violation in full, and the signs of the events that bear on it."""
        if event.row == self._violation is not None:
            return
        self._violation = event.row
        self.query_one(EventsPane).stepped = None
        if event.row is None:
            self._bears, self.bearing, self.bearing_places = None, None, ()
            self._tell_violation(nothing_detail(self.pack, self.options.keymap.shown) if self.pack else Text())
            return
        self._bears = Bears(event.row.violation_type, Matches())
        self.bearing = relevance_of(violation_of(event.row))
        self._tell_violation(violation_detail(event.row, "looking for events that bear on it …"))
        self.look_for_bearing(event.row, self.bearing)

    @work(thread=True, exclusive=True, group="bearing")
    def look_for_bearing(self, row: ViolationRow, bearing: Relevance) -> None:
        """Find the events that bear on a violation."""
        if self.pack is not None:
            find_bearing(self.pack.events, row, bearing, self.post_message)

    @on(BearingFound)
    def take_bearing(self, event: BearingFound) -> None:
        """Take over what was found, and tell how many events bear on the violation once that is known."""
        if self._violation != event.row or self._bears is None:
            return
        found = self._bears.found
        found.add(event.places, found.looked, is_done=event.is_done)
        self.query_one(EventsPane).tell_counts()
        if event.is_done:
            self.bearing_places = tuple(found.places)
            self._tell_violation(violation_detail(event.row, counted_sentence(found.places)))

    def _tell_violation(self, detail: Text | LongLines) -> None:
        """Show a violation in full, unless an event is shown."""
        if self.content in (self.violation_detail, Text()):
            self.content = detail
        self.violation_detail = detail

    @on(ViolationChosen)
    def show_bearing(self, event: ViolationChosen) -> None:
        """Show the events alone that bear on a violation."""
        self.query_one(EventsPane).show_bearing(event.row.violation_type, relevance_of(violation_of(event.row)))
        self.pane = "events"

    def action_cause(self, step: int) -> None:
        """Go to the next event that bears on the highlighted violation, or the one before, wherever the cursor is."""
        if self.pack is None:
            return
        bears = self._bears
        if bears is None:
            self.notify("no violation is listed, so no event bears on one")
            return
        pane = self.query_one(EventsPane)
        here = pane.near
        place = bears.found.step(-1 if here is None else here, step)
        self.pane = "events"
        pane.stepped = bears
        if place is None:
            self.notify(clean(bears.why_not(step)), markup=False)
        else:
            pane.show_event(place)
        pane.tell_counts()
