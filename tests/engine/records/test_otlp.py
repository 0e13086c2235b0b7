"""OTLP as JSON lines: spans in any order, their status, events and links."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.qlog.judge.check import Verdict
from atp_tui.engine.records import otlp
from tests.structured_logs import BEGIN, TRACE, fired, judged, lines, log, read, span, spans


def test_the_spans_of_a_log_in_order() -> None:
    _, events = read(log("otlp"))
    assert [(each.name, each.time_ns) for each in events] == [
        ("RegionCreated", 0),
        ("RegionCreated", 5),
        ("LINK", 5),
        ("EVENT", 500),
        ("RegionCloseComplete", 1_000_000),
        ("RegionCreated", 2_000_000),
        ("ERROR", 2_500_000),
        ("ERROR", 3_000_000),
        ("RegionCloseComplete", 3_000_000),
        ("RegionCloseComplete", 4_000_000),
    ]
    said = [each.message for each in events]
    assert said[1] == "region s1 opened in s2: transfer: fetch span=eee19b7ec3c1b175 block=1"
    assert said[2] == f"region s1 linked to s2: span eee19b7ec3c1b174 of trace {TRACE}"
    assert said[3] == "retry n=2 [region s1]"
    assert said[7] == "transfer: repair failed: 3 symbols short [region s3]"


def test_a_status_of_an_error_is_a_violation_that_names_its_event() -> None:
    found = judged(log("otlp"))
    assert (found["span_error"].answer, found["span_error"].events) == (Verdict.FIRED, (7,))
    assert found["region_closure"].answer is Verdict.SILENT


@given(st.permutations(range(1, 7)), st.integers(1, 6))
def test_the_order_of_the_file_does_not_matter(order: list[int], at_once: int) -> None:
    made = {n: span(n, n - 1 or None, start=n, end=20 - n) for n in order}
    groups = [order[at : at + at_once] for at in range(0, len(order), at_once)]
    _, events = read(lines(spans(*(made[n] for n in group)) for group in groups))
    assert [each.time_ns for each in events] == [0, 1, 2, 3, 4, 5, *range(13, 19)]
    assert fired(lines(spans(*(made[n] for n in group)) for group in groups)) == set()


@pytest.mark.parametrize("end", [{"endTimeUnixNano": "0"}, {"endTimeUnixNano": "x"}, {"endTimeUnixNano": None}])
def test_a_span_without_an_end_is_open(end: dict[str, Any]) -> None:
    assert fired(lines([spans({**span(1), **end}, span(2, 1))])) == {"region_closure"}


def test_a_parent_that_is_not_there_leaves_open_whether_all_spans_ended() -> None:
    found = judged(lines([spans(span(2, 1), span(3, 1), span(4, 2))]))["region_closure"]
    assert (found.answer, found.why) == (
        Verdict.NOT_JUDGED,
        "the parent of others is not in the log, or never ended: 1 span",
    )
    assert fired(lines([spans(span(2, 1, flags=0x300))])) == set()
    assert judged(lines([spans(span(2, 1, flags=0x300))]))["region_closure"].answer is Verdict.SILENT


def test_an_end_before_the_beginning_closes_the_span() -> None:
    assert fired(lines([spans(span(1, start=9, end=3))])) == set()


def test_more_spans_than_are_known_leave_that_open_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(otlp, "MAX_KNOWN", 2)
    found = judged(lines([spans(*(span(n) for n in range(1, 5)))]))["region_closure"]
    assert (found.answer, "more spans than are compared" in found.why) == (Verdict.NOT_JUDGED, True)


def test_each_event_leads_to_its_span_alone() -> None:
    data = lines([spans(span(1, links=[{}]), {}, span(2)), spans(span(3))])
    _, events = read(data)
    found = [json.loads(data[each.offset : each.offset + each.length]) for each in events]
    assert {each.get("spanId") for each in found} == {None, f"{1:016x}", f"{2:016x}", f"{3:016x}"}


def test_a_key_that_is_repeated_leads_to_the_line() -> None:
    inner = json.dumps(spans(span(1)))[1:-1]
    logs = json.dumps({"resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": {"stringValue": "a"}}]}]}]})[1:-1]
    data = f"{{{inner}, {logs}, {inner}}}\n".encode()
    _, events = read(data)
    for each in events:
        assert json.loads(data[each.offset : each.offset + each.length])


def test_log_records_have_their_level_service_and_span() -> None:
    record = {
        "timeUnixNano": str(BEGIN),
        "severityNumber": 17,
        "severityText": "Error",
        "body": {"stringValue": "cannot read"},
        "attributes": [{"key": "n", "value": {"intValue": "18446744073709551615"}}],
        "traceId": TRACE,
        "spanId": f"{1:016x}",
    }
    fatal = {"observedTimeUnixNano": str(BEGIN + 5), "severityText": "FATAL", "body": {"kvlistValue": {"values": []}}}
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "made"}}]}
    data = lines([{"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": [fatal, record]}]}]}])
    _, events = read(data)
    assert [(each.name, each.time_ns) for each in events] == [("ERROR", 0), ("FATAL", 5)]
    assert events[0].message == f"made: cannot read n=18446744073709551615 span={1:016x} trace={TRACE}"
    assert fired(data) == {"record_level"}


def test_metrics_are_shown() -> None:
    metric = {"name": "rtt", "unit": "ms", "gauge": {"dataPoints": [{"timeUnixNano": str(BEGIN), "asDouble": 1.5}]}}
    _, (event,) = read(lines([{"resourceMetrics": [{"scopeMetrics": [{"metrics": [metric]}]}]}]))
    assert (event.name, event.message) == ("METRIC", "rtt 1 point ms")


def test_a_message_without_items_is_kept_as_text() -> None:
    reader, (event,) = read(lines([{"resourceSpans": []}]))
    assert (event.name, event.message, reader.faults) == ("TEXT", '{"resourceSpans": []}', ())
