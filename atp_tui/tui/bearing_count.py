"""How many events bear on a violation, and what to say of it."""

from textual.worker import get_current_worker

from atp_tui.engine.bearing import Bearing
from atp_tui.engine.trace import TraceEvent
from atp_tui.report.model import ViolationRow
from atp_tui.store.events import Event, Events
from atp_tui.store.matching import find
from atp_tui.tui.messages import BearingCounted


def count_bearing(events: Events, row: ViolationRow, bearing: Bearing) -> BearingCounted | None:
    """Return how many events bear on a violation, or None when the worker that asked was cancelled."""
    worker = get_current_worker()

    def is_wanted(event: Event) -> bool:
        return isinstance(event, TraceEvent) and bearing.holds(event.fields)

    count, first = 0, None
    for places, _ in find(events, None, is_wanted, lambda: worker.is_cancelled):
        count += len(places)
        first = places[0] if first is None and places else first
    return None if worker.is_cancelled else BearingCounted(row, count, first)


def counted_sentence(counted: BearingCounted) -> str:
    """Return how many events bear on the violation, and how to get there."""
    if counted.first is None:
        return "no event says anything that bears on it"
    plural = "events bear" if counted.count != 1 else "event bears"
    return f"{counted.count:,} {plural} on it, the first at {counted.first:,}: Enter goes there"
