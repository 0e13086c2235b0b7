"""The record of an imported log: oracle results from what its checks said, and metadata about the log."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from atp_tui.engine.imported import CLOCK, FAULT, FROM, ORIGIN, RESOLUTION, UNIT
from atp_tui.engine.oracle.check import Answer
from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.recorded_answer import RecordedAnswer
from atp_tui.engine.oracle.violation_relevance import EVENTS
from atp_tui.engine.qlog.event import Connection, End, FaultKind, LogFault
from atp_tui.engine.qlog.judge.check import Group, Judged, Observation
from atp_tui.engine.qlog.judge.check import Verdict as Told
from atp_tui.engine.qlog.judge.checks import CHECKS
from atp_tui.engine.record import Crashpack, OracleResult, OracleStats, Severity, Violation
from atp_tui.engine.records.judge import RECORD_CHECK_NAMES
from atp_tui.engine.source_table import TABLE

BOTH_ENDS: Final = "quic both ends"
"""The name of the oracle that stands for the checks that compare two logs."""

CHECK_NAMES: Final = tuple(dict.fromkeys((*(check.name for check in CHECKS), *RECORD_CHECK_NAMES)))
"""The names of the checks of one log."""

_ARTIFACTS: Final = next(check for check in ATP_CHECKS if check.name == "artifact_presence")
_MISSING: Final = frozenset({FaultKind.CUT, FaultKind.EMPTY})
_ANSWERS: Final = {
    Told.FIRED: Answer.FIRED,
    Told.SILENT: Answer.SILENT,
    Told.NOT_JUDGED: Answer.CANNOT_TELL,
}
_ORACLES: Final = {
    End.CLIENT: "quic client",
    End.SERVER: "quic server",
    End.NETWORK: "quic network",
    End.UNKNOWN: "quic log",
}


@dataclass(frozen=True, slots=True)
class SourceLog:
    """A log from which a pack is imported."""

    name: str
    """The name of its file."""
    path: str
    """The path of its copy in the pack; empty where there is no copy."""
    digest: str
    """``sha256:`` and the hex of its bytes."""
    size: int
    """Its bytes."""
    faults: tuple[LogFault, ...] = ()
    fault_count: int = 0


@dataclass(frozen=True, slots=True)
class JudgedEnd:
    """One end of a connection, read from one log and judged."""

    connection: Connection
    log: SourceLog
    judged: tuple[Judged, ...]
    observed: tuple[Observation, ...] = ()
    oracle: str = ""
    """The name of the oracle that stands for its checks; empty for that of the end."""
    further: tuple[tuple[str, str], ...] = ()
    """What else metadata tell of the log."""
    seeds: tuple[tuple[str, int], ...] = ()
    """The seeds that the log states, by name; u64."""

    @property
    def oracle_name(self) -> str:
        """The name of the oracle that stands for its checks."""
        return self.oracle or _ORACLES[self.connection.end]


def record_of(log: SourceLog, end: JudgedEnd | None) -> Crashpack:
    """Return the record of a connection as one end logged it, without its trace; of a log without any it is None."""
    name, judged = (_ORACLES[End.UNKNOWN], _judged_log(log)) if end is None else (end.oracle_name, _with_log(end))
    result = result_of(name, judged)
    return Crashpack(
        oracle_results=(result,) if result.stats.events_recorded else (),
        seeds={} if end is None else dict(end.seeds),
        artifact_paths=(log.path, TABLE) if log.path else (),
        metadata={
            **_about_log(log),
            **({} if end is None else dict(_about_end(end))),
            **{each.key: each.value for each in (told_answer(name, found) for found in judged)},
        },
    )


def _with_log(end: JudgedEnd) -> tuple[Judged, ...]:
    """What the checks of an end said, and that its log is whole where any of them could judge."""
    of_log = _judged_log(end.log, end.connection.events)
    is_judged = any(each.answer is not Told.NOT_JUDGED for each in end.judged)
    return (*end.judged, *(each for each in of_log if is_judged or each.answer is Told.FIRED))


def _judged_log(log: SourceLog, events: int = 0) -> tuple[Judged, ...]:
    """The check that the files that belong to a run are there and whole, on its log; a cut leads to the last event."""
    missing = [fault for fault in log.faults if fault.kind in _MISSING]
    check = _ARTIFACTS
    return (
        Judged(
            check.name,
            Told.FIRED if missing else Told.SILENT,
            check.severity,
            check.violation_type,
            Group.RECORD,
            "The log is cut or empty" if missing else "",
            (("missing_count", str(len(missing))),) if missing else (),
            (events - 1,) if missing and events else (),
        ),
    )


def result_of(name: str, judged: Iterable[Judged]) -> OracleResult:
    """Return what checks said as the result of an oracle; those that were not judged are left out."""
    told = [each for each in judged if each.answer is not Told.NOT_JUDGED]
    violations = tuple(_violation(each) for each in told if each.answer is Told.FIRED)
    stats = OracleStats(events_recorded=len(told), entities_tracked=len(violations))
    return OracleResult(oracle_name=name, violations=violations, stats=stats, passed=not violations)


def _violation(judged: Judged) -> Violation:
    events = {EVENTS: ", ".join(map(str, judged.events))} if judged.events else {}
    return Violation(
        violation_type=judged.violation_type,
        description=judged.message,
        severity=Severity(judged.severity),
        evidence={**dict(judged.evidence), **events},
    )


def told_answer(name: str, judged: Judged) -> RecordedAnswer:
    """Return what a check said as it is recorded; *name* is that of its oracle."""
    return RecordedAnswer(name, judged.check, _ANSWERS[judged.answer], judged.why)


def _about_log(log: SourceLog) -> Mapping[str, str]:
    """The metadata about the log as a file."""
    told = {FROM: log.name, "imported.log.0": f"{log.path or 'not in the pack'}, {log.size} bytes, {log.digest}"}
    for place, fault in enumerate(log.faults):
        told[f"{FAULT}0.{place:03d}"] = f"{fault.kind}: byte {fault.offset} of {log.name}: {fault.words}"
    if log.fault_count > len(log.faults):
        told[f"{FAULT}0.more"] = f"more: {log.fault_count - len(log.faults)} faults are not listed"
    return told


def _about_end(end: JudgedEnd) -> Iterator[tuple[str, str]]:
    """The metadata about a connection as one end logged it."""
    connection = end.connection
    told = {
        "connection": connection.key,
        "end": "" if end.oracle else connection.end.value,
        "writer": connection.writer,
        "version": connection.version,
        "framing": connection.framing.value,
        "title": connection.title,
        "reversals": str(connection.reversals) if connection.reversals else "",
    }
    yield from ((f"imported.{key}", value) for key, value in (*told.items(), *end.further) if value)
    for each in end.observed:
        listed = f"; {EVENTS}: {', '.join(map(str, each.events))}" if each.events else ""
        yield f"observed.{end.oracle_name}.{each.name}", f"{each.message}{listed}"
    times = (connection.time_origin, connection.time_resolution, connection.time_clock)
    yield from zip((ORIGIN, RESOLUTION, CLOCK), times, strict=True)
    if connection.time_unit != "ms":
        yield UNIT, connection.time_unit
