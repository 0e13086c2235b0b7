"""The record of an imported log: oracle results from what its checks said, and metadata about the log."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from atp_tui.engine.imported import CLOCK, FAULT, FROM, ORIGIN, RESOLUTION
from atp_tui.engine.oracle.check import Answer
from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.recorded_answer import RecordedAnswer
from atp_tui.engine.oracle.violation_relevance import EVENTS
from atp_tui.engine.qlog.event import Connection, End, FaultKind, LogFault
from atp_tui.engine.qlog.judge.check import Group, Judged, Observation
from atp_tui.engine.qlog.judge.check import Verdict as Told
from atp_tui.engine.record import Crashpack, OracleResult, OracleStats, Severity, Violation
from atp_tui.engine.source_table import TABLE

BOTH_ENDS: Final = "quic both ends"
"""The name of the oracle that stands for the checks that compare two logs."""

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

    @property
    def oracle_name(self) -> str:
        """The name of the oracle that stands for its checks."""
        return _ORACLES[self.connection.end]


def record_of(ends: Sequence[JudgedEnd], logs: Sequence[SourceLog], both: Sequence[Judged] = ()) -> Crashpack:
    """Return the record of a connection, without its trace.

    Args:
        ends: The ends of which there is a log, at least one unless the log has no connection.
        logs: The logs, in the order of their numbers in the table of records.
        both: What comparing the logs of both ends said.
    """
    told = [(end.oracle_name, _with_log(end)) for end in ends]
    told += [(BOTH_ENDS, tuple(both))] if both else []
    told += [(_ORACLES[End.UNKNOWN], _judged_log(log)) for log in logs if not ends]
    results = [_result(name, judged) for name, judged in told]
    answers = [_answer(name, each) for name, judged in told for each in judged]
    paths = [log.path for log in logs if log.path]
    return Crashpack(
        oracle_results=tuple(result for result in results if result.stats.events_recorded),
        artifact_paths=(*paths, TABLE) if paths else (),
        metadata={
            **_about_logs(logs),
            **dict(item for end in ends for item in _about_end(end, is_alone=len(ends) == 1)),
            **{each.key: each.value for each in answers},
        },
    )


def _with_log(end: JudgedEnd) -> tuple[Judged, ...]:
    """What the checks of an end said, and that its log is whole where any of them could judge."""
    of_log = _judged_log(end.log)
    is_judged = any(each.answer is not Told.NOT_JUDGED for each in end.judged)
    return (*end.judged, *(each for each in of_log if is_judged or each.answer is Told.FIRED))


def _judged_log(log: SourceLog) -> tuple[Judged, ...]:
    """The check that the files that belong to a run are there and whole, on its log."""
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
        ),
    )


def _result(name: str, judged: Iterable[Judged]) -> OracleResult:
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


def _answer(name: str, judged: Judged) -> RecordedAnswer:
    return RecordedAnswer(name, judged.check, _ANSWERS[judged.answer], judged.why)


def _about_logs(logs: Sequence[SourceLog]) -> Mapping[str, str]:
    """The metadata about the logs as files."""
    told = {FROM: ", ".join(log.name for log in logs)}
    for number, log in enumerate(logs):
        told |= {f"imported.log.{number}": f"{log.path or 'not in the pack'}, {log.size} bytes, {log.digest}"}
        for place, fault in enumerate(log.faults):
            told[f"{FAULT}{number}.{place:03d}"] = f"{fault.kind}: byte {fault.offset} of {log.name}: {fault.words}"
        if log.fault_count > len(log.faults):
            told[f"{FAULT}{number}.more"] = f"more: {log.fault_count - len(log.faults)} faults are not listed"
    return told


def _about_end(end: JudgedEnd, *, is_alone: bool) -> Iterator[tuple[str, str]]:
    """The metadata about a connection as one end logged it; the times of the first end are those of the pack."""
    connection = end.connection
    name = "imported" if is_alone else f"imported.{connection.end}"
    told = {
        "connection": connection.key,
        "end": connection.end.value,
        "writer": connection.writer,
        "version": connection.version,
        "framing": connection.framing.value,
        "title": connection.title,
        "reversals": str(connection.reversals) if connection.reversals else "",
    }
    yield from ((f"{name}.{key}", value) for key, value in told.items() if value)
    for each in end.observed:
        listed = f"; {EVENTS}: {', '.join(map(str, each.events))}" if each.events else ""
        yield f"observed.{end.oracle_name}.{each.name}", f"{each.message}{listed}"
    if is_alone or connection.end is End.CLIENT:
        times = (connection.time_origin, connection.time_resolution, connection.time_clock)
        yield from zip((ORIGIN, RESOLUTION, CLOCK), times, strict=True)
