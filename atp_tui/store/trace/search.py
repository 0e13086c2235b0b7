"""The events of a trace whose display lines match a query, found batch by batch in the order of the trace.

The file is looked through as bytes for a text that no matching event can lack. Only events that hold it are decoded and
tested, and those whose bytes may mislead: broken ones, and ones with escapes or characters that display as others.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import lru_cache, reduce
from typing import Final, NamedTuple

import stringzilla as sz

from atp_tui.engine.event_filter import EventFilter
from atp_tui.engine.query import Query
from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.engine.trace_text import read_event
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.display_lines import plain_line
from atp_tui.store.trace.index import PAGE, Snapshot
from atp_tui.store.trace.lane_bits import PER_WORD
from atp_tui.store.trace.line_matches import matching
from atp_tui.store.trace.page_kinds import plain_kind, plain_kinds
from atp_tui.store.trace.pages import LARGE_PAGE, TracePages, split_whole
from atp_tui.store.trace.plain_pages import SMALL, Needle, PlainPages, exact_needle
from atp_tui.store.trace.words import Window

_FIRST_WINDOW: Final = 1 << 16
_PLAIN_PAGES: Final = 16
_KNOWN_KINDS: Final = 128


class Found(NamedTuple):
    """What a part of the trace has shown."""

    events: list[int]
    """Numbers of the matching events, in order."""
    until: int
    """Every event before this number has been tested."""


def search(
    pages: TracePages,
    wanted: EventFilter | Query,
    lane: Lane | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    from_event: int = 0,
) -> Iterator[Found]:
    """Yield the matching events from a number on, up to the last one that the index knew when the search began.

    Args:
        pages: The trace.
        wanted: What the events must fulfil, or what their display lines must say.
        lane: The lane to search, or None for all events.
        cancelled: Asked before each part; when it says so, nothing more is given.
        from_event: The number to begin with.
    """
    hunt = _Hunt(pages, wanted, lane)
    page = max(from_event, 0) // PAGE
    room = _FIRST_WINDOW
    while page < hunt.pages and not cancelled():
        stop = hunt.window(page, room)
        events = hunt.events(page, stop)
        until = min(stop * PAGE, hunt.snapshot.events)
        yield Found(events[bisect_left(events, from_event) :], until)
        page, room = stop, min(room * 2, LARGE_PAGE)


class _Hunt:
    """One search: the trace as it was known when it began, and what is looked for."""

    def __init__(self, pages: TracePages, wanted: EventFilter | Query, lane: Lane | None) -> None:
        self.snapshot: Snapshot = pages.index.snapshot()
        self.pages = len(self.snapshot.offsets)
        self._trace_pages = pages
        self._wanted = wanted if isinstance(wanted, EventFilter) else EventFilter(wanted)
        self._query = self._wanted.query
        self._is_query = self._wanted == EventFilter(self._query)
        self._of_kind = self._query.of_kind
        self._is_of_kind_alone = self._is_query and len(self._of_kind) == len(self._query.terms)
        self._kind_holds = lru_cache(_KNOWN_KINDS)(self._holds_of_kind)
        self._lane = None if lane is None else self.snapshot.lanes[lane]
        self._needles = self._wanted.needles
        exact = [exact_needle(term) for term in self._query.terms] if self._is_query else []
        self._is_exact = bool(exact) and None not in exact
        anyhow = tuple(map(Needle, self._needles))
        self._groups: list[tuple[Needle, ...]] = [(needle,) for needle in exact if needle is not None] or [anyhow]
        self._folded = [needle.folded for needle in anyhow]
        self._numbered = self._pages_of_numbers()
        self._window = Window(LARGE_PAGE + 1)
        self._small = np.zeros(LARGE_PAGE + 1, dtype=np.uint8)

    def window(self, page: int, room: int) -> int:
        """Return the page at which a part of about *room* bytes ends that begins with *page*."""
        if not self._needles:
            return min(page + _PLAIN_PAGES, self.pages)
        limit = int(self.snapshot.offsets[page]) + room
        return min(max(int(np.searchsorted(self.snapshot.offsets, limit, side="right")) - 1, page + 1), self.pages)

    def events(self, page: int, stop: int) -> list[int]:
        """Return the matching events of some pages."""
        if not self._needles:
            numbers = self._candidates(page, stop)
            return [event for number in numbers for event in self._tested(number, self._page_of_kinds(number))]
        start, end = self._bounds(page, stop)
        if end - start > LARGE_PAGE:
            return [event for number in range(page, stop) for event in self._tested(number, None)]
        base = max(start - 1, 0)
        length = self._trace_pages.trace.fill(self._window, base, end - base)
        small = np.bitwise_or(self._window.store[:length], np.uint8(SMALL), out=self._small[:length])
        text = memoryview(small)  # type: ignore[arg-type]
        doubtful = self.snapshot.doubt.words[page:stop] | self.snapshot.broken.words[page:stop]
        if not doubtful.any() and all(sz.find(text, folded) < 0 for folded in self._folded):
            return []
        plain = PlainPages(self._window, length, base, self.snapshot, (page, stop))
        found = self._of_plain_pages(plain, page, sz.Str(text))
        if plain.are_plain.all():
            return found
        hit = self._pages_with_needles(text[start - base :], page, stop)
        hit.update((np.flatnonzero(doubtful) + page).tolist())
        for number in sorted(hit.difference((np.flatnonzero(plain.are_plain) + page).tolist())):
            low, high = self._bounds(number, number + 1)
            found += self._tested(number, bytes(self._window.memory[low - base : min(high - base, length)]))
        return sorted(found)

    def _of_plain_pages(self, plain: PlainPages, page: int, folded: sz.Str) -> list[int]:
        """The matching events of plain pages; those alone are looked at of which their bytes do not tell."""
        groups = [plain.holding(needles, folded) for needles in self._groups]
        doubt = plain.members(self.snapshot.doubt)
        possible = np.logical_or(reduce(np.logical_and, (group.possible for group in groups)), doubt)
        if self._lane is not None:
            possible &= plain.members(self._lane)
        sure = possible & ~doubt & self._is_exact
        for group in groups:
            sure &= group.sure
        tested = np.flatnonzero(possible & ~sure)
        found = self._tested_plain(plain.raws(tested), doubt[tested].tolist())
        sure[tested[found]] = True
        return (np.flatnonzero(sure) + page * PAGE).tolist()

    def _tested_plain(self, raws: list[bytes], doubt: list[bool]) -> list[int]:
        """The places of the wanted events among some of plain pages."""
        if self._of_kind or not self._is_query:
            return [n for n, raw in enumerate(raws) if self._holds(raw, is_plain=not doubt[n])]
        found: list[int] = []
        lines: dict[int, bytes] = {}
        for number, raw in enumerate(raws):
            line = None if doubt[number] else plain_line(raw)
            if line is not None:
                lines[number] = line
            elif self._wanted.holds(read_event(raw)):
                found.append(number)
        numbers = list(lines)
        return found + [numbers[place] for place in matching(self._query.terms, list(lines.values()))]

    def _bounds(self, page: int, stop: int) -> tuple[int, int]:
        offsets = self.snapshot.offsets
        return int(offsets[page]), int(offsets[stop]) if stop < self.pages else self.snapshot.read

    def _page_of_kinds(self, page: int) -> bytes | None:
        """The bytes of a page of which no more than the kinds will be looked at."""
        start, end = self._bounds(page, page + 1)
        return self._trace_pages.trace.read(start, end - start) if self._decodes_kinds(page, end - start) else None

    def _decodes_kinds(self, page: int, length: int) -> bool:
        return self._is_of_kind_alone and length <= LARGE_PAGE and not self.snapshot.broken.words[page]

    def _candidates(self, page: int, stop: int) -> list[int]:
        """The pages that may hold wanted events, by their numbers and times."""
        timely = self._timely(page, stop)
        return timely if self._numbered is None else [number for number in timely if number in self._numbered]

    def _pages_of_numbers(self) -> frozenset[int] | None:
        """The pages with the numbered events that are wanted; None where other pages may hold some."""
        wanted = self._wanted.relevance.numbers if self._wanted.relevance is not None else ()
        ends = (0, self.snapshot.events - 1)
        is_by_place = wanted and all(self._has_number(place) for place in ends)
        return frozenset(number // PAGE for number in wanted) if is_by_place else None

    def _has_number(self, place: int) -> bool:
        event = next(iter(self._trace_pages.events(place, place + 1)), None)
        return isinstance(event, TraceEvent) and event.fields.seq == place

    def _timely(self, page: int, stop: int) -> list[int]:
        """The pages that may hold events of the wanted range of lab time."""
        if self._wanted.span is None:
            return list(range(page, stop))
        first, end = self._wanted.span
        begin, last = (np.uint64(min(max(time, 0), 2**64 - 1)) for time in (first, end - 1))
        snapshot = self.snapshot
        timely = (snapshot.latest[page:stop] >= begin) & (snapshot.earliest[page:stop] <= last)
        return (np.flatnonzero(timely) + page).tolist()

    def _pages_with_needles(self, text: memoryview, page: int, stop: int) -> set[int]:
        """The pages in which one of the needles stands, whatever the case of its letters; their bytes are given so."""
        ends = self.snapshot.offsets[page + 1 : stop] - self.snapshot.offsets[page]
        found: set[int] = set()
        for folded in self._folded:
            place = sz.find(text, folded)
            while place >= 0:
                number = int(np.searchsorted(ends, place, side="right"))
                found.add(page + number)
                if number == len(ends):
                    break
                place = sz.find(text, folded, int(ends[number]))
        return found

    def _tested(self, page: int, data: bytes | None) -> Iterator[int]:
        """Yield the events of a page that match, decoding no more of them than needed."""
        first, members = page * PAGE, self._members(page)
        if data is not None and self._decodes_kinds(page, len(data)) and (kinds := plain_kinds(data, PAGE)) is not None:
            for number, kind in enumerate(kinds):
                if members >> number & 1 and self._kind_holds(kind):
                    yield first + number
            return
        raws = split_whole(data, PAGE) if data is not None else None
        if raws is None:
            for number, event in enumerate(self._trace_pages.each(page)):
                if members >> number & 1 and self._wanted.holds(event):
                    yield first + number
            return
        doubtful = int(self.snapshot.doubt.words[page] | self.snapshot.broken.words[page])
        for number, raw in enumerate(raws):
            is_plain = not doubtful >> number & 1
            if (
                members >> number & 1
                and (not is_plain or self._has_needle(raw))
                and self._holds(raw, is_plain=is_plain)
            ):
                yield first + number

    def _has_needle(self, raw: bytes) -> bool:
        small = raw.lower()
        return not self._needles or any(needle in small for needle in self._needles)

    def _holds(self, raw: bytes, *, is_plain: bool) -> bool:
        """Whether an event is wanted; for a query alone its bytes may do for its line."""
        is_plain = is_plain and self._is_query
        kind = plain_kind(raw) if is_plain and self._of_kind else None
        if is_plain and self._of_kind and not self._kind_holds(kind):
            return False
        line = plain_line(raw) if is_plain else None
        return self._wanted.holds(read_event(raw)) if line is None else self._query.matches(line.decode("utf-8"), kind)

    def _holds_of_kind(self, kind: str | None) -> bool:
        return all(term.holds_of(kind) for term in self._of_kind)

    def _members(self, page: int) -> int:
        """The events of a page that are searched, a bit each."""
        return (1 << PER_WORD) - 1 if self._lane is None else int(self._lane.words[page])
