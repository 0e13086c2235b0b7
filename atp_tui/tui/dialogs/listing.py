"""A list above a screen, with the row under the cursor in full below it."""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from atp_tui.tui.dialogs.closing import closing_keys
from atp_tui.tui.footers import ALWAYS, dialog_keys
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.text import joined, own_text
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.line_list import LineList
from atp_tui.tui.widgets.line_source import LineSource


class ListingScreen(ModalScreen[int | None]):
    """Shows a list; returns the number of the row that is chosen, where one can be.

    Args:
        title: What is listed.
        source: The rows.
        empty: What is shown where there are none.
        choice: What choosing a row does, in a word for the footer; empty where none can be chosen.
        keymap: The keys that are shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = closing_keys()

    def __init__(
        self, title: str, source: LineSource, empty: str, choice: str = "", keymap: Keymap = DEFAULT_KEYMAP
    ) -> None:
        super().__init__()
        self._title, self._source, self._empty, self._choice = title, source, empty, choice
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """Lay out the list, the row in full, and the keys."""
        own = (("list.select", self._choice),) if self._choice else ()
        with Vertical(id="listing"):
            yield LineList(self._source, empty=own_text(self._empty), id="listing-list")
            yield Static(id="listing-row")
        yield KeyFooter(dialog_keys(own, self._keymap.shown), always=ALWAYS)

    def on_mount(self) -> None:
        """Show what is listed."""
        self.query_one("#listing").border_title = own_text(self._title)
        self.query_one(LineList).focus()

    @on(LineList.Highlighted)
    def show_row(self, event: LineList.Highlighted) -> None:
        """Show the row in full."""
        event.stop()
        line = self._source.line(event.index)
        self.query_one("#listing-row", Static).update(joined(line if isinstance(line, Text) else line.text))

    @on(LineList.Selected)
    def choose(self, event: LineList.Selected) -> None:
        """Return the row."""
        event.stop()
        if self._choice:
            self.dismiss(event.index)
