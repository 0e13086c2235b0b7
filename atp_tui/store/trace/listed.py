"""The events of a lane as rows of a list, with or without those that report scheduling alone."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from atp_tui.engine.trace import Lane
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.events import Events
from atp_tui.store.trace.words import Offsets

_SCHEDULED_LANES: Final = (None, Lane.PATH)
"""The lanes that have events of the scheduler: all of the trace, and the path lane."""


class ListedEvents:
    """The rows of a lane.

    Where scheduler events are hidden, those to keep are listed all the same. Their rows are known beforehand, so that
    a row costs two binary searches: one among the kept events, one among all others.

    Args:
        events: The events of the trace; they may become more.
        lane: The lane, or None for all events.
        hides_scheduler: Whether scheduler events are hidden.
        kept: Places of events that are never hidden.
    """

    def __init__(self, events: Events, lane: Lane | None, *, hides_scheduler: bool, kept: Iterable[int] = ()) -> None:
        self._events = events
        self._lane = lane
        self._hides = hides_scheduler
        self._kept: Offsets = np.empty(0, dtype=np.int64)
        if hides_scheduler and lane in _SCHEDULED_LANES:
            self._kept = _hidden_among(events, kept)
        shown = events.shown(lane) if len(self._kept) else None
        ranks = [] if shown is None else [shown.rank(place) for place in self._kept.tolist()]
        self._kept_rows = [rank + number for number, rank in enumerate(ranks)]

    @property
    def hidden(self) -> int:
        """How many events of the lane are hidden, as far as is known."""
        return self._events.count(self._lane) - self.count()

    def count(self) -> int:
        """Return the number of rows, as far as is known."""
        return self._events.shown(self._lane).count + len(self._kept) if self._hides else self._events.count(self._lane)

    def place(self, row: int) -> int:
        """Return the place in the trace of a row."""
        if not self._hides:
            return self._events.place(self._lane, row)
        number = bisect_left(self._kept_rows, row)
        if number < len(self._kept_rows) and self._kept_rows[number] == row:
            return int(self._kept[number])
        return self._events.shown(self._lane).select(row - number)

    def row(self, place: int) -> int:
        """Return the row of the event at a place, or of the next one that is listed."""
        if not self._hides:
            return self._events.row(self._lane, place)
        return self._events.shown(self._lane).rank(place) + int(np.searchsorted(self._kept, place))

    def has(self, place: int) -> bool:
        """Return whether the event at a place has a row."""
        row = self.row(place)
        return row < self.count() and self.place(row) == place


def _hidden_among(events: Events, places: Iterable[int]) -> Offsets:
    """Return the known scheduler events at some places, in order, each once."""
    shown, total = events.shown(None), events.count()
    found = np.unique(np.fromiter(places, dtype=np.int64))
    found = found[(found >= 0) & (found < total)]
    return found[~shown.holds(found)]
