"""How many events each lane has over simulated time, in equal bins."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Final

from atp_tui.engine.trace import Lane

LANES: Final = tuple(Lane)


@dataclass(frozen=True, slots=True)
class Density:
    """Events by lane and bin, over a span of simulated time."""

    begin: int
    """Simulated time at which the first bin begins, in nanoseconds."""
    end: int
    """Simulated time of the last event, in nanoseconds; the last bin holds it."""
    bins: int
    """The number of bins, at least 1."""
    counts: tuple[tuple[Lane, tuple[int, ...]], ...] = ()
    """For each lane the number of its events in each bin."""

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where in simulated time the bins from *first* to *last* begin and end, the end excluded."""
        width = self.end - self.begin + 1
        return self.begin - (-width * first // self.bins), self.begin - (-width * (last + 1) // self.bins)

    def bin_of(self, time: int) -> int:
        """Return the bin of a simulated time; before and after the span the first and the last."""
        width = self.end - self.begin + 1
        return max(0, min(self.bins - 1, (time - self.begin) * self.bins // width))

    def ticks(self, most: int) -> range:
        """Return round times in nanoseconds within the span, at most *most*: 1, 2 or 5 times a power of ten apart."""
        width = self.end - self.begin + 1
        step = next(step for power in count() for step in _steps(power) if width // step < max(1, most))
        return range(-(-self.begin // step) * step, self.end + 1, step)


def _steps(power: int) -> tuple[int, int, int]:
    return 10**power, 2 * 10**power, 5 * 10**power


def density(events: Iterable[tuple[int, frozenset[Lane]]], bins: int) -> Density | None:
    """Return the density of events, each with its time in nanoseconds and its lanes; None where there is nothing."""
    known = tuple(events)
    if not known or bins < 1:
        return None
    empty = Density(min(time for time, _ in known), max(time for time, _ in known), bins)
    counts = {lane: [0] * bins for lane in LANES}
    for time, lanes in known:
        index = empty.bin_of(time)
        for lane in lanes:
            counts[lane][index] += 1
    return Density(empty.begin, empty.end, bins, tuple((lane, tuple(counts[lane])) for lane in LANES))
