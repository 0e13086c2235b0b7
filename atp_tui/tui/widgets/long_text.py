"""Text of any number of lines, of which only those on screen are made, wrapped and drawn."""

from typing import Final

from rich.text import Text
from textual.cache import LRUCache
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from atp_tui.tui.widgets.line_source import LineSource, NoLines
from atp_tui.tui.widgets.still_view import Still

_KEPT: Final = 500
"""Lines whose rows are remembered."""

_FOLDED: Final = 4096
"""Characters from which on a line is folded at any character: looking for spaces in it would take too long."""


class LongText(Still, ScrollView, can_focus=False):
    """Lines from a source, wrapped or scrolled sideways.

    The place is a line and a row of it, as how many rows all lines have is only known once all were wrapped. The
    scrollbar goes by lines.
    """

    DEFAULT_CSS = """
    LongText { height: 100%; width: 100%; overflow: hidden auto; scrollbar-size: 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._source: LineSource = NoLines()
        self._rows: LRUCache[int, list[Strip]] = LRUCache(_KEPT)
        self._place = (0, 0)
        self._left = 0
        self.is_wrapped = True
        """Whether lines are wrapped at the right edge."""

    def show(self, source: LineSource) -> None:
        """Show the lines of another source, from the first."""
        self._source = source
        self._place, self._left = (0, 0), 0
        self._start_again()
        self.scroll_to(y=0, force=True)

    def wrap(self, *, is_wrapped: bool) -> None:
        """Wrap lines, or let them stand as they are."""
        self.is_wrapped, self._left = is_wrapped, 0
        self._place = (self._place[0], 0)
        self._start_again()

    def on_resize(self) -> None:
        """Wrap lines at another edge."""
        self._place = (self._place[0], 0)
        self._start_again()

    def move(self, columns: int, rows: int) -> None:
        """Move by so many columns and rows."""
        self._left = max(0, self._left + columns) if not self.is_wrapped else 0
        line, row = self._place
        row += rows
        while row < 0 and line > 0:
            line -= 1
            row += len(self._rows_of(line))
        while row >= len(self._rows_of(line)) and line < self._source.count() - 1:
            row -= len(self._rows_of(line))
            line += 1
        self._go_to((line, max(0, row)))

    def go_to_end(self) -> None:
        """Show the last row at the lower edge."""
        self._go_to(self._last_place())

    def go_to_begin(self) -> None:
        """Show the first row at the upper edge."""
        self._go_to((0, 0))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the scrollbar."""
        super().watch_scroll_y(old_value, new_value)
        if round(new_value) != self._place[0]:
            self._place = min((round(new_value), 0), self._last_place())
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one row of the screen."""
        line, row = self._place
        row += y
        count = self._source.count()
        while line < count and row >= len(self._rows_of(line)):
            row -= len(self._rows_of(line))
            line += 1
        width = self.scrollable_content_region.width
        if line >= count:
            return Strip.blank(width, self.rich_style)
        return self._rows_of(line)[row].crop_extend(self._left, self._left + width, None).apply_style(self.rich_style)

    def _start_again(self) -> None:
        self._rows.clear()
        height = self.scrollable_content_region.height
        self.virtual_size = Size(self.size.width, self._source.count() + max(height, 1) - 1)
        self.refresh()

    def _go_to(self, place: tuple[int, int]) -> None:
        self._place = min(place, self._last_place())
        self.scroll_to(y=self._place[0], force=True)
        self.refresh()

    def _last_place(self) -> tuple[int, int]:
        """The place from which on all rows go onto the screen."""
        line, room = self._source.count(), self.scrollable_content_region.height
        while line > 0 and room > 0:
            line -= 1
            room -= len(self._rows_of(line))
        return line, max(0, -room)

    def _rows_of(self, line: int) -> list[Strip]:
        rows = self._rows.get(line)
        if rows is None:
            rows = [Strip(part.render(self.app.console)) for part in self._parts(line)] or [Strip([])]
            self._rows[line] = rows
        return rows

    def _parts(self, line: int) -> list[Text]:
        if line >= self._source.count():
            return []
        text = self._source.line(line)
        if isinstance(text, Strip):
            raise TypeError("a line that is drawn already cannot be wrapped")
        width = max(1, self.scrollable_content_region.width)
        if not self.is_wrapped:
            return [text]
        if len(text.plain) > _FOLDED:
            step = width if text.plain.isascii() else max(1, width // 2)
            return list(text.divide(range(step, len(text.plain), step)))
        return list(text.wrap(self.app.console, width, overflow="fold"))
