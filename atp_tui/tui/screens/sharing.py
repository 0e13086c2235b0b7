"""A place shown to somebody else: a line that leads there, and the way such a line goes."""

from typing import Final

from textual import on
from textual.content import Content

from atp_tui.clean import clean
from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.event_place import EventPlace
from atp_tui.engine.shared_place import SHORT, SharedPlace
from atp_tui.store.event_finder import place_name
from atp_tui.tui.messages import PackOpened
from atp_tui.tui.open_options import OpenOptions
from atp_tui.tui.panes.events import EventsPane
from atp_tui.tui.screens.copying import Copying
from atp_tui.tui.screens.plain import PlainScreen
from atp_tui.tui.screens.visiting import Visiting
from atp_tui.tui.visits import Visit
from atp_tui.tui.widgets.banner import Banner

_NO_DIGEST: Final = "the line names no digest: this pack has neither a manifest nor a journal to tell it by"


class Sharing(Visiting, Copying):
    """The part of the main screen that makes lines which lead to a place, and follows the one it was opened with."""

    options: OpenOptions

    def __init__(self) -> None:
        super().__init__()
        self._shared: tuple[Visit, str] | None = None
        """The view whose line was copied last, and that line."""

    @on(PackOpened)
    def go_to_start(self, event: PackOpened) -> None:
        """Go where the person who opened the pack wants to look first."""
        place = self.options.place
        if not place.is_of(event.pack.digest):
            self.query_one("#other-pack", Banner).show(Content(clean(other_pack(place.digest, event.pack.digest))))
        if place.is_anywhere:
            return
        self.pane = "events"
        self.query_one(EventsPane).show_visit(Visit(None, place.lane, place.query_text))
        if place.at is not None:
            self.locate_event(event.pack, place.at, is_start=True)

    def action_share(self) -> None:
        """Copy a line that leads to this event, lane and filter."""
        pane = self.query_one(EventsPane)
        if self.pack is None or (place := pane.place) is None:
            self.notify(clean(pane.why_no_event), markup=False)
            return
        at = place_name(self.pack.events, place)
        shared = SharedPlace(EventPlace.read(at), at, pane.lane, pane.query_text, self.pack.digest)
        try:
            line = shared.line(self.pack.path)
        except InvalidFormatError as error:
            self.notify(clean(f"no line is made: {error}"), severity="error", markup=False)
            return
        if not shared.digest:
            self.notify(_NO_DIGEST, severity="warning")
        self.pane = "events"
        self._shared = (pane.visit, line)
        self.copy_text(f"the line that leads here{_left_out(pane.visit)}", line)

    def action_plain(self) -> None:
        """Show the line that leads here as plain text where it was just copied, else what the pane has."""
        shared = self._shared
        if shared is not None and self.pane == "events" and self.query_one(EventsPane).visit == shared[0]:
            self.app.push_screen(PlainScreen([shared[1]], name="the line that leads here"))
        else:
            super().action_plain()


def other_pack(asked: str, found: str) -> str:
    """Return what to say where a line was made for another pack, given both digests."""
    is_told = found[: max(SHORT, len(asked))] or "without a manifest or journal to tell it by"
    return f"ANOTHER PACK  made for {asked}, opened with {is_told}: event and filter may mean another thing"


def _left_out(visit: Visit) -> str:
    """What of the view no line holds."""
    parts = ["the range of lab time"] if visit.span is not None else []
    parts += ["the chosen violation"] if visit.chosen is not None else []
    return f", without {' and '.join(parts)}" if parts else ""
