"""Structured logs: those that real loggers wrote, and records typed by hand."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from atp_tui.engine.qlog.judge.check import Judged, Verdict
from atp_tui.engine.qlog.judge.damage import damage_of
from atp_tui.engine.records.event import RecordEvent
from atp_tui.engine.records.judge import RecordJudge
from atp_tui.engine.records.mapping import LogMapping
from atp_tui.engine.records.reader import RecordReader

FOLDER: Final = Path(__file__).parent / "logs" / "structured"

WRITTEN: Final[Mapping[str, str]] = {
    "tracing": "tracing",
    "tracing-flat": "tracing",
    "tracing-new-close": "tracing",
    "tracing-enter-exit": "tracing",
    "slog": "slog",
    "zap": "zap",
    "structlog": "structlog",
    "otlp": "otlp",
}
"""The logs of the folder, each with its mapping."""

TRACE: Final = "5b8efff798038103d269b633813fc60c"
BEGIN: Final = 1_795_908_865_000_000_000
"""Nanoseconds since 1970 at which the typed logs begin."""


def log(name: str) -> bytes:
    """A log of the folder."""
    return (FOLDER / f"{name}.jsonl").read_bytes()


def lines(records: Iterable[object]) -> bytes:
    """Records as a log."""
    return b"".join(json.dumps(each).encode() + b"\n" for each in records)


def read(data: bytes, mapping: LogMapping | None = None) -> tuple[RecordReader, list[RecordEvent]]:
    """What reads a log, at its end, and the events."""
    reader = RecordReader([data], mapping)
    return reader, [event for _, event in reader]


def judged(data: bytes, mapping: LogMapping | None = None) -> dict[str, Judged]:
    """What each check says of a log."""
    reader, events = read(data, mapping)
    judge = RecordJudge(reader.mapping)
    for event in events:
        judge.take(event)
    return {each.check: each for each in judge.finish(damage_of(reader.faults), reader.doubts)}


def fired(data: bytes, mapping: LogMapping | None = None) -> set[str]:
    """The checks that fire on a log."""
    return {name for name, each in judged(data, mapping).items() if each.answer is Verdict.FIRED}


def tracing(time: int, message: str, span: Mapping[str, Any] | None = None, **fields: Any) -> Mapping[str, Any]:  # noqa: ANN401 - values of JSON
    """A record of Rust's tracing; the time is a number of microseconds below a million."""
    record: dict[str, Any] = {
        "timestamp": f"2026-11-28T23:34:25.{time:06}Z",
        "level": fields.pop("level", "INFO"),
        "fields": {"message": message, **fields},
        "target": "made",
    }
    return record if span is None else {**record, "span": span, "spans": [span]}


def span(number: int, parent: int | None = None, *, start: int = 1, end: int = 2, **further: Any) -> Mapping[str, Any]:  # noqa: ANN401 - values of JSON
    """A span of OTLP."""
    return {
        "traceId": TRACE,
        "spanId": f"{number:016x}",
        **({} if parent is None else {"parentSpanId": f"{parent:016x}"}),
        "name": f"span {number}",
        "startTimeUnixNano": str(BEGIN + start),
        "endTimeUnixNano": str(BEGIN + end) if end else "0",
        **further,
    }


def spans(*found: Mapping[str, Any], service: str = "made") -> Mapping[str, Any]:
    """A message of OTLP with spans."""
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": {}, "spans": list(found)}]}]}
