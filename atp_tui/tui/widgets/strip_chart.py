"""Rows of columns over one axis, with a cursor and a range on it."""

from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from atp_tui.cells import fitted
from atp_tui.clean import clean
from atp_tui.tui.widgets.key_tables import CHART_KEYS

_LEVELS: Final = " ▁▂▃▄▅▆▇█"
_MARK: Final = "▲"


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One row: a label and a number a column."""

    label: str
    values: tuple[int, ...]


def columns(values: tuple[int, ...]) -> str:
    """Return numbers as columns of a height in eighths; anything above none shows."""
    highest = max(values, default=0)
    last = len(_LEVELS) - 1
    return "".join(_LEVELS[0 if not value else max(1, value * last // highest)] for value in values)


class StripChart(Widget, can_focus=True):
    """Charts one above the other, a row of marks below; a cursor walks over the columns and may draw out a range."""

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(own.keys, own.action, own.description, show=False, id=own.name) for own in CHART_KEYS
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "strip-chart--label",
        "strip-chart--bar",
        "strip-chart--mark",
        "strip-chart--cursor",
        "strip-chart--range",
    }

    DEFAULT_CSS = """
    StripChart {
        height: auto;
        & > .strip-chart--label { color: $text-muted; }
        & > .strip-chart--bar { color: $primary; }
        & > .strip-chart--mark { color: $warning; text-style: bold; }
        & > .strip-chart--cursor { background: $block-cursor-blurred-background; }
        & > .strip-chart--range { background: $accent-muted; }
        &:focus > .strip-chart--cursor { background: $accent; color: $background; }
    }
    """

    cursor: reactive[int] = reactive(0)
    """The column of the cursor, from 0."""

    range_start: reactive[int | None] = reactive(None)
    """The column at which the range begins that the cursor ends; None where there is no range."""

    @dataclass
    class Moved(Message):
        """The cursor came to another column."""

        column: int
        chart: "StripChart"

    @dataclass
    class Chosen(Message):
        """A range of columns was taken, both ends included."""

        first: int
        last: int
        chart: "StripChart"

    def __init__(self, *, label_width: int, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._label_width = label_width
        self._rows: tuple[ChartRow, ...] = ()
        self._marks: tuple[int, ...] = ()

    @property
    def column_count(self) -> int:
        """How many columns there is place for."""
        return max(0, self.size.width - self._label_width)

    @property
    def selected(self) -> tuple[int, int]:
        """The first and the last column of the range, the cursor's alone where there is none."""
        range_start = self.cursor if self.range_start is None else self.range_start
        return min(range_start, self.cursor), max(range_start, self.cursor)

    def show(self, rows: tuple[ChartRow, ...], marks: tuple[int, ...]) -> None:
        """Show other rows and marks, a number for each column."""
        taller = len(rows) != len(self._rows)
        self._rows, self._marks = rows, marks
        self.refresh(layout=taller)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return a row for each chart and one for the marks."""
        return len(self._rows) + 1

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a column that there is."""
        return max(0, min(cursor, len(self._marks) - 1))

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        if y > len(self._rows) or not self._marks:
            return Strip.blank(self.size.width, self.rich_style)
        is_marks = y == len(self._rows)
        label = "" if is_marks else self._rows[y].label
        cells = "".join(_MARK if count else " " for count in self._marks) if is_marks else columns(self._rows[y].values)
        style = self.get_component_rich_style("strip-chart--mark" if is_marks else "strip-chart--bar", partial=True)
        head = Segment(fitted(clean(label), self._label_width), self._label_style)
        return Strip([head, *self._cells(cells, style)]).adjust_cell_length(self.size.width, self.rich_style)

    @property
    def _label_style(self) -> Style:
        return self.get_component_rich_style("strip-chart--label")

    def _cells(self, cells: str, style: Style) -> list[Segment]:
        first, last = self.selected
        ground = self.get_component_rich_style("strip-chart--range", partial=True)
        cursor = self.get_component_rich_style("strip-chart--cursor", partial=True)
        plain = self.rich_style + style
        segments = []
        for column, cell in enumerate(cells):
            shown = plain
            if self.range_start is not None and first <= column <= last:
                shown += ground
            if column == self.cursor:
                shown += cursor
            segments.append(Segment(cell, shown))
        return segments

    def watch_cursor(self) -> None:
        """Post where the cursor is."""
        if self._marks:
            self.post_message(self.Moved(self.cursor, self))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a range where the mouse is pressed."""
        if (column := self._column(event)) is not None:
            self.capture_mouse()
            self.range_start = None
            self.cursor = column

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Draw the range out while the mouse is held."""
        if self.app.mouse_captured is self and (column := self._column(event)) is not None and column != self.cursor:
            if self.range_start is None:
                self.range_start = self.cursor
            self.cursor = column

    def on_mouse_up(self) -> None:
        """Post the range that was dragged."""
        self.capture_mouse(capture=False)
        if self.range_start is not None:
            self.action_choose()

    def _column(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset_capture(self)
        column = offset.x - self._label_width
        return column if 0 <= column < len(self._marks) else None

    def action_move(self, step: int) -> None:
        """Move the cursor by *step* columns."""
        self.cursor += step

    def action_edge(self, end: int) -> None:
        """Go to the first column or the last."""
        self.cursor = (len(self._marks) - 1) * end

    def action_anchor(self) -> None:
        """Begin a range at the cursor, or drop the one that was begun."""
        self.range_start = self.cursor if self.range_start is None else None

    def action_choose(self) -> None:
        """Post the range, or the column of the cursor."""
        if self._marks:
            self.post_message(self.Chosen(*self.selected, self))
