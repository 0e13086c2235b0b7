"""Two lists of events that scroll as one, and below them the row under the cursor in full."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Static

from atp_tui.engine.diff.alignment import Row
from atp_tui.tui.side_rows import SideLines, SideRows, side_detail, side_heading
from atp_tui.tui.text import own_text
from atp_tui.tui.widgets.line_list import GUTTER, LineList


class SideBySide(Vertical):
    """Events of two sides in two columns.

    Args:
        sides: What the two sides are called.
    """

    @dataclass
    class Selected(Message):
        """A row was selected."""

        row: Row

    def __init__(self, sides: tuple[str, str], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._sides = sides
        self._rows: SideRows | None = None
        self._wanted: int | None = None

    def compose(self) -> ComposeResult:
        """Lay out the names, the list and the text below it."""
        yield Static(id="side-names")
        yield LineList(empty=own_text("reading …"), id="side-list")
        with VerticalScroll(id="side-detail", can_focus=False):
            yield Static(id="side-detail-text")

    @property
    def cursor(self) -> int:
        """The number of the row under the cursor."""
        return self.query_one(LineList).cursor

    def show(self, rows: SideRows, empty: str, at: int = 0) -> None:
        """Show other rows, the cursor on row *at*; *empty* stands where there are none."""
        self._rows, self._wanted = rows, at
        self.query_one(LineList).empty = own_text(empty)
        self._draw()

    def take_more(self) -> None:
        """Show rows that have been added."""
        self.query_one(LineList).refresh_rows()

    def go_to(self, index: int) -> None:
        """Put the cursor on a row, in the middle of the list."""
        self._wanted = index
        self._draw()

    def on_resize(self) -> None:
        """Resize the columns."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        side_list = self.query_one(LineList)
        width = side_list.scrollable_content_region.width - GUTTER
        if self._rows is not None and width > 0:
            heading = side_heading(self._sides, width)
            self.query_one("#side-names", Static).update(heading)
            side_list.show(SideLines(self._rows, width))
            if self._wanted is not None:
                side_list.go_to(self._wanted, centre=True)
                self._wanted = None

    @on(LineList.Highlighted)
    def show_detail(self, event: LineList.Highlighted) -> None:
        """Show both events of the row in full."""
        event.stop()
        if self._rows is not None and event.index < self._rows.count():
            detail = side_detail(self._rows.row(event.index), self._sides)
            self.query_one("#side-detail-text", Static).update(detail)

    @on(LineList.Selected)
    def choose(self, event: LineList.Selected) -> None:
        """Post which row was chosen."""
        event.stop()
        if self._rows is not None:
            self.post_message(self.Selected(self._rows.row(event.index)))
