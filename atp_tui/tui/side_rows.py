"""Events of two sides beside each other: rows by number, kept small, and how a row is drawn."""

from array import array
from bisect import bisect_left, bisect_right
from typing import Final, Protocol

from rich.text import Text

from atp_tui.engine.diff.alignment import Placed, Row, RowKind
from atp_tui.engine.diff.model import Divergence
from atp_tui.engine.event_text import text_of
from atp_tui.engine.lab_time import milliseconds
from atp_tui.engine.trace import BrokenEvent, seq_text
from atp_tui.report.diff_parts import event_text
from atp_tui.store.trace.events import Events
from atp_tui.tui.text import BAD, GOOD, QUIET, joined, lines, own_text, pack_text

_LOOKS: Final = {
    RowKind.SAME: ("  ", ""),
    RowKind.CHANGED: ("~ ", "bold yellow"),
    RowKind.FIRST_ONLY: ("- ", BAD),
    RowKind.SECOND_ONLY: ("+ ", GOOD),
}
"""A sign and a style for each kind of row, so that it can be told without colour."""

_BETWEEN: Final = " | "
_NARROWEST: Final = 12
_KINDS: Final = tuple(RowKind)


class SideRows(Protocol):
    """Rows of two sides by number; their count may grow."""

    def count(self) -> int:
        """Return the number of rows there are now."""

    def row(self, index: int) -> Row:
        """Return a row."""


class DivergenceRows:
    """The rows around the place where two traces part: what both have, then each side from there on."""

    def __init__(self, divergence: Divergence | None) -> None:
        self._rows = () if divergence is None else tuple(_rows_of(divergence))

    def count(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    def row(self, index: int) -> Row:
        """Return a row."""
        return self._rows[index]


class AlignedRows:
    """The rows of two whole traces, some seventeen bytes each; one thread adds to them while another reads.

    Args:
        first: The events of the first side.
        second: Those of the second.
    """

    def __init__(self, first: Events, second: Events) -> None:
        self._first = first
        self._second = second
        self._kinds = bytearray()
        self._first_places = array("q")
        self._second_places = array("q")
        self.differences = array("q")
        """The numbers of the rows at which one or more rows that differ begin."""

    def add(self, row: Row) -> None:
        """Add a row at the end."""
        if row.kind is not RowKind.SAME and (not self._kinds or _KINDS[self._kinds[-1]] is RowKind.SAME):
            self.differences.append(len(self._kinds))
        self._kinds.append(_KINDS.index(row.kind))
        self._first_places.append(-1 if row.first is None else row.first.place)
        self._second_places.append(-1 if row.second is None else row.second.place)

    def count(self) -> int:
        """Return the number of rows there are now."""
        return len(self._second_places)

    def row(self, index: int) -> Row:
        """Return a row."""
        first, second = self._first_places[index], self._second_places[index]
        return Row(
            _KINDS[self._kinds[index]],
            None if first < 0 else Placed(first, self._first.at(first)),
            None if second < 0 else Placed(second, self._second.at(second)),
        )

    def emptied(self) -> "AlignedRows":
        """Return rows of the same two sides, of which there are none yet."""
        return AlignedRows(self._first, self._second)

    def near(self, index: int) -> int | None:
        """Return the place in the first side of a row or of the next one that has an event there; None for none."""
        return next((place for place in self._first_places[index:] if place >= 0), None)

    def row_near(self, place: int) -> int:
        """Return the number of the first row whose event of the first side is at or after a place, else of the last."""
        return next((row for row, found in enumerate(self._first_places) if found >= place), self.count() - 1)

    def difference(self, index: int, step: int) -> int | None:
        """Return the number of the row at which the next difference begins, or the one before; None for none."""
        if step > 0:
            after = bisect_right(self.differences, index)
            return self.differences[after] if after < len(self.differences) else None
        before = bisect_left(self.differences, index)
        return self.differences[before - 1] if before else None


class SideLines:
    """Rows of two sides as a list draws them, in two columns.

    Args:
        rows: The rows.
        width: Cells that a row may have.
    """

    def __init__(self, rows: SideRows, width: int) -> None:
        self.rows = rows
        self._width = width

    def count(self) -> int:
        """Return the number of rows there are now."""
        return self.rows.count()

    def line(self, index: int) -> Text:
        """Return a row."""
        return side_line(self.rows.row(index), self._width)


def side_line(row: Row, width: int) -> Text:
    """Return a row: its sign, and both sides as far as they go into *width* cells."""
    sign, style = _LOOKS[row.kind]
    column = max(_NARROWEST, (width - len(sign) - len(_BETWEEN)) // 2)
    first, second = (_column(placed, column, style) for placed in (row.first, row.second))
    return joined(own_text(sign, style), first, own_text(_BETWEEN, QUIET), second)


def side_heading(sides: tuple[str, str], width: int) -> Text:
    """Return what stands above the columns: the names of the sides."""
    column = max(_NARROWEST, (width - 2 - len(_BETWEEN)) // 2)
    first, second = (own_text(name, "bold") for name in sides)
    first.truncate(column, overflow="ellipsis", pad=True)
    second.truncate(column, overflow="ellipsis")
    return joined("  ", first, own_text(_BETWEEN, QUIET), second)


def side_detail(row: Row, sides: tuple[str, str]) -> Text:
    """Return both events of a row in full, one below the other; an event that both have stands once."""
    _, style = _LOOKS[row.kind]
    if row.kind is RowKind.SAME and row.first is not None:
        return joined(own_text("both: ", QUIET), pack_text(event_text(row.first.event)))
    return lines(
        *(
            joined(own_text(f"{name}: ", QUIET), pack_text(event_text(placed.event), style))
            if placed is not None
            else joined(own_text(f"{name}: ", QUIET), own_text("no event here"))
            for name, placed in zip(sides, (row.first, row.second), strict=True)
        )
    )


def _column(placed: Placed | None, width: int, style: str) -> Text:
    text = own_text("") if placed is None else pack_text(_short(placed)[: 4 * width], style)
    text.truncate(width, overflow="ellipsis", pad=True)
    return text


def _short(placed: Placed) -> str:
    """An event in as few cells as tell what it is."""
    event = placed.event
    if isinstance(event, BrokenEvent):
        return f"x {placed.place:06d} BROKEN: {event.found}"
    fields = event.fields
    return f"{seq_text(fields.seq)} {milliseconds(fields.time)} {fields.kind or '-'} {text_of(fields)}"


def _rows_of(divergence: Divergence) -> list[Row]:
    start = divergence.place - len(divergence.before)
    rows = [
        Row(RowKind.SAME, Placed(at, event), Placed(at, event)) for at, event in enumerate(divergence.before, start)
    ]
    ones, others = divergence.first, divergence.second
    for at in range(max(len(ones), len(others))):
        one, other = (Placed(divergence.place + at, side[at]) if at < len(side) else None for side in (ones, others))
        rows.append(Row(_kind_of(one, other), one, other))
    return rows


def _kind_of(one: Placed | None, other: Placed | None) -> RowKind:
    if one is None:
        return RowKind.SECOND_ONLY
    if other is None:
        return RowKind.FIRST_ONLY
    return RowKind.SAME if one.event.raw == other.event.raw else RowKind.CHANGED
