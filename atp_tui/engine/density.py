"""How many events each lane has over lab time, in equal bins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from atp_tui.engine.bearing import Bearing
from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent, lanes_of

LANES: Final = tuple(Lane)


@dataclass(frozen=True, slots=True)
class TimedEvent:
    """What a timeline needs of one event."""

    place: int
    time: int
    """Nanoseconds on the lab's clock."""
    lanes: frozenset[Lane]
    bears: bool
    """Whether it bears on the violation that is looked at."""


@dataclass(frozen=True, slots=True)
class Density:
    """Events by lane and bin, over a span of lab time."""

    begin: int
    """Lab time at which the first bin begins, in nanoseconds."""
    end: int
    """Lab time of the last event, in nanoseconds; the last bin holds it."""
    counts: tuple[tuple[Lane, tuple[int, ...]], ...]
    """For each lane the number of its events in each bin."""
    marks: tuple[int, ...]
    """The number of events in each bin that bear on the violation."""

    @property
    def bins(self) -> int:
        """The number of bins."""
        return len(self.marks)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the lab times from which and up to which, the end excluded, the bins from *first* to *last* reach."""
        width = self.end - self.begin + 1
        return self.begin + width * first // self.bins, self.begin + width * (last + 1) // self.bins

    def bin_of(self, time: int) -> int:
        """Return the bin of a lab time; before and after the span the first and the last."""
        width = self.end - self.begin + 1
        return max(0, min(self.bins - 1, (time - self.begin) * self.bins // width))


def timed_events(events: Iterable[TraceEvent | BrokenEvent], bearing: Bearing | None) -> Iterable[TimedEvent]:
    """Give what a timeline needs of every event that has a lab time."""
    for place, event in enumerate(events):
        if isinstance(event, TraceEvent):
            fields = event.fields
            if fields.time is not None:
                bears = bearing is not None and bearing.holds(fields)
                yield TimedEvent(place, fields.time, lanes_of(fields), bears)


def density(events: Sequence[TimedEvent], bins: int) -> Density | None:
    """Return the density of *events* in so many bins, or None where there is nothing to show."""
    if not events or bins < 1:
        return None
    begin, end = min(event.time for event in events), max(event.time for event in events)
    empty = Density(begin, end, (), (0,) * bins)
    counts = {lane: [0] * bins for lane in LANES}
    marks = [0] * bins
    for event in events:
        index = empty.bin_of(event.time)
        for lane in event.lanes:
            counts[lane][index] += 1
        marks[index] += event.bears
    return Density(begin, end, tuple((lane, tuple(counts[lane])) for lane in LANES), tuple(marks))
