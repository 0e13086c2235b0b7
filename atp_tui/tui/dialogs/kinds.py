"""The kinds of events in a list of their own, counted while it is shown."""

from dataclasses import dataclass
from threading import Event as Flag
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen

from atp_tui.clean import clean
from atp_tui.engine.trace import Lane
from atp_tui.store.trace.events import Events
from atp_tui.store.trace.kind_counts import KindCounts
from atp_tui.tui.dialogs.closing import closing_keys
from atp_tui.tui.footers import ALWAYS, dialog_keys
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.kind_lines import KindLines
from atp_tui.tui.text import own_text
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.line_list import LineList

_KEYS: Final = (("list.select", "Filter by this kind"),)
"""What can be done, by the names of the keys."""


class KindsScreen(ModalScreen[str | None]):
    """Lists how many events of a lane each kind has; gives back a filter that finds those of one.

    Args:
        events: The events.
        lane: The lane, or None for all.
        keymap: The keys that are shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *closing_keys(),
        Binding("K", "dismiss(None)", "Back", id="kinds.list"),
    ]

    @dataclass
    class Counted(Message):
        """More events were counted by their kinds."""

        counts: KindCounts
        is_done: bool
        """Whether these are all."""

    def __init__(self, events: Events, lane: Lane | None, keymap: Keymap = DEFAULT_KEYMAP) -> None:
        super().__init__()
        self._events = events
        self._lane = lane
        self._keys = keymap
        self._lines = KindLines()
        self._cancel = Flag()

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(id="kinds"):
            yield LineList(self._lines, empty=own_text("counting …"), id="kinds-list")
        yield KeyFooter(dialog_keys(_KEYS, self._keys.shown), always=ALWAYS)

    def on_mount(self) -> None:
        """Begin to count."""
        self.query_one("#kinds").border_title = "Kinds"
        self.query_one(LineList).focus()
        self._count()

    def on_unmount(self) -> None:
        """Count no further."""
        self._cancel.set()

    @work(thread=True, group="kinds")
    def _count(self) -> None:
        counts = KindCounts()
        for counts in self._events.kinds(self._lane, self._cancel.is_set):
            self.post_message(self.Counted(counts, is_done=False))
        if not self._cancel.is_set():
            self.post_message(self.Counted(counts, is_done=True))

    @on(Counted)
    def take_counts(self, event: Counted) -> None:
        """Show what is counted so far; a cursor that was moved stays on its kind."""
        event.stop()
        kinds = self.query_one(LineList)
        key = self._lines.key(kinds.cursor) if kinds.cursor else None
        self._lines = KindLines(event.counts)
        if event.is_done:
            kinds.empty = own_text("no events here")
        kinds.show(self._lines)
        if key is not None:
            kinds.go_to(self._lines.index(key))
        self.query_one("#kinds").border_title = own_text(self._title(event.counts, is_done=event.is_done))

    def _title(self, counts: KindCounts, *, is_done: bool) -> str:
        """How many kinds there are in how many events."""
        number = len(counts.kinds)
        found = "1 kind" if number == 1 else f"{number:,} kinds"
        if counts.further:
            found = f"more than {found}"
        where = f" in the lane {self._lane.value}" if self._lane is not None else ""
        if is_done:
            return f"{found} of {counts.counted:,} events{where}"
        return f"{found} so far, {counts.counted:,} of {self._events.count(self._lane):,} events{where} counted"

    @on(LineList.Selected)
    def choose(self, event: LineList.Selected) -> None:
        """Filter by a kind, or say why that cannot be."""
        event.stop()
        typed = self._lines.query(event.index)
        if typed is None:
            self.notify(clean(f"no filter: {self._lines.why_not(event.index)}"), markup=False)
        else:
            self.dismiss(typed)
