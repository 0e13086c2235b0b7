"""What a trace leaves open at its end, and which further checks fire on it.

A check of the transfer oracle counts one sort of thing; what is left open of that sort is part of the fingerprint of
its violations. What is open of other sorts belongs to other failures of the same run, and would divide its groups.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

import msgspec

from atp_tui.engine.fingerprint.normalize import normalize
from atp_tui.engine.fingerprint.parts import Parts, level_one
from atp_tui.engine.oracle.check import Source
from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.state import LIFETIMES
from atp_tui.engine.oracle.trace_counts import TraceCounts
from atp_tui.engine.trace import BrokenEvent, TraceEvent


class Ending(NamedTuple):
    """What a whole trace shows of the end of its run; the texts are normalized."""

    checks: frozenset[str] = frozenset()
    """The checks of lifetimes that fire, by their violation types."""
    operations: frozenset[str] = frozenset()
    """Kinds of operations that were begun and neither done nor given up."""
    permits: frozenset[str] = frozenset()
    """Kinds of permits that are open although the tasks that opened them have ended."""
    records: frozenset[str] = frozenset()
    """Kinds of journal records that were appended and never synced."""
    retirements: frozenset[str] = frozenset()
    """Kinds of paths that were retired on one replica and not on another."""


NOTHING: Final = Ending()
"""Where there is no trace, or none that can be read."""

_LIFETIME_FIELDS: Final = frozenset(lifetime.field for lifetime in LIFETIMES)
_CHECKS: Final = tuple(
    check for check in ATP_CHECKS if check.source is Source.TRACE and _LIFETIME_FIELDS.issuperset(check.fields)
)
"""The checks of a trace, without the one that judges the recording itself."""

_OF_TYPE: Final = {
    "manifest_integrity": (),
    "journal_consistency": ("records",),
    "obligation_leak": ("permits",),
    "path_consistency": ("retirements",),
    "quiescence": ("operations",),
}
"""What must be left open for a check of the transfer oracle to fire; of other types any operation may be."""

_WITH_CHECKS: Final = "operations"
"""The further checks count what does not end, as pending operations do not."""


def sorts_of(violation_type: str) -> tuple[str, ...]:
    """Return which fields of an ending are part of the level 1 of violations of a type, without the checks."""
    return _OF_TYPE.get(violation_type, (_WITH_CHECKS,))


def level_one_of(oracle: str, violation_type: str, ending: Ending) -> Parts:
    """Return the parts of level 1 of a violation in a run whose trace ends like this."""
    sorts = sorts_of(violation_type)
    pending = [kind for sort in sorts for kind in getattr(ending, sort)]
    return level_one(oracle, violation_type, ending.checks if _WITH_CHECKS in sorts else (), pending)


def ending_of(events: Iterable[TraceEvent | BrokenEvent]) -> Ending:
    """Return what a trace shows; its events are gone through once."""
    counts = TraceCounts(LIFETIMES)
    tally = EndingTally()
    for event in events:
        counts.add(event)
        if isinstance(event, TraceEvent) and any(hint in event.raw for hint in _HINTS):
            fields = event.fields
            if fields.message is not None:
                tally.say(fields.kind or "", fields.message)
            elif fields.kind == TASK_ENDS and (task := _task(fields.data)) is not None:
                tally.end_task(task)
    return tally.ending(checks_of(field for field, count in counts.counts().items() if count))


def checks_of(fields: Iterable[str]) -> frozenset[str]:
    """Return the violation types of the checks that fire where these counts of lifetimes are not 0."""
    found = frozenset(fields)
    return frozenset(check.violation_type for check in _CHECKS if not found.isdisjoint(check.fields))


class EndingTally:
    """What is open so far, told by messages of events in the order of the trace."""

    def __init__(self) -> None:
        self._operations: dict[str, None] = {}
        self._permits: dict[str, str] = {}
        self._records: dict[tuple[str, str], None] = {}
        self._retired: set[tuple[str, str]] = set()
        self._replicas: set[str] = set()
        self._ended: set[str] = set()

    @property
    def size(self) -> int:
        """How many names it keeps of the sort of which it keeps most."""
        named = max(len(self._operations), len(self._permits), len(self._records))
        return max(named, len(self._retired), len(self._replicas), len(self._ended))

    def say(self, kind: str, message: str) -> None:
        """Take in the message of an event of a kind; all but a few tell nothing."""
        turn = TURNS.get(kind)
        match = turn.message.fullmatch(message) if turn is not None else None
        if turn is not None and match is not None:
            turn.take(self, match)

    def end_task(self, name: str) -> None:
        """Take in that a task has ended."""
        self._ended.add(name)

    def begin_operation(self, match: re.Match[str]) -> None:
        """Take in an operation."""
        self._operations[match[1]] = None

    def end_operation(self, match: re.Match[str]) -> None:
        """Take in that an operation is done or given up."""
        self._operations.pop(match[1], None)

    def open_permit(self, match: re.Match[str]) -> None:
        """Take in a permit with the task that holds it."""
        self._permits[match[1]] = match[2]

    def settle_permit(self, match: re.Match[str]) -> None:
        """Take in that a permit is settled."""
        self._permits.pop(match[1], None)

    def append_record(self, match: re.Match[str]) -> None:
        """Take in a journal record of a replica."""
        self._records[match[2], match[1]] = None

    def sync_records(self, match: re.Match[str]) -> None:
        """Take in that records of a replica reached its disk."""
        for number in match[2].split():
            self._records.pop((match[1], number), None)

    def retire_path(self, match: re.Match[str]) -> None:
        """Take in that a replica was told what came of a path."""
        self._retired.add((match[1], match[2]))
        self._replicas.add(match[2])

    def report(self, match: re.Match[str]) -> None:
        """Take in a replica that reports the outcomes that it was told."""
        self._replicas.add(match[1])

    def ending(self, checks: frozenset[str]) -> Ending:
        """Return what is open at the end, with the checks that fire."""
        leaked = (name for name, holder in self._permits.items() if holder in self._ended)
        paths = {path for path, _ in self._retired}
        return Ending(
            checks=checks,
            operations=_kinds(self._operations),
            permits=_kinds(f"permit for {name}" for name in leaked),
            records=_kinds(f"journal record {number}" for _, number in self._records),
            retirements=_kinds(
                ["retirement of a path"] if len(self._retired) < len(paths) * len(self._replicas) else []
            ),
        )


class _Turn(NamedTuple):
    message: re.Pattern[str]
    take: Callable[[EndingTally, re.Match[str]], None]


def _turn(message: str, take: Callable[[EndingTally, re.Match[str]], None]) -> _Turn:
    return _Turn(re.compile(message, re.DOTALL), take)


TURNS: Final = {
    "OperationBegun": _turn("operation begun: (.*)", EndingTally.begin_operation),
    "OperationDone": _turn("operation done: (.*)", EndingTally.end_operation),
    "OperationGivenUp": _turn("operation given up: (.*)", EndingTally.end_operation),
    "PermitOpened": _turn(r"permit for (.*) opened by (\w+)", EndingTally.open_permit),
    "PermitSettled": _turn("permit for (.*) settled: .*", EndingTally.settle_permit),
    "JournalAppend": _turn(r"journal record (\d+) appended on replica (\w+)", EndingTally.append_record),
    "JournalSync": _turn(r"journal records synced on replica (\w+): (.*)", EndingTally.sync_records),
    "PathRetired": _turn(r"path (\w+) retired on replica (\w+): .*", EndingTally.retire_path),
    "OutcomesReported": _turn(r"outcomes reported by replica (\w+): .*", EndingTally.report),
}
"""The kinds of events that begin or end something, with the message by which they tell it."""

TASK_ENDS: Final = "Complete"
"""The kind of event with which a task ends."""

_HINTS: Final = tuple(f'"{kind}"'.encode() for kind in (*TURNS, TASK_ENDS))


class _TaskData(msgspec.Struct):
    Task: dict[str, object]


_decode_task: Final = msgspec.json.Decoder(_TaskData).decode


def _task(data: bytes) -> str | None:
    """The name of the task that the data of an event is about."""
    try:
        name = _decode_task(data).Task.get("task")
    except msgspec.MsgspecError:
        return None
    return name if isinstance(name, str) else None


def _kinds(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normalize, names))
