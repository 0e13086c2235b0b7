"""Which rows of two traces are listed: those of a lane, of a filter, and with or without scheduler events."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from atp_tui.engine.diff.alignment import Row
from atp_tui.engine.event_filter import EventFilter
from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.tui.panes.events.view import parse
from atp_tui.tui.side_rows import AlignedRows

_TELL_EVERY: Final = 0.2
"""Seconds between two reports of rows that were found."""

_LOOK_EVERY: Final = 256
"""Rows after which it is checked whether they are still wanted."""

_WAIT: Final = 0.02
"""Seconds to wait for further rows."""


@dataclass(frozen=True, slots=True)
class SideView:
    """What two traces side by side show."""

    lane: Lane | None = None
    query_text: str = ""
    """The filter as it was typed; always one that can be parsed."""
    scheduler: bool = False
    """Whether events that report scheduling alone are listed, too; a match of a filter is listed in any case."""

    @property
    def is_all(self) -> bool:
        """Whether every row is listed."""
        return self == SideView(scheduler=True)

    def has(self, row: Row) -> bool:
        """Return whether the event of one of the sides is listed."""
        query = parse(self.query_text)
        wanted = EventFilter(query, hides_scheduler=not self.scheduler and not query.terms)
        return any(
            placed is not None
            and (self.lane is None or (isinstance(placed.event, TraceEvent) and self.lane in placed.event.lanes))
            and wanted.holds(placed.event)
            for placed in (row.first, row.second)
        )


def narrow(
    rows: AlignedRows,
    view: SideView,
    shown: AlignedRows,
    is_aligned: Callable[[], bool],
    is_cancelled: Callable[[], bool],
) -> Iterator[bool]:
    """Add to *shown* the rows that a view lists, and yield now and then, last with True once all are there.

    Args:
        rows: All rows, which may become more.
        view: Which of them to list.
        shown: Where they are added.
        is_aligned: Whether no more rows are to come.
        is_cancelled: Whether the rows are no longer wanted.
    """
    number, told = 0, time.monotonic()
    while not is_cancelled():
        is_last = is_aligned()
        until = rows.count()
        for index in range(number, until):
            if index % _LOOK_EVERY == 0 and is_cancelled():
                return
            if view.has(row := rows.row(index)):
                shown.add(row)
            if time.monotonic() - told >= _TELL_EVERY:
                told = time.monotonic()
                yield False
        number = until
        if is_last:
            yield True
            return
        time.sleep(_WAIT)
