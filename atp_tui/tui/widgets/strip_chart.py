"""Rows of columns over one axis, with a cursor and a range on it."""

import math
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from atp_tui.cells import fitted
from atp_tui.clean import clean
from atp_tui.tui.widgets.key_tables import CHART_KEYS

_LEVELS: Final = " ▁▂▃▄▅▆▇█"
_MARK: Final = "▲"
_TICK: Final = "╵"

SCALE: Final = "log scale"
"""How the heights of a chart follow from its numbers, in words."""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One row: a label and a number a column."""

    label: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """The axis below the columns: a unit, and numbers at some of the columns."""

    unit: str = ""
    ticks: tuple[tuple[int, str], ...] = ()
    """Columns, from 0, each with its label."""

    def text(self, width: int) -> str:
        """Return the axis in *width* columns; a tick whose number has no room is left out."""
        cells = " " * width
        for column, number in self.ticks:
            label = f"{_TICK}{number}"
            end = column + len(label)
            if end <= width and not cells[max(0, column - 1) : end].strip():
                cells = f"{cells[:column]}{label}{cells[end:]}"
        return cells


def columns(values: tuple[int, ...], full: int | None = None) -> str:
    """Return numbers as columns of a height in eighths; anything above none shows.

    Args:
        values: The numbers.
        full: The number of a full column; None for the highest of them.
    """
    highest = max(values, default=0) if full is None else full
    last = len(_LEVELS) - 1
    return "".join(_LEVELS[0 if not value else max(1, value * last // highest)] for value in values)


def log_columns(values: tuple[int, ...], height: int = 1) -> tuple[str, ...]:
    """Return numbers as columns that are *height* rows high, the top row first.

    The height goes with the logarithm of the number, so that one high number does not flatten all others.
    """
    last = len(_LEVELS) - 1
    highest = math.log1p(max(values, default=0)) or 1.0
    levels = [0 if not value else max(1, round(math.log1p(value) / highest * last * height)) for value in values]
    rows = range(height - 1, -1, -1)
    return tuple("".join(_LEVELS[max(0, min(last, level - row * last))] for level in levels) for row in rows)


class StripChart(Widget, can_focus=True):
    """Charts one above the other, marks and an axis below; a cursor walks over the columns and may draw out a range.

    The charts share the height of the widget. In a single row the marks are drawn over the sum of the charts.
    """

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(own.keys, own.action, own.description, show=False, id=own.name) for own in CHART_KEYS
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "strip-chart--label",
        "strip-chart--bar",
        "strip-chart--mark",
        "strip-chart--axis",
        "strip-chart--cursor",
        "strip-chart--range",
    }

    DEFAULT_CSS = """
    StripChart {
        height: 1fr;
        & > .strip-chart--label { color: $text-muted; }
        & > .strip-chart--bar { color: $primary; }
        & > .strip-chart--mark { color: $warning; text-style: bold; }
        & > .strip-chart--axis { color: $text-muted; }
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
        self._axis = Axis()
        self._title = ""

    @property
    def column_count(self) -> int:
        """How many columns there is place for."""
        return max(0, self.size.width - self._label_width)

    @property
    def selected(self) -> tuple[int, int]:
        """The first and the last column of the range, the cursor's alone where there is none."""
        range_start = self.cursor if self.range_start is None else self.range_start
        return min(range_start, self.cursor), max(range_start, self.cursor)

    def show(self, rows: tuple[ChartRow, ...], marks: tuple[int, ...], axis: Axis = Axis(), title: str = "") -> None:
        """Show other rows and marks, a number for each column; *title* is the label where all is in one row."""
        self._rows, self._marks, self._axis, self._title = rows, marks, axis, title
        self.refresh()

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a column that there is."""
        return max(0, min(cursor, len(self._marks) - 1))

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        lines = self._lines() if self._marks else ()
        if y >= len(lines):
            return Strip.blank(self.size.width, self.rich_style)
        label, cells, look = lines[y]
        style = self.get_component_rich_style(f"strip-chart--{look}", partial=True)
        head = Segment(fitted(clean(label), self._label_width), self._label_style)
        return Strip([head, *self._cells(cells, style)]).adjust_cell_length(self.size.width, self.rich_style)

    def _lines(self) -> tuple[tuple[str, str, str], ...]:
        """The rows from the top: label, cells, and the name of their look."""
        marks = "".join(_MARK if count else " " for count in self._marks)
        if self.size.height == 1:
            (sums,) = log_columns(tuple(map(sum, zip(*(row.values for row in self._rows), strict=True))))
            marked = "".join(bar if mark == " " else mark for bar, mark in zip(sums, marks, strict=True))
            return ((self._title, marked, "bar"),)
        height = max(1, (self.size.height - 2) // max(1, len(self._rows)))
        charts = [
            (row.label if not number else "", cells, "bar")
            for row in self._rows
            for number, cells in enumerate(log_columns(row.values, height))
        ]
        return (*charts, ("", marks, "mark"), (self._axis.unit, self._axis.text(len(marks)), "axis"))

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
