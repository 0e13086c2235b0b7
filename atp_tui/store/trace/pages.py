"""The events of a trace by number, read when they are asked for: pages of 64, the last used ones kept.

A file that was cut, or that vanished under its name, costs rows that say so; nothing here raises for it.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from itertools import chain, islice, repeat
from typing import Final

import msgspec

from atp_tui.engine.trace import BrokenEvent, TraceEvent
from atp_tui.engine.trace_text import read_event
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.file import TraceFile
from atp_tui.store.trace.index import PAGE, Snapshot, TraceIndex
from atp_tui.store.trace.split import SPACE, array_start, elements, no_array, read_element
from atp_tui.store.trace.tail import read_tail

KEPT_PAGES: Final = 64
"""Pages that are kept decoded."""

LARGE_PAGE: Final = 1 << 20
"""Bytes of a page of which only the wanted events are decoded, and none kept."""

GONE: Final = BrokenEvent(b"", "the event that was here", "a file that has changed since it was opened")

Event = TraceEvent | BrokenEvent
"""An element of the trace."""

_split: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode


class TracePages:
    """The events of an indexed trace.

    Args:
        trace: The file.
        index: Its index, which may still be growing.
        kept: How many pages are kept decoded.
    """

    def __init__(self, trace: TraceFile, index: TraceIndex, kept: int = KEPT_PAGES) -> None:
        self.trace = trace
        self.index = index
        self._kept = kept
        self._pages: OrderedDict[int, list[Event]] = OrderedDict()
        self._lock = threading.Lock()

    def events(self, start: int, stop: int) -> list[Event]:
        """Return the events from number *start* up to and without *stop*, as far as they are known."""
        snapshot = self.index.snapshot()
        start, stop = max(start, 0), min(stop, snapshot.events)
        found: list[Event] = []
        while start < stop:
            page, first = divmod(start, PAGE)
            last = min(PAGE, first + stop - start)
            found += self._part(snapshot, page, first, last)
            start += last - first
        return found

    def each(self, page: int) -> Iterator[Event]:
        """Yield the events of a page, of a large one so that no more than one of them is held."""
        snapshot = self.index.snapshot()
        first, stop = page * PAGE, min((page + 1) * PAGE, snapshot.events)
        if self.is_large(page, page + 1):
            yield from islice(chain(_read(self.trace, snapshot, page), repeat(GONE)), stop - first)
        else:
            yield from self.events(first, stop)

    def is_large(self, page: int, stop: int) -> bool:
        """Return whether the events of some pages are too many bytes to hold them together."""
        offsets, read = self.index.snapshot().offsets, self.index.snapshot().read
        return (int(offsets[stop]) if stop < len(offsets) else read) - int(offsets[page]) > LARGE_PAGE

    def numbered(self, numbers: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> list[tuple[int, Event]]:
        """Return events by their numbers, which are in order, each with its number."""
        snapshot = self.index.snapshot()
        found: list[tuple[int, Event]] = []
        if not len(numbers):
            return found
        pages, begins = np.unique(numbers // PAGE, return_index=True)
        for page, group in zip(pages.tolist(), np.split(numbers, begins[1:]), strict=True):
            first, last = int(group[0]) % PAGE, int(group[-1]) % PAGE + 1
            part = self._part(snapshot, page, first, last)
            found += ((number, part[number % PAGE - first]) for number in group.tolist())
        return found

    def tail(self, count: int) -> list[TraceEvent] | None:
        """Return the last events without the index; see :func:`atp_tui.store.trace.tail.read_tail`."""
        return read_tail(self.trace, count)

    def event_at_time(self, time: int) -> int | None:
        """Return the number of the first event at or after a time in nanoseconds, None where none is known.

        First means the lowest number, also where the times are not in order.
        """
        snapshot = self.index.snapshot()
        if not snapshot.timed.count:
            return None
        if time <= 0:
            return snapshot.timed.select(0)
        late = np.flatnonzero(snapshot.latest >= np.uint64(min(time, 2**64 - 1)))
        for page in late.tolist():
            for number, event in enumerate(self.events(page * PAGE, (page + 1) * PAGE), page * PAGE):
                found = event.fields.time if isinstance(event, TraceEvent) else None
                if found is not None and found >= time:
                    return number
        return None

    def _part(self, snapshot: Snapshot, page: int, first: int, last: int) -> list[Event]:
        """Events *first* up to and without *last* of a page."""
        count = min(PAGE, snapshot.events - page * PAGE)
        stop = int(snapshot.offsets[page + 1]) if page + 1 < len(snapshot.offsets) else snapshot.read
        if stop - int(snapshot.offsets[page]) > LARGE_PAGE:
            return _whole(islice(_read(self.trace, snapshot, page), first, last), last - first)
        with self._lock:
            if page in self._pages and len(self._pages[page]) >= last:
                self._pages.move_to_end(page)
                return self._pages[page][first:last]
        events = _whole(_cut(self.trace, snapshot, page, stop) or _read(self.trace, snapshot, page), count)
        with self._lock:
            self._pages[page] = events
            if len(self._pages) > self._kept:
                self._pages.popitem(last=False)
        return events[first:last]


def split_whole(data: bytes, count: int) -> list[bytes] | None:
    """Return the events of whole pages as they stand, or None where these are not *count* valid JSON values."""
    raws = split_raw(data, count)
    return None if raws is None else list(map(bytes, raws))


def split_raw(data: bytes, count: int) -> list[msgspec.Raw] | None:
    """Return the same as views, for who needs the bytes of some of them alone."""
    data = data.strip(SPACE)
    if not data.endswith(b","):
        return None
    try:
        raws = _split(b"[" + data[:-1] + b"]")
    except (msgspec.MsgspecError, RecursionError):
        return None
    return raws if len(raws) == count else None


def _cut(trace: TraceFile, snapshot: Snapshot, page: int, stop: int) -> Iterator[Event] | None:
    start = int(snapshot.offsets[page])
    raws = split_whole(trace.read(start, stop - start), PAGE)
    return None if raws is None else map(read_event, raws)


def _read(trace: TraceFile, snapshot: Snapshot, page: int) -> Iterator[Event]:
    """Yield the events of a page one by one, exactly."""
    first = page * PAGE
    begin = array_start(trace)
    if begin is None:
        if not page:
            yield no_array(trace)
        return
    # What the end of the array says cannot be found from its own place, so it is read from the page before.
    before = 1 if page and first in snapshot.broken and page + 1 == len(snapshot.offsets) else 0
    start = int(snapshot.offsets[page - before]) if page > before else begin
    found = elements(trace, start, follows_comma=page > before)
    for element in islice(found, before * PAGE, None):
        yield read_element(trace, element)


def _whole(events: Iterator[Event], count: int) -> list[Event]:
    """The first *count* events, with rows for those that are no longer there."""
    found = list(islice(events, count))
    return found + [GONE] * (count - len(found))
