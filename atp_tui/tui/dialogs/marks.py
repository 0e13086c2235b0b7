"""The marked events in a list of their own."""

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.store.trace.events import Events
from atp_tui.tui.dialogs.closing import closing_keys
from atp_tui.tui.event_row import event_line
from atp_tui.tui.footers import ALWAYS, dialog_keys
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.text import QUIET, joined, own_text
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.line_list import LineList

_MEASURED: Final = 200
"""Marked events whose lanes make the width of their column."""

_KEYS: Final = (
    ("list.select", "Go there"),
    ("events.copy", "Copy"),
    ("marks.export", "Export"),
    ("marks.clear", "Unmark all"),
)
"""What can be done, by the names of the keys."""


class MarkLines:
    """The rows of the list: the lanes of each marked event, its number, time, kind and text."""

    def __init__(self, events: Events, places: Sequence[int]) -> None:
        self._events = events
        self.places = places
        self._width = max((len(self._lanes(place)) for place in places[:_MEASURED]), default=0) + 1

    def count(self) -> int:
        """Return the number of rows."""
        return len(self.places)

    def line(self, index: int) -> Text:
        """Return a row."""
        place = self.places[index]
        lanes = own_text(f"{self._lanes(place):<{self._width}}", QUIET)
        return joined(lanes, event_line(self._events.at(place), place))

    def _lanes(self, place: int) -> str:
        event = self._events.at(place)
        known = event.lanes if isinstance(event, TraceEvent) else ()
        return " ".join(lane.value for lane in Lane if lane in known) or "-"


class MarksScreen(ModalScreen[int | str | None]):
    """Lists the marked events; gives back the place of one, or the action that is to be done with all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *closing_keys(),
        Binding("apostrophe", "dismiss(None)", "Back", id="marks.list"),
        Binding("Y", "dismiss('copy')", "Copy them", id="events.copy"),
        Binding("X", "dismiss('export_marks')", "Export them", id="marks.export"),
        Binding("U", "dismiss('unmark_all')", "Unmark all", id="marks.clear"),
    ]

    def __init__(self, events: Events, places: Sequence[int], keymap: Keymap = DEFAULT_KEYMAP) -> None:
        super().__init__()
        self._keys = keymap
        self._lines = MarkLines(events, places)

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(id="marks"):
            yield LineList(self._lines, id="marks-list")
        yield KeyFooter(dialog_keys(_KEYS, self._keys.shown), always=ALWAYS)

    def on_mount(self) -> None:
        """Show how many there are."""
        self.query_one("#marks").border_title = f"{len(self._lines.places)} marked"
        self.query_one(LineList).focus()

    @on(LineList.Selected)
    def choose(self, event: LineList.Selected) -> None:
        """Go to a marked event."""
        self.dismiss(self._lines.places[event.index])
