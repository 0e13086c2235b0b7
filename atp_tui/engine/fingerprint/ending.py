"""What a trace leaves open at its end, and which further checks fire on it."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from atp_tui.engine.fingerprint.normalize import normalize
from atp_tui.engine.fingerprint.parts import Parts, level_one
from atp_tui.engine.oracle.check import Source
from atp_tui.engine.oracle.checks import ATP_CHECKS, CHECKS
from atp_tui.engine.oracle.state import LIFETIMES
from atp_tui.engine.oracle.trace_counts import TraceCounts
from atp_tui.engine.trace import BrokenEvent, TraceEvent


class Ending(NamedTuple):
    """What a whole trace shows of the end of its run."""

    checks: frozenset[str]
    """The checks of lifetimes that fire, by their violation types."""
    pending: frozenset[str]
    """The kinds of operations that were begun and not ended, normalized."""


NOTHING: Final = Ending(frozenset(), frozenset())
"""Where there is no trace, or none that can be read."""

APART: Final = frozenset(check.violation_type for check in CHECKS if check.fields != ("pending_operations",))
"""Violation types whose level 1 leaves the end of the trace out. What a run leaves open explains pending operations. It
says nothing about what a replica stored, journaled or reported, where another failure of the run would divide groups."""

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


def level_one_of(oracle: str, violation_type: str, ending: Ending) -> Parts:
    """Return the parts of level 1 of a violation in a run whose trace ends like this."""
    return level_one(oracle, violation_type, *(NOTHING if violation_type in APART else ending))


def ending_of(events: Iterable[TraceEvent | BrokenEvent]) -> Ending:
    """Return what a trace shows; its events are gone through once."""
    counts = TraceCounts(LIFETIMES)
    pending: dict[str, None] = {}
    for event in events:
        counts.add(event)
        if isinstance(event, TraceEvent) and b'"Operation' in event.raw:
            _turn(event, pending)
    return Ending(checks_of(field for field, count in counts.counts().items() if count), kinds_of(pending))


def checks_of(fields: Iterable[str]) -> frozenset[str]:
    """Return the violation types of the checks that fire where these counts of lifetimes are not 0."""
    found = frozenset(fields)
    return frozenset(check.violation_type for check in _CHECKS if not found.isdisjoint(check.fields))


def kinds_of(operations: Iterable[str]) -> frozenset[str]:
    """Return the kinds of operations: their names, normalized."""
    return frozenset(map(normalize, operations))


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
