"""Two traces side by side, row by row, read once and never held.

Up to the first difference, events stand beside each other by place. From there on they are aligned by lab time: of two
instants the earlier comes first, and inside one instant equal events stand side by side in their order, and what is
left between them is paired by lane. The number of an event (``seq``) is no difference, because one event more shifts
all numbers behind it.
"""

import enum
import re
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import groupby, islice, zip_longest
from typing import Final, NamedTuple, TypeAlias

from atp_tui.engine.diff.model import Event
from atp_tui.engine.trace import Lane, TraceEvent

MAX_INSTANT: Final = 1_024
"""Events of one instant that are aligned at once; of more, so many after so many."""

_NUMBER: Final = re.compile(rb'\{"seq":[0-9]+')

Lanes: TypeAlias = frozenset[Lane]


class RowKind(enum.Enum):
    """How the two sides of a row stand to each other."""

    SAME = "same"
    CHANGED = "changed"
    """Of one lane and one instant, but not equal."""
    FIRST_ONLY = "first only"
    SECOND_ONLY = "second only"


class Placed(NamedTuple):
    """An event with its place in its trace."""

    place: int
    """From 0."""
    event: Event


class Row(NamedTuple):
    """One event of each side, or of one."""

    kind: RowKind
    first: Placed | None
    second: Placed | None


class _Instant(NamedTuple):
    """Events of one side that have one lab time."""

    time: int
    events: Sequence[Placed]


def content(event: Event) -> bytes:
    """Return an event without its number, by which two events are compared."""
    match = _NUMBER.match(event.raw)
    return event.raw[match.end() :] if match else event.raw


def lanes_of(event: Event) -> Lanes:
    """Return the lanes of an event, none for one that is broken."""
    return event.lanes if isinstance(event, TraceEvent) else frozenset()


def align(first: Iterable[Event], second: Iterable[Event]) -> Iterator[Row]:
    """Yield the rows of two traces side by side."""
    ones, others = enumerate(first), enumerate(second)
    for one, other in zip_longest(map(Placed._make, ones), map(Placed._make, others)):
        if one is None or other is None or content(one.event) != content(other.event):
            yield from _merged(_instants(one, ones), _instants(other, others))
            return
        yield Row(RowKind.SAME, one, other)


def _instants(head: Placed | None, rest: Iterator[tuple[int, Event]]) -> Iterator[_Instant]:
    """Yield the events from *head* on, instant by instant; an event without a time has that of the one before it."""
    if head is None:
        return
    time = 0

    def time_of(placed: Placed) -> int:
        nonlocal time
        event = placed.event
        found = event.fields.time if isinstance(event, TraceEvent) else None
        time = time if found is None else found
        return time

    def placed() -> Iterator[Placed]:
        yield head
        yield from map(Placed._make, rest)

    for instant, group in groupby(placed(), time_of):
        while part := tuple(islice(group, MAX_INSTANT)):
            yield _Instant(instant, part)


def _merged(ones: Iterator[_Instant], others: Iterator[_Instant]) -> Iterator[Row]:
    """Yield the rows of two sides, the earlier instant first."""
    one, other = next(ones, None), next(others, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one.time < other.time):
            yield from _alone(one.events if one else (), ())
            one = next(ones, None)
        elif one is None or other.time < one.time:
            yield from _alone((), other.events)
            other = next(others, None)
        else:
            yield from _side_by_side(one.events, other.events)
            one, other = next(ones, None), next(others, None)


def _side_by_side(ones: Sequence[Placed], others: Sequence[Placed]) -> Iterator[Row]:
    """Yield the rows of one instant: equal events in their order, the rest between them."""
    return _matched(ones, others, _content, RowKind.SAME, _paired)


def _paired(ones: Sequence[Placed], others: Sequence[Placed]) -> Iterator[Row]:
    """Yield the rows of events without an equal: those of one lane are pairs, the others stand alone."""
    return _matched(ones, others, _lanes, RowKind.CHANGED, _alone)


def _alone(ones: Sequence[Placed], others: Sequence[Placed]) -> Iterator[Row]:
    """Yield the rows of events that have no partner."""
    yield from (Row(RowKind.FIRST_ONLY, placed, None) for placed in ones)
    yield from (Row(RowKind.SECOND_ONLY, None, placed) for placed in others)


def _matched(
    ones: Sequence[Placed],
    others: Sequence[Placed],
    key: Callable[[Placed], Hashable],
    kind: RowKind,
    between: Callable[[Sequence[Placed], Sequence[Placed]], Iterator[Row]],
) -> Iterator[Row]:
    """Yield each event beside the next of the other side that has its key; neither side changes its order."""
    places: dict[Hashable, list[int]] = {}
    if ones:
        for at, placed in enumerate(others):
            places.setdefault(key(placed), []).append(at)
    start_one = start_other = 0
    for at, placed in enumerate(ones if others else ()):
        known = places.get(key(placed), ())
        found = bisect_left(known, start_other)
        if found < len(known):
            match = known[found]
            yield from between(ones[start_one:at], others[start_other:match])
            yield Row(kind, placed, others[match])
            start_one, start_other = at + 1, match + 1
    yield from between(ones[start_one:], others[start_other:])


def _content(placed: Placed) -> Hashable:
    return content(placed.event)


def _lanes(placed: Placed) -> Hashable:
    return lanes_of(placed.event)
