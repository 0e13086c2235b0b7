"""When the violations of a pack happened, by the events that their evidence names."""

from dataclasses import dataclass

from atp_tui.engine.oracle.violation_relevance import EVENTS, event_numbers
from atp_tui.engine.record import Severity
from atp_tui.engine.trace import TraceEvent
from atp_tui.store.pack import Pack


@dataclass(frozen=True, slots=True)
class TimedViolation:
    """A violation with the time of the first event that it names."""

    time: int | None
    """In nanoseconds; None where it names no event with a time."""
    severity: Severity
    words: str
    """Its type and its description; from the pack, so hostile."""


def timed_violations(pack: Pack) -> tuple[TimedViolation, ...]:
    """Return the violations of a pack with their times, in the order of the oracles."""
    return tuple(
        TimedViolation(
            _time(pack, event_numbers(violation.evidence.get(EVENTS, ""))),
            violation.severity,
            f"{violation.violation_type}: {violation.description}",
        )
        for result in pack.crashpack.oracle_results
        for violation in result.violations
    )


def _time(pack: Pack, numbers: tuple[int, ...]) -> int | None:
    for number in numbers[:1]:
        event = pack.events.at(number) if number < pack.events.count() else None
        if isinstance(event, TraceEvent):
            return event.fields.time
    return None
