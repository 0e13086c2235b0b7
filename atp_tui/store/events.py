"""The events of a trace as the commands and the explorer ask for them: by place, lane by lane."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent

Event = TraceEvent | BrokenEvent
"""An element of the trace."""


class Events(Protocol):
    """The events of a trace, each known by its place in the array, from 0."""

    def count(self, lane: Lane | None = None) -> int:
        """Return how many events a lane has, or the trace."""

    def at(self, place: int) -> Event:
        """Return the event at a place of the trace."""

    def place(self, lane: Lane | None, row: int) -> int:
        """Return the place in the trace of a row of a lane."""

    def row(self, lane: Lane | None, place: int) -> int:
        """Return how many events of a lane stand before a place of the trace."""

    def __iter__(self) -> Iterator[Event]:
        """Give the events in order."""


class LoadedEvents:
    """Events that are held in memory."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = tuple(events)
        lanes: dict[Lane, list[int]] = {lane: [] for lane in Lane}
        for place, event in enumerate(self._events):
            if isinstance(event, TraceEvent):
                for lane in event.lanes:
                    lanes[lane].append(place)
        self._lanes: Mapping[Lane, list[int]] = lanes

    def count(self, lane: Lane | None = None) -> int:
        """Return how many events a lane has, or the trace."""
        return len(self._events if lane is None else self._lanes[lane])

    def at(self, place: int) -> Event:
        """Return the event at a place of the trace."""
        return self._events[place]

    def place(self, lane: Lane | None, row: int) -> int:
        """Return the place in the trace of a row of a lane."""
        return row if lane is None else self._lanes[lane][row]

    def row(self, lane: Lane | None, place: int) -> int:
        """Return how many events of a lane stand before a place of the trace."""
        return place if lane is None else bisect_left(self._lanes[lane], place)

    def __iter__(self) -> Iterator[Event]:
        """Give the events in order."""
        return iter(self._events)
