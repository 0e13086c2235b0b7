"""What a trace leaves open at its end, and which further checks fire on it."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from atp_tui.engine.oracle.check import Source
from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.state import LIFETIMES
from atp_tui.engine.oracle.trace_counts import TraceCounts
from atp_tui.engine.trace import BrokenEvent, TraceEvent


class Ending(NamedTuple):
    """What a whole trace shows of the end of its run."""

    checks: frozenset[str]
    """The checks of lifetimes that fire, by their violation types."""
    pending: frozenset[str]
    """The operations that were begun and not ended, by their names."""


_TURNS: Final = {
    "OperationBegun": re.compile("operation begun: (.*)", re.DOTALL),
    "OperationDone": re.compile("operation done: (.*)", re.DOTALL),
    "OperationGivenUp": re.compile("operation given up: (.*)", re.DOTALL),
}
"""How a trace tells that an operation begins or ends: the kind of event, and its message."""

_BEGINS: Final = "OperationBegun"

_LIFETIME_FIELDS: Final = frozenset(lifetime.field for lifetime in LIFETIMES)
_CHECKS: Final = tuple(
    check for check in ATP_CHECKS if check.source is Source.TRACE and _LIFETIME_FIELDS.issuperset(check.fields)
)
"""The checks of a trace, without the one that judges the recording itself."""


def ending_of(events: Iterable[TraceEvent | BrokenEvent]) -> Ending:
    """Return what a trace shows; its events are gone through once."""
    counts = TraceCounts(LIFETIMES)
    pending: dict[str, None] = {}
    for event in events:
        counts.add(event)
        if isinstance(event, TraceEvent) and b'"Operation' in event.raw:
            _turn(event, pending)
    return Ending(fired(counts), frozenset(pending))


def fired(counts: TraceCounts) -> frozenset[str]:
    """Return the violation types of the checks of lifetimes that fire on the counts of a trace."""
    found = counts.counts()
    return frozenset(check.violation_type for check in _CHECKS if any(found[field] for field in check.fields))


def _turn(event: TraceEvent, pending: dict[str, None]) -> None:
    fields = event.fields
    pattern = _TURNS.get(fields.kind or "")
    named = pattern.fullmatch(fields.message) if pattern and fields.message else None
    if named is None:
        return
    if fields.kind == _BEGINS:
        pending[named[1]] = None
    else:
        pending.pop(named[1], None)
