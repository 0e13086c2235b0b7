"""A list of any number of rows that makes only those that are on screen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from atp_tui.tui.widgets.key_tables import LIST_KEYS
from atp_tui.tui.widgets.line_source import LineSource, NoLines, StripCache, centred_row, scrolled, uncoloured
from atp_tui.tui.widgets.still_view import Still

GUTTER: Final = 2
"""Cells left of every row, for the signs of the cursor and of a mark."""

_COLUMNS_A_STEP: Final = 8


def _never(_row: int) -> bool:
    """Return false for every row."""
    return False


@dataclass
class RowMessage(Message):
    """Something happened to row *index* of *line_list*."""

    index: int
    line_list: "LineList"

    @property
    def control(self) -> "LineList":
        """The list that the message is from."""
        return self.line_list


class LineList(Still, ScrollView, can_focus=True, inherit_bindings=False):
    """A virtual list of rows with a cursor; the time for a frame depends on the rows on screen alone."""

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(own.keys, own.action, own.description, show=False, id=own.name) for own in LIST_KEYS
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line-list--alternate",
        "line-list--cursor",
        "line-list--dim",
        "line-list--empty",
        "line-list--gutter",
        "line-list--marked",
        "line-list--more",
    }

    DEFAULT_CSS = """
    LineList {
        height: 1fr;
        overflow: auto auto;
        scrollbar-size: 0 1;
        & > .line-list--alternate { background: $boost; }
        & > .line-list--dim, & > .line-list--empty { color: $text-muted; }
        & > .line-list--gutter { color: $text-accent; text-style: bold; }
        & > .line-list--marked { background: $accent-muted; }
        & > .line-list--more { color: $text-accent; }
        & > .line-list--cursor { background: $block-cursor-blurred-background; }
        &:focus > .line-list--cursor { background: $primary-muted; text-style: bold; }
    }
    """

    cursor: reactive[int] = reactive(0, repaint=False)
    """The row that the keys act on, from 0; 0 also when there are no rows."""

    zebra: reactive[bool] = reactive(False)
    """Whether every other row has a background of its own."""

    empty: reactive[Text | Content] = reactive(Text("nothing to show"))
    """What stands in the middle when there are no rows."""

    class Highlighted(RowMessage):
        """The cursor came to a row, a key found no row to move it to, or a new source put another row under it."""

        def can_replace(self, message: Message) -> bool:
            """Replace messages about rows that were only passed."""
            return isinstance(message, LineList.Highlighted) and message.line_list is self.line_list

    class Leapt(RowMessage):
        """The cursor left a row for the first or the last one."""

    class Selected(RowMessage):
        """A row was chosen, with Enter or a double click."""

    def __init__(
        self,
        source: LineSource | None = None,
        *,
        empty: Text | Content | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.is_marked: Callable[[int], bool] = _never
        """Says of a row number whether the row is marked; call :meth:`refresh` when its answers change."""
        self.is_dim: Callable[[int], bool] = _never
        """Says of a row number whether the row only stands there for context."""
        self._source: LineSource = NoLines()
        self._count = 0
        self._strips = StripCache()
        self._follows_end = False
        self.is_centred = False
        """Whether the cursor was put in the middle, where it stays through changes of size until it moves."""
        if empty is not None:
            self.set_reactive(LineList.empty, empty)
        if source is not None:
            self._take(source)

    @property
    def row_count(self) -> int:
        """The number of rows when the source was last asked."""
        return self._count

    @property
    def rows_on_screen(self) -> range:
        """The numbers of the rows that can be seen."""
        top = self.scroll_offset.y
        return range(top, min(self._count, top + self.scrollable_content_region.height))

    def show(self, source: LineSource) -> None:
        """Show another *source*; the cursor keeps its number where the source has it, else takes the last row."""
        at_end, before = self._is_at_end(), self.cursor
        self._take(source)
        self.cursor = self._count - 1 if at_end else before
        if self.cursor == before:
            self._reveal(centre=self.is_centred)
            self._announce()

    def refresh_rows(self, *, keep_end: bool = False) -> None:
        """Show rows gained or lost; a cursor sent to the end stays there, with *keep_end* any as far from it."""
        at_end, before = self._is_at_end(), self._count
        self._take(self._source, keep_width=True)
        if step := self._count - before if keep_end else 0:
            self.scroll_to(y=self.scroll_offset.y + step, force=True)
        self.cursor = self._count - 1 if at_end else self.cursor + step
        if not before:
            self._announce()

    def go_to(self, index: int, *, centre: bool = False) -> None:
        """Put the cursor on row *index*, even if it is newer than the last refresh, or the nearest, and show it."""
        if index >= self._count != self._source.count():
            self.refresh_rows()
        self.cursor = index
        self._follows_end = self._count > 1 and self.cursor == self._count - 1
        self._reveal(centre=centre)

    def _is_at_end(self) -> bool:
        return self._follows_end and self.cursor == self._count - 1

    def _take(self, source: LineSource, *, keep_width: bool = False) -> None:
        self._source, self._count = source, source.count()
        self._strips.start(keep_width=keep_width)
        self._fit()
        self.refresh()

    def _fit(self) -> None:
        """Make the scrolled area as wide as the widest row known and as high as there are rows."""
        self.virtual_size = Size(GUTTER + self._strips.widest, self._count)

    def _reveal(self, *, centre: bool = False) -> None:
        """Scroll as little as brings the cursor into view, or so that it stands in the middle."""
        self.is_centred = centre
        height = self.scrollable_content_region.height
        if height > 0:
            top = self.cursor - height // 2 if centre else self.scroll_offset.y
            self.scroll_to(y=min(max(top, self.cursor - height + 1), self.cursor), force=True)

    def _announce(self) -> None:
        if self._count:
            self.post_message(self.Highlighted(self.cursor, self))

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row that there is."""
        return max(0, min(cursor, self._count - 1))

    def watch_cursor(self, before: int, cursor: int) -> None:
        """Draw both rows anew, follow the cursor and tell of it."""
        self.refresh_line(before)
        self.refresh_line(cursor)
        self._reveal()
        self._announce()

    def on_resize(self) -> None:
        """Keep some screens of rows, and bring the cursor into view, also one that was set before there was a size."""
        self._strips.make_place(self.size.height)
        if self.size.height:
            self._reveal(centre=self.is_centred)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse clicked; a second click at once selects."""
        offset = event.get_content_offset(self)
        if offset is not None and (row := offset.y + self.scroll_offset.y) < self._count:
            self.go_to(row)
            if event.chain == 2:  # noqa: PLR2004
                self.action_select()

    def action_move(self, rows: int) -> None:
        """Move the cursor by *rows*."""
        before = self.cursor
        self.go_to(before + rows)
        if self.cursor == before:
            self._announce()

    def action_turn(self, pages: float) -> None:
        """Move the cursor and what is on screen by *pages*."""
        rows = int(pages * self.scrollable_content_region.height) or (1 if pages > 0 else -1)
        self.scroll_to(y=self.scroll_offset.y + rows, force=True)
        self.go_to(self.cursor + rows)

    def action_first(self) -> None:
        """Go to the first row."""
        self._leap(0)

    def action_last(self) -> None:
        """Go to the last row, and stay at the end while rows are added."""
        self._leap(self._count - 1)

    def _leap(self, row: int) -> None:
        if self._count:
            self.post_message(self.Leapt(self.cursor, self))
        self.go_to(row)

    def action_shift(self, steps: int) -> None:
        """Scroll sideways by *steps*."""
        self.scroll_to(x=self.scroll_offset.x + steps * _COLUMNS_A_STEP, force=True)

    def action_select(self) -> None:
        """Post that the cursor's row was chosen."""
        if self._count:
            self.post_message(self.Selected(self.cursor, self))

    def render_line(self, y: int) -> Strip:
        """Draw one row of the screen."""
        row = y + self.scroll_offset.y
        if row >= self._count:
            return self._blank_line(y)
        width = self.scrollable_content_region.width - GUTTER
        strip = self._strips.strip(self._source, row, self.app.console)
        if self._strips.is_outgrown:
            self._strips.start(keep_width=True)
            self.call_later(self.refresh)
        if self._strips.widest + GUTTER > self.virtual_size.width:
            self.call_later(self._fit)
        left = self.scroll_offset.x
        body = scrolled(strip, left, width, self._source)
        if strip.cell_length > left + width > left:
            body = Strip([*body.crop(0, width - 1), Segment("…", self._ink("more"))])
        whole = Strip([self._signs(row), *body]).extend_cell_length(self.size.width)
        is_plain = row == self.cursor and self.app.console.color_system == "standard"
        return (uncoloured(whole) if is_plain else whole).apply_style(self._row_style(row))

    def _blank_line(self, y: int) -> Strip:
        """A row below the last one, or of the text that stands for all of them."""
        row = None if self._count else centred_row(self.empty, y, self.size, self.app.console)
        if row is None:
            return Strip.blank(self.size.width, self.rich_style)
        return row.apply_style(self.get_component_rich_style("line-list--empty"))

    def _signs(self, row: int) -> Segment:
        """What says without colour where the cursor is and which rows are marked."""
        signs = (">" if row == self.cursor else " ") + ("*" if self.is_marked(row) else " ")
        return Segment(signs, self._ink("gutter"))

    def _ground(self, row: int) -> str:
        """The name of the look that gives *row* its background."""
        if row == self.cursor:
            return "cursor"
        if self.is_marked(row):
            return "marked"
        return "alternate" if self.zebra and row % 2 else ""

    def _row_style(self, row: int) -> Style:
        """The style under everything in *row*."""
        ground = self._ground(row)
        style = self.get_component_rich_style(f"line-list--{ground}") if ground else self.rich_style
        return style + self._ink("dim") if self.is_dim(row) else style

    def _ink(self, name: str) -> Style:
        """The look called *name* without its background, to be laid over any other."""
        style = self.get_component_rich_style(f"line-list--{name}")
        return Style(color=style.color, bold=style.bold)
