"""The opening: the first events in the explorer's list and layout, before what explores them is loaded.

It is read from the head of the trace alone, and loads nothing that a row does not need. The main screen, which stands
in its place a moment later, reads the pack itself; only then is anything counted, judged or named.
"""

from collections.abc import Iterator
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from atp_tui.engine.artifacts import TRACE
from atp_tui.engine.errors import IoError
from atp_tui.engine.trace import TraceEvent
from atp_tui.engine.trace_text import read_events
from atp_tui.store.directory import FileRefusedError, PackDirectory
from atp_tui.tui.app_messages import OpeningShown
from atp_tui.tui.event_row import event_columns, event_line
from atp_tui.tui.footers import ALWAYS, footer_keys
from atp_tui.tui.lanes import lane_labels
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.screens.arrangement import PackScreen, tabs
from atp_tui.tui.sizes import classes_at
from atp_tui.tui.text import QUIET, joined, own_text, pack_text
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.line_list import LineList
from atp_tui.tui.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD: Final = 64 << 10
"""Bytes that are read of the trace."""

FIRST: Final = 100
"""Events that are read of them, more than a screen has rows."""


def first_events(files: str) -> tuple[TraceEvent, ...]:
    """Return the first events of the pack in a directory that are listed; none where there is no such trace.

    What cannot be read is left to the main screen, which says why.
    """
    try:
        with PackDirectory(files) as directory:
            head = directory.head(TRACE, HEAD)
    except (IoError, FileRefusedError):
        return ()
    whole: Iterator[object] = takewhile(lambda event: isinstance(event, TraceEvent), read_events(head))
    return tuple(islice((event for event in whole if isinstance(event, TraceEvent) and not event.is_scheduler), FIRST))


class FirstLines:
    """The rows of the first events.

    Args:
        events: The events, from the first one on.
    """

    def __init__(self, events: "Sequence[TraceEvent]") -> None:
        self._events = events
        self.columns = event_columns()
        """The widths of the columns for numbers and times."""

    def count(self) -> int:
        """Return the number of rows."""
        return len(self._events)

    def line(self, index: int) -> Text:
        """Return a row."""
        return event_line(self._events[index], index, columns=self.columns)


class OpeningScreen(PackScreen):
    """The main screen as it is before its pack was read, but for the events, which are there.

    Args:
        path: The pack as it is named.
        events: Its first events.
        options: How the pack is opened.
    """

    def __init__(self, path: str, events: "Sequence[TraceEvent]", options: OpenOptions) -> None:
        super().__init__(classes="-on-violations")
        self._path = path
        self._events = events
        self._keymap = options.keymap

    def compose(self) -> ComposeResult:
        """Lay out what the main screen shows at first."""
        shown = self._keymap.shown
        upper, lower = tabs(shown)
        yield Static(joined(pack_text(self._path, "bold"), own_text("  reading …", QUIET)), id="summary")
        yield TabLine(upper, "violations", id="upper-panes")
        yield _pane("timeline", f"{shown('pane.timeline')} Timeline")
        with Horizontal(id="upper"):
            with _pane("violations", f"{shown('pane.violations')} Violations", "-current -shown"):
                yield LineList(empty=own_text("reading …"), id="violation-list")
            with _pane("events", f"{shown('pane.events')} Events"):
                yield TabLine(lane_labels(self._keymap), "all", id="lanes")
                yield LineList(FirstLines(self._events), id="event-list")
        yield TabLine(lower, "detail", id="lower-panes")
        with Vertical(id="lower"):
            yield _pane("detail", "Detail", "-shown")
        yield KeyFooter(footer_keys("violations", shown), always=ALWAYS, id="keys")

    def on_mount(self) -> None:
        """Go on once the rows were drawn."""
        # With the classes of its size, the first layout of a screen is right.
        self.add_class(*classes_at(self.app.size), update=False)
        self.call_after_refresh(self.post_message, OpeningShown())


def _pane(name: str, title: str, classes: str = "") -> Vertical:
    """A pane without what it is going to show."""
    pane = Vertical(id=name, classes=f"pane {classes}")
    pane.border_title = own_text(title)
    return pane
