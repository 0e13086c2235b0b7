"""Events sorted by time in bounded memory: a heap of events, from which the earliest leaves when it is full."""

import heapq
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, Protocol, TypeVar

MAX_HELD: Final = 100_000
"""Events that are held; one that comes more than so many too late is not at its place."""

MAX_HELD_TEXT: Final = 64 << 20
"""Characters of the messages that are held."""


class Timed(Protocol):
    """Something with a time and a message."""

    @property
    def time(self) -> int | None:
        """Its time, in nanoseconds; without one it stays behind the event before."""

    @property
    def message(self) -> str:
        """What it says."""


TimedT = TypeVar("TimedT", bound=Timed)


class _Entry(NamedTuple):
    time: int
    number: int


def by_time(events: Iterable[TimedT]) -> Iterator[TimedT]:
    """Yield events by time, those of one time in the order in which they came.

    An event that comes when :data:`MAX_HELD` later ones have left is yielded at once.
    """
    heap: list[_Entry] = []
    held: dict[int, TimedT] = {}
    size = last = 0
    for number, event in enumerate(events):
        last = last if event.time is None else event.time
        heapq.heappush(heap, _Entry(last, number))
        held[number] = event
        size += len(event.message)
        while len(heap) > MAX_HELD or size > MAX_HELD_TEXT:
            earliest = held.pop(heapq.heappop(heap).number)
            size -= len(earliest.message)
            yield earliest
    while heap:
        yield held.pop(heapq.heappop(heap).number)
