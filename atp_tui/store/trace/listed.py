"""The events of a lane as rows of a list, with or without those that report scheduling alone."""

from collections.abc import Iterable, Sequence
from typing import Final

from atp_tui.engine.trace import Lane
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.events import Event, Events
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
        self.events = events
        self.lane = lane
        self._hides = hides_scheduler
        self._kept: Offsets = np.empty(0, dtype=np.int64)
        if hides_scheduler and lane in _SCHEDULED_LANES:
            self._kept = _hidden_among(events, kept)
        self._kept_rows = self._kept
        if len(self._kept):
            self._kept_rows = events.shown(lane).ranks(self._kept) + np.arange(len(self._kept))

    @property
    def hidden(self) -> int:
        """How many events of the lane are hidden, as far as is known."""
        return self.events.count(self.lane) - self.count()

    def count(self) -> int:
        """Return the number of rows, as far as is known."""
        return self.events.shown(self.lane).count + len(self._kept) if self._hides else self.events.count(self.lane)

    def place(self, row: int) -> int:
        """Return the place in the trace of a row."""
        if not self._hides:
            return self.events.place(self.lane, row)
        number = int(np.searchsorted(self._kept_rows, row))
        if number < len(self._kept_rows) and self._kept_rows[number] == row:
            return int(self._kept[number])
        return self.events.shown(self.lane).select(row - number)

    def row(self, place: int) -> int:
        """Return the row of the event at a place, or of the next one that is listed."""
        if not self._hides:
            return self.events.row(self.lane, place)
        return self.events.shown(self.lane).rank(place) + int(np.searchsorted(self._kept, place))

    @property
    def ahead(self) -> Sequence[Event]:
        """The last events to list, while those before them are not all known and the lane is the whole trace."""
        if self.lane is not None:
            return ()
        return [event for event in self.events.ahead if not (self._hides and event.is_scheduler)]

    def lists_all(self, places: Iterable[int]) -> bool:
        """Return whether no event at some places is hidden."""
        if not self._hides or self.lane not in _SCHEDULED_LANES:
            return True
        return bool(np.isin(_hidden_among(self.events, places), self._kept).all())


def _hidden_among(events: Events, places: Iterable[int]) -> Offsets:
    """Return the known scheduler events at some places, in order, each once."""
    shown, total = events.shown(None), events.count()
    # np.unique would load the package of masked arrays, which takes longer than all else here.
    found = np.sort(np.fromiter(places, dtype=np.int64))
    found = found[(found >= 0) & (found < total)]
    found = found[np.diff(found, prepend=-1) > 0]
    return found[~shown.holds(found)]
