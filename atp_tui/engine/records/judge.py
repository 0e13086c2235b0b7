"""The checks of a structured log: those of the oracle on regions and tasks, and what the records say by themselves."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final

from atp_tui.engine.counted import counted
from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.log_checks import STRUCTURED_CHECKS
from atp_tui.engine.oracle.state import AtpTransferState
from atp_tui.engine.qlog.judge.check import Damage, Group, Judged, Observation, Verdict
from atp_tui.engine.qlog.judge.first import MOST_EVENTS, FirstEvents
from atp_tui.engine.records.event import FAILURES, REGION, TASK, RecordEvent
from atp_tui.engine.records.mapping import LogMapping

SPAN_ERROR: Final = "span_error"
RECORD_LEVEL: Final = "record_level"
TEXT_OF_PANIC: Final = "panic"

_LIFETIMES: Final[Mapping[str, tuple[str, str]]] = {
    "region_closure": (REGION, "open_regions"),
    "task_completion": (TASK, "unfinished_tasks"),
}
_CHECKS: Final = {check.name: check for check in ATP_CHECKS if check.name in _LIFETIMES}
RECORD_CHECK_NAMES: Final = (*_LIFETIMES, SPAN_ERROR, RECORD_LEVEL, TEXT_OF_PANIC)
"""The names of the checks, in the order in which they are reported."""

_SEVERITIES: Final = {check.name: check.severity for check in STRUCTURED_CHECKS}
_NO_SPANS: Final = {
    REGION: "the log does not state when spans begin and end",
    TASK: "the log does not state when spans are entered and left",
}
_NO_END: Final = "the end of the log is missing, and what is open may have ended there"
_HOLES: Final = "records inside the log could not be read, and may have what is missed"
_NO_STATUS: Final = "the log does not state the status of spans"
_NO_LEVELS: Final = "the mapping of the log names no level whose records are violations"
_NOT_SHOWN: Final = "records inside the log could not be read, or its end is missing"
_NO_PANIC: Final = "the text of a panic goes to stderr, which may not be in the log"
_RECENT: Final = 20
"""Events of an open region that are kept: so many of the first, and of the last."""


class _Life:
    """Something that began, with the numbers of some of its events."""

    __slots__ = ("first", "last")

    def __init__(self, number: int) -> None:
        self.first = [number]
        self.last: deque[int] = deque(maxlen=_RECENT)

    def add(self, number: int) -> None:
        if len(self.first) < _RECENT:
            self.first.append(number)
        else:
            self.last.append(number)


class RecordJudge:
    """Takes the events of one log in bounded memory, and judges them."""

    def __init__(self, mapping: LogMapping) -> None:
        self._levels = mapping.violation_levels
        self._open: dict[str, dict[str, _Life]] = {REGION: {}, TASK: {}}
        self._seen = {REGION: False, TASK: False}
        self._span_errors, self._failures = FirstEvents(), FirstEvents()
        self._violations, self._panics = FirstEvents(), FirstEvents()
        self._has_status = mapping.has_status

    def take(self, event: RecordEvent) -> None:
        """Take the next event."""
        if event.turn is not None:
            subject, name, begins = event.turn
            self._seen[subject] = True
            if begins:
                self._open[subject][name] = _Life(event.number)
            else:
                self._open[subject].pop(name, None)
        if event.region and (life := self._open[REGION].get(event.region)) is not None and event.turn is None:
            life.add(event.number)
        if event.is_failure:
            self._span_errors.add(event.number)
        if event.is_panic:
            self._panics.add(event.number)
        elif event.level in self._levels:
            self._violations.add(event.number)
        elif event.level in FAILURES and event.turn is None:
            self._failures.add(event.number)

    def finish(self, damage: Damage, doubts: Mapping[str, str]) -> tuple[Judged, ...]:
        """Return the answer of every check.

        Args:
            damage: What is missing in the log.
            doubts: The checks that cannot be silent about it, with the reason as a clause.
        """
        lacks = _HOLES if damage.has_holes else _NO_END if damage.is_cut else ""
        return (
            *(self._lifetime(name, lacks, doubts.get(name, "")) for name in _LIFETIMES),
            _own(
                SPAN_ERROR,
                self._span_errors,
                f"{counted(self._span_errors.count, 'span')} ended with the status of an error",
                _NOT_SHOWN if self._has_status and lacks else "" if self._has_status else _NO_STATUS,
            ),
            _own(
                RECORD_LEVEL,
                self._violations,
                f"{counted(self._violations.count, 'record')} of a level that is a violation",
                _NOT_SHOWN if self._levels and lacks else "" if self._levels else _NO_LEVELS,
            ),
            _own(
                TEXT_OF_PANIC,
                self._panics,
                f"{counted(self._panics.count, 'line')} with the text of a panic",
                _NO_PANIC,
            ),
        )

    def observations(self, reversals: int, texts: int) -> Iterator[Observation]:
        """Yield what is worth knowing and no failure.

        Args:
            reversals: Events that are earlier than the one before.
            texts: Lines that are no records.
        """
        if self._failures.count:
            words = f"{counted(self._failures.count, 'record')} of a level that states a failure"
            yield Observation("failures", words, (), self._failures.shown)
        if texts:
            yield Observation(
                "texts",
                f"{counted(texts, 'line')} that {'is no record' if texts == 1 else 'are no records'}, kept as text",
                (),
                (),
            )
        if reversals:
            yield Observation("reversals", f"{counted(reversals, 'event')} earlier than the one before", (), ())

    def _lifetime(self, name: str, lacks: str, doubt: str) -> Judged:
        subject, field = _LIFETIMES[name]
        left = self._open[subject]
        if not self._seen[subject]:
            return _told(name, why=_NO_SPANS[subject])
        if lacks:
            return _told(name, why=lacks)
        check, state = _CHECKS[name], AtpTransferState.read({field: len(left)})
        if not check.fires(state):
            return _told(name, why=doubt)
        found = check.violation(state)
        return _told(name, found.description, tuple(found.evidence.items()), _events(left))


def _events(left: Mapping[str, _Life]) -> tuple[int, ...]:
    """The events that tell of what is left open: the beginnings, then what happened inside.

    What began last comes first: what began before it often is open only because it is.
    """
    lives = tuple(left.values())[: -MOST_EVENTS - 1 : -1]
    begun = [life.first[0] for life in lives]
    inside = (number for life in lives for number in (*life.first[1:], *life.last))
    return tuple(dict.fromkeys((*begun, *inside)))[:MOST_EVENTS]


def _own(name: str, found: FirstEvents, words: str, why: str) -> Judged:
    """What a check of records says: it fired with some events, else it cannot tell why, or it is silent."""
    if found.count:
        evidence = (("count", str(found.count)),)
        return Judged(name, Verdict.FIRED, _SEVERITIES[name], name, Group.RECORD, words, evidence, found.shown)
    answer = Verdict.NOT_JUDGED if why else Verdict.SILENT
    return Judged(name, answer, _SEVERITIES[name], name, Group.RECORD, why=why)


def _told(
    name: str,
    message: str = "",
    evidence: tuple[tuple[str, str], ...] = (),
    events: tuple[int, ...] = (),
    why: str = "",
) -> Judged:
    """What a check of the oracle says: it fired with a message, it cannot tell why, or it is silent."""
    check = _CHECKS[name]
    answer = Verdict.FIRED if message else Verdict.NOT_JUDGED if why else Verdict.SILENT
    return Judged(name, answer, check.severity, check.violation_type, Group.STRUCTURE, message, evidence, events, why)
