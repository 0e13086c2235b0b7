"""Packs as an import writes them, made by hand: a few events, and what each check said of the log."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from atp_tui.engine.imported import CLOCK, FROM, ORIGIN, RESOLUTION
from atp_tui.engine.oracle.check import Answer
from atp_tui.engine.oracle.recorded_answer import RecordedAnswer
from atp_tui.engine.pack_format import render
from atp_tui.engine.record import Crashpack, OracleResult, OracleStats, Severity, Violation
from atp_tui.engine.source_table import TABLE, pack_entry
from atp_tui.engine.trace import TraceEvent
from atp_tui.store.writer import write_pack

ORACLE: Final = "quic client"
LOG: Final = "source/client.sqlog"
WHY: Final = "a log has no content"

RECORDS: Final = tuple(b'{"time":%d,"name":"transport:packet_sent","data":{"n":%d}}' % (n, n) for n in range(200))
"""The records of the log."""

ANSWERS: Final = (
    RecordedAnswer(ORACLE, "manifest", Answer.CANNOT_TELL, WHY),
    RecordedAnswer(ORACLE, "journal", Answer.SILENT),
    RecordedAnswer(ORACLE, "quiescence", Answer.FIRED),
    RecordedAnswer(ORACLE, "silence", Answer.FIRED),
)

VIOLATIONS: Final = (
    Violation(
        violation_type="quiescence",
        description="2 streams are not finished",
        severity=Severity.MEDIUM,
        evidence={"pending_count": "2", "events": "150, 3, 77"},
    ),
    Violation(
        violation_type="silence", description="no event for 1.2 s", severity=Severity.LOW, evidence={"events": "9"}
    ),
)


def event(number: int) -> TraceEvent:
    """An event whose message is about no check."""
    raw = b'{"seq":%d,"time":%d,"kind":"packet_sent","data":{"Message":"packet %d sent"}}'
    return TraceEvent(raw % (number, number * 1_000_000, number))


def imported(
    violations: Sequence[Violation] = VIOLATIONS, answers: Sequence[RecordedAnswer] = ANSWERS, events: int = 200
) -> Crashpack:
    """The record of an imported log."""
    judged = sum(each.answer is not Answer.CANNOT_TELL for each in answers)
    result = OracleResult(
        oracle_name=ORACLE,
        violations=tuple(violations),
        stats=OracleStats(events_recorded=judged, entities_tracked=len(violations)),
        passed=not violations,
    )
    times = {ORIGIN: "2025-04-26T10:00:00.500000000Z", RESOLUTION: "1ms", CLOCK: "system"}
    return Crashpack(
        oracle_results=(result,) if judged else (),
        trace_events=tuple(map(event, range(events))),
        artifact_paths=(LOG, TABLE),
        metadata={FROM: "client.sqlog", **times, **{each.key: each.value for each in answers}},
    )


def written(folder: Path, record: Crashpack | None = None) -> Path:
    """The pack of an imported log on disk, with its log."""
    path = folder / "imported"
    log, table, offset = b"", b"", 0
    for text in RECORDS:
        offset = len(log) + 1
        log += b"\x1e" + text + b"\n"
        table += pack_entry(offset, len(text), 0)
    write_pack(str(path), {**render(imported() if record is None else record), LOG: log, TABLE: table})
    return path
