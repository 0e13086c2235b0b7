"""How many events of each kind a trace has, counted part by part so that what is counted so far can be shown."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, compress, islice
from typing import Final

from atp_tui.engine.trace import BrokenEvent, Lane
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.index import PAGE, Snapshot
from atp_tui.store.trace.page_kinds import plain_kinds
from atp_tui.store.trace.pages import LARGE_PAGE, Event, TracePages

KINDS_LIMIT: Final = 10_000
"""Different kinds that are counted each for itself, those that come first."""

KIND_LENGTH_LIMIT: Final = 1_000
"""Characters of a kind that is counted for itself."""

BETWEEN_COUNTS: Final = 0.2
"""Seconds for which it is counted, at the least, before what is counted is told."""

_PAGES_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True)
class KindCounts:
    """How many events there are of each kind, as far as they are counted."""

    kinds: tuple[tuple[str, int], ...] = ()
    """Each kind and its events, the most frequent first; of those alike, in the order of the alphabet."""
    without: int = 0
    """Events that have no kind."""
    broken: int = 0
    """Elements that are no events."""
    further: int = 0
    """Events of kinds that are not counted each for itself: past :data:`KINDS_LIMIT`, or too long."""

    @property
    def counted(self) -> int:
        """The sum of all of them."""
        return sum(count for _, count in self.kinds) + self.without + self.broken + self.further


@dataclass(slots=True)
class KindTally:
    """What is counted so far."""

    _until: int = 0
    _told: float = field(default_factory=time.monotonic)
    _counts: dict[str, int] = field(default_factory=dict)
    _without: int = 0
    _broken: int = 0
    _further: int = 0

    @property
    def counts(self) -> KindCounts:
        """The same as a value."""
        kinds = sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))
        return KindCounts(tuple(kinds), self._without, self._broken, self._further)

    def add_events(self, events: Iterable[Event]) -> None:
        """Count events."""
        kinds = []
        for event in events:
            if isinstance(event, BrokenEvent):
                self._broken += 1
            else:
                kinds.append(event.fields.kind)
        self.add_kinds(kinds)

    def add_kinds(self, kinds: Iterable[str | None]) -> None:
        """Count events by their kinds, None where an event has none."""
        for kind, count in Counter(kinds).items():
            if kind is None:
                self._without += count
            elif kind in self._counts:
                self._counts[kind] += count
            elif len(self._counts) < KINDS_LIMIT and len(kind) <= KIND_LENGTH_LIMIT:
                self._counts[kind] = count
            else:
                self._further += count

    def add_all(self, events: Iterable[Event], cancelled: Callable[[], bool]) -> Iterator[KindCounts]:
        """Count events that are held in memory, telling of it now and then."""
        rest = iter(events)
        while (part := list(islice(rest, PAGE * _PAGES_AT_ONCE))) and not cancelled():
            self.add_events(part)
            yield from self._tell()

    def add_pages(self, pages: TracePages, lane: Lane | None, cancelled: Callable[[], bool]) -> Iterator[KindCounts]:
        """Count what the index knows now from where the last count has come to, telling of it now and then."""
        snapshot = pages.index.snapshot()
        while self._until < snapshot.events and not cancelled():
            page = self._until // PAGE
            stop = _end_of_part(snapshot, page)
            self._add_part(pages, snapshot, lane, page, stop)
            self._until = min(stop * PAGE, snapshot.events)
            yield from self._tell()

    def _tell(self) -> Iterator[KindCounts]:
        if time.monotonic() - self._told > BETWEEN_COUNTS:
            yield self.counts
            self._told = time.monotonic()

    def _add_part(self, pages: TracePages, snapshot: Snapshot, lane: Lane | None, page: int, stop: int) -> None:
        """Count some pages, at once where they are plain."""
        members = None if lane is None else snapshot.lanes[lane].words[page:stop]
        if members is not None and not members.any():
            return
        chosen = None if members is None else np.unpackbits(members.view(np.uint8), bitorder="little").tobytes()
        kinds = _plain(pages, snapshot, page, stop)
        if kinds is not None:
            self.add_kinds(kinds if chosen is None else compress(kinds, chosen))
        else:
            events = chain.from_iterable(map(pages.each, range(page, stop)))
            self.add_events(events if chosen is None else compress(events, chosen))


def _end_of_part(snapshot: Snapshot, page: int) -> int:
    """Return the page up to which pages can be decoded at once; a broken one is a part of its own."""
    offsets = snapshot.offsets[page : page + _PAGES_AT_ONCE + 1]
    stop = page + max(int(np.searchsorted(offsets, offsets[0] + LARGE_PAGE, side="right")) - 1, 1)
    broken = np.flatnonzero(snapshot.broken.words[page:stop])
    return page + max(int(broken[0]), 1) if len(broken) else stop


def _plain(pages: TracePages, snapshot: Snapshot, page: int, stop: int) -> list[str | None] | None:
    """The kinds of the events of some pages, or None where they have to be read one by one."""
    start = int(snapshot.offsets[page])
    end = int(snapshot.offsets[stop]) if stop < len(snapshot.offsets) else snapshot.read
    if end - start > LARGE_PAGE or snapshot.broken.words[page:stop].any():
        return None
    return plain_kinds(pages.trace.read(start, end - start), (stop - page) * PAGE)
