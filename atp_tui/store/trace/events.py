"""The events of a trace as the commands and the explorer ask for them: by place, lane by lane, of any number."""

import os
import weakref
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Event as Flag
from typing import Final, Protocol

from atp_tui.engine.event_filter import EventFilter
from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent
from atp_tui.store.trace.file import READ, TraceFile
from atp_tui.store.trace.index import PAGE, Snapshot, TraceIndex
from atp_tui.store.trace.index_cache import IndexCache, TraceKey
from atp_tui.store.trace.kind_counts import KindCounts, KindTally
from atp_tui.store.trace.lane_bits import LaneBits
from atp_tui.store.trace.matches import find
from atp_tui.store.trace.pages import GONE, Event, TracePages
from atp_tui.store.trace.scan import OnBatch
from atp_tui.store.trace.search import search

__all__ = ["Event", "Events", "IndexedEvents", "LoadedEvents"]

AHEAD: Final = 200
"""Events at the end that are read before those between."""

_WAIT: Final = 0.05
"""Seconds after which a search looks again for what the index has learned."""


class Events(Protocol):
    """The events of a trace, each known by its place in the array, from 0."""

    @property
    def share(self) -> float:
        """How much of the trace is known, from 0 to 1; all that is counted grows until it is all."""

    def read_all(
        self, progress: Callable[[float], object] = lambda _: None, cancelled: Callable[[], bool] = lambda: False
    ) -> None:
        """Get to know all of the trace; *progress* is told the share at most twice a second, and at the end."""

    @property
    def ahead(self) -> Sequence[Event]:
        """The last events, while those before them are not all known and they were read ahead; else none."""

    def read_ahead(self) -> None:
        """Read the end of the trace, where more than a part of it is there to be read."""

    def count(self, lane: Lane | None = None) -> int:
        """Return how many events a lane has, or the trace, as far as is known."""

    def at(self, place: int) -> Event:
        """Return the event at a place of the trace."""

    def place(self, lane: Lane | None, row: int) -> int:
        """Return the place in the trace of a row of a lane."""

    def row(self, lane: Lane | None, place: int) -> int:
        """Return how many events of a lane stand before a place of the trace."""

    def shown(self, lane: Lane | None) -> LaneBits:
        """Return the events of a lane that report more than scheduling, as far as is known."""

    @property
    def broken_count(self) -> int:
        """How many elements are no events, as far as is known."""

    def change(self) -> str:
        """Return what has happened to the file since it was opened; empty where nothing has."""

    def place_at(self, time: int) -> int | None:
        """Return the place of the first event at or after a lab time in nanoseconds, None where there is none."""

    def search(
        self, wanted: EventFilter, lane: Lane | None, cancelled: Callable[[], bool]
    ) -> Iterator[tuple[list[int], int]]:
        """Yield the places of wanted events and the rows looked through so far, batch after batch, to the very end."""

    def kinds(self, lane: Lane | None, cancelled: Callable[[], bool]) -> Iterator[KindCounts]:
        """Yield how many events of a lane each kind has, as far as they are counted, and once all are, that."""

    def __iter__(self) -> Iterator[Event]:
        """Yield the events in order."""


class LoadedEvents:
    """Events that are held in memory: those of a record in one JSON document."""

    share = 1.0
    ahead: Sequence[Event] = ()

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = tuple(events)
        lanes: dict[Lane, list[int]] = {lane: [] for lane in Lane}
        for place, event in enumerate(self._events):
            if isinstance(event, TraceEvent):
                for lane in event.lanes:
                    lanes[lane].append(place)
        self._lanes: Mapping[Lane, list[int]] = lanes
        self._shown: dict[Lane | None, LaneBits] = {}

    def read_all(
        self,
        progress: Callable[[float], object] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,  # noqa: ARG002 - nothing is left to read
    ) -> None:
        """Mark everything as known."""
        progress(self.share)

    def read_ahead(self) -> None:
        """Read nothing: all is known."""

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

    def shown(self, lane: Lane | None) -> LaneBits:
        """Return the events of a lane that report more than scheduling."""
        if lane not in self._shown:
            places = range(len(self._events)) if lane is None else self._lanes[lane]
            self._shown[lane] = LaneBits.of((p for p in places if not self.at(p).is_scheduler), len(self._events))
        return self._shown[lane]

    @property
    def broken_count(self) -> int:
        """How many elements are no events."""
        return sum(isinstance(event, BrokenEvent) for event in self._events)

    def change(self) -> str:
        """Return nothing: events in memory do not change."""
        return ""

    def place_at(self, time: int) -> int | None:
        """Return the place of the first event at or after a lab time in nanoseconds, None where there is none."""
        times = (event.fields.time if isinstance(event, TraceEvent) else None for event in self._events)
        return next((place for place, found in enumerate(times) if found is not None and found >= time), None)

    def search(
        self, wanted: EventFilter, lane: Lane | None, cancelled: Callable[[], bool]
    ) -> Iterator[tuple[list[int], int]]:
        """Yield the places of wanted events and the rows looked through so far, batch after batch."""
        return find(self, lane, wanted.holds, cancelled)

    def kinds(self, lane: Lane | None, cancelled: Callable[[], bool]) -> Iterator[KindCounts]:
        """Yield how many events of a lane each kind has, as far as they are counted, and once all are, that."""
        tally = KindTally()
        events = self._events if lane is None else map(self.at, self._lanes[lane])
        yield from tally.add_all(events, cancelled)
        if not cancelled():
            yield tally.counts

    def __iter__(self) -> Iterator[Event]:
        """Yield the events in order."""
        return iter(self._events)


class IndexedEvents:
    """Events that stay in their file; an index of about a byte an event says where each stands and in which lanes.

    Args:
        descriptor: The open trace; it is closed with this object.
        cache: Where indexes of large traces are kept between runs.
        window: Bytes that are read at once.
    """

    def __init__(self, descriptor: int, cache: IndexCache, window: int = READ) -> None:
        self.close = weakref.finalize(self, os.close, descriptor)
        self._cache = cache
        self.window: Final = window
        """Bytes that are read at once."""
        self._key = TraceKey.of(descriptor)
        self._trace = TraceFile(descriptor, self._key.size)
        self.pages: Final = TracePages(self._trace, TraceIndex(self._trace))
        """The trace page by page."""
        self._grew = Flag()
        self._ahead: tuple[Event, ...] = ()

    @property
    def snapshot(self) -> Snapshot:
        """What the index knows now."""
        return self.pages.index.snapshot()

    def chunks(self) -> Iterator[bytes]:
        """Return the bytes of the trace, a part at a time."""
        return self._trace.chunks()

    @property
    def share(self) -> float:
        """How much of the trace is known, from 0 to 1."""
        return self.snapshot.share

    def read_all(
        self,
        progress: Callable[[float], object] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
        on_batch: OnBatch = lambda *_: None,
    ) -> None:
        """Get to know all of the trace, from a kept index or by reading it; *on_batch* is called with what is read."""
        if self.snapshot.done:
            return
        kept = self._cache.load(self._key)
        if kept is not None:
            self.pages.index = TraceIndex.of(self._trace, kept)
        else:
            snapshot = self.pages.index.build(lambda found: progress(found.share), cancelled, self.window, on_batch)
            if snapshot.done:
                self._cache.save(self._key, snapshot)
        self._grew.set()
        progress(self.share)

    @property
    def ahead(self) -> Sequence[Event]:
        """The last events, while those before them are not all known and they were read ahead; else none."""
        return () if self.snapshot.done else self._ahead

    def read_ahead(self) -> None:
        """Read the last events, where there are more than a page of them and their file tells them apart."""
        if self._trace.size > READ:
            self._ahead = tuple(self.pages.tail(AHEAD) or ())

    def count(self, lane: Lane | None = None) -> int:
        """Return how many events a lane has, or the trace, as far as is known."""
        snapshot = self.snapshot
        return snapshot.events if lane is None else snapshot.lanes[lane].count

    def at(self, place: int) -> Event:
        """Return the event at a place of the trace."""
        return next(iter(self.pages.events(place, place + 1)), GONE)

    def place(self, lane: Lane | None, row: int) -> int:
        """Return the place in the trace of a row of a lane."""
        return row if lane is None else self.snapshot.lanes[lane].select(row)

    def row(self, lane: Lane | None, place: int) -> int:
        """Return how many events of a lane stand before a place of the trace."""
        return place if lane is None else self.snapshot.lanes[lane].rank(place)

    def shown(self, lane: Lane | None) -> LaneBits:
        """Return the events of a lane that report more than scheduling, as far as is known."""
        return self.snapshot.shown_of(lane)

    @property
    def broken_count(self) -> int:
        """How many elements are no events, as far as is known."""
        return self.snapshot.broken_count

    def change(self) -> str:
        """Return what has happened to the file since it was opened; empty where nothing has."""
        return self._key.change(self._trace.fd)

    def place_at(self, time: int) -> int | None:
        """Return the place of the first event at or after a lab time in nanoseconds, None where there is none."""
        return self.pages.event_at_time(time)

    def search(
        self, wanted: EventFilter, lane: Lane | None, cancelled: Callable[[], bool]
    ) -> Iterator[tuple[list[int], int]]:
        """Yield the places of wanted events and the rows looked through so far, waiting for the index at its end."""
        until, is_done = 0, False
        while not is_done and not cancelled():
            is_done = self.snapshot.done
            for found in search(self.pages, wanted, lane, cancelled, until):
                until = found.until
                yield found.events, self.row(lane, until)
            if not is_done:
                self._grew.wait(_WAIT)
        if is_done and not cancelled():
            yield [], self.count(lane)

    def kinds(self, lane: Lane | None, cancelled: Callable[[], bool]) -> Iterator[KindCounts]:
        """Yield how many events of a lane each kind has, as far as they are counted, and once all are, that."""
        tally, is_done = KindTally(), False
        while not is_done and not cancelled():
            is_done = self.snapshot.done
            yield from tally.add_pages(self.pages, lane, cancelled)
            if not is_done:
                self._grew.wait(_WAIT)
        if is_done and not cancelled():
            yield tally.counts

    def __iter__(self) -> Iterator[Event]:
        """Yield the events in order, reading the trace first where that was not done."""
        self.read_all()
        for page in range(-(-self.count() // PAGE)):
            yield from self.pages.each(page)
