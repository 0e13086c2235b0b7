"""How many events bear on a violation, and what to say of it."""

from textual.worker import get_current_worker

from atp_tui.engine.bearing import Bearing
from atp_tui.engine.record import Violation
from atp_tui.engine.wanted import Wanted
from atp_tui.report.model import ViolationRow
from atp_tui.store.events import Events
from atp_tui.tui.messages import BearingCounted


def count_bearing(events: Events, row: ViolationRow, bearing: Bearing) -> BearingCounted | None:
    """Return how many events bear on a violation, or None when the worker that asked was cancelled."""
    worker = get_current_worker()
    found: list[int] = []
    for places, _ in events.search(Wanted(bearing=bearing), None, lambda: worker.is_cancelled):
        found += places
    return None if worker.is_cancelled else BearingCounted(row, found)


def violation_of(row: ViolationRow) -> Violation:
    """Return the violation that a row shows."""
    return Violation(
        violation_type=row.violation_type,
        description=row.description,
        severity=row.severity,
        evidence=dict(row.evidence),
    )


def counted_sentence(counted: BearingCounted) -> str:
    """Return how many events bear on the violation, and how to get there."""
    count = len(counted.places)
    if not count:
        return "no event says anything that bears on it"
    plural = "events bear" if count != 1 else "event bears"
    return f"{count:,} {plural} on it, the first at {counted.places[0]:,}: Enter goes there"
