"""The density of a trace over lab time: event by event where it is short, page by page where it is long."""

from collections.abc import Iterator, Sequence
from typing import Final

from numpy.typing import NDArray

from atp_tui.engine.histogram import LANES, Density, density
from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.events import Events, IndexedEvents
from atp_tui.store.trace.index import PAGE, Snapshot

EXACT: Final = 20_000
"""Events up to which each is put into its own bin; of more, the 64 of a page go into the bin of the earliest."""


def density_of(events: Events, bins: int, *, hides_scheduler: bool = False) -> Density | None:
    """Return the density of the events that are known, or None where none has a time.

    Args:
        events: The events of the trace.
        bins: How many bins to count in.
        hides_scheduler: Whether events that report scheduling alone are not counted; the bins are the same.
    """
    if isinstance(events, IndexedEvents) and events.count() > EXACT:
        return _by_page(events.snapshot, bins, hides_scheduler=hides_scheduler)
    return density(_timed(events, hides_scheduler=hides_scheduler), bins)


def marks_of(events: Events, shown: Density, places: Sequence[int]) -> tuple[int, ...]:
    """Return how many of the events at *places* stand in each bin."""
    if isinstance(events, IndexedEvents) and events.count() > EXACT:
        snapshot = events.snapshot
        pages = np.asarray(places, dtype=np.int64) // PAGE
        times = snapshot.earliest[pages[pages < len(snapshot.earliest)]]
        return tuple(np.bincount(_bins(shown, times), minlength=shown.bins).tolist())
    marks = [0] * shown.bins
    for place in places:
        event = events.at(place)
        if isinstance(event, TraceEvent) and (time := event.fields.time) is not None:
            marks[shown.bin_of(time)] += 1
    return tuple(marks)


def _timed(events: Events, *, hides_scheduler: bool) -> Iterator[tuple[int, frozenset[Lane]]]:
    for place in range(events.count()):
        event = events.at(place)
        if isinstance(event, TraceEvent) and (time := event.fields.time) is not None:
            yield time, frozenset() if hides_scheduler and event.is_scheduler else event.lanes


def _by_page(snapshot: Snapshot, bins: int, *, hides_scheduler: bool = False) -> Density | None:
    timed = np.flatnonzero(snapshot.timed.words)
    if not len(timed) or bins < 1:
        return None
    begin, end = int(snapshot.earliest[timed].min()), int(snapshot.latest[timed].max())
    empty = Density(begin, end, bins)
    places = _bins(empty, snapshot.earliest[timed])
    counts = []
    for lane in LANES:
        listed = snapshot.shown_of(lane) if hides_scheduler else snapshot.lanes[lane]
        members = np.bitwise_count(listed.words[timed])
        counts.append((lane, tuple(np.bincount(places, weights=members, minlength=bins).astype(int).tolist())))
    return Density(begin, end, bins, tuple(counts))


def _bins(shown: Density, times: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The bins of lab times; at the edges a rounding may put one into the neighbouring bin."""
    share = (times - np.uint64(shown.begin)).astype(np.float64) / (shown.end - shown.begin + 1)
    return np.clip((share * shown.bins).astype(np.int64), 0, shown.bins - 1)
