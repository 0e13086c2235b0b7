"""Checks over the trace and its three logs."""

import json

import pytest

from atp_tui.engine import Crashpack, TraceEvent, render
from tests.foreign import failed, findings_of

EVENTS = tuple(TraceEvent.message(number, number, "Log", "path udp fec") for number in range(3))
FILES = render(Crashpack(trace_events=EVENTS))
TRACE = "transfer.atp-trace"
LOGS = ("pathlog", "quiclog", "repairlog")


@pytest.mark.parametrize("log", LOGS)
def test_each_log_has_its_check(log: str) -> None:
    findings = findings_of(FILES | {log: FILES[log] + b"\nmore"})
    assert failed(findings) == [log]
    told = [found for found in findings if found.check == log]
    assert [(found.expected, found.found) for found in told] == [("line 4: the end", "line 4: 'more'")]
    assert failed(findings_of(FILES | {log: b""})) == [log]


def test_an_event_taken_out_of_the_trace_is_told_by_its_logs() -> None:
    trace = render(Crashpack(trace_events=EVENTS[:2]))[TRACE]
    assert failed(findings_of(FILES | {TRACE: trace})) == list(LOGS)


def test_one_event_with_further_fields_leaves_the_logs_unchecked() -> None:
    events = json.loads(FILES[TRACE])
    events[1]["version"] = 1
    findings = findings_of(FILES | {TRACE: json.dumps(events).encode(), "pathlog": b"[ev] anything"})
    assert failed(findings) == []
    assert {found.ok for found in findings if found.check in LOGS} == {None}


@pytest.mark.parametrize("trace", [b"", b"{}", b"null", FILES[TRACE][:-1], FILES[TRACE] + b"x"])
def test_what_is_no_array_is_told(trace: bytes) -> None:
    assert "trace" in failed(findings_of(FILES | {TRACE: trace}))


def test_many_broken_events_are_counted() -> None:
    findings = findings_of(render(Crashpack()) | {TRACE: json.dumps([3] * 150).encode()})
    told = [found for found in findings if found.check == "trace"]
    assert len(told) == 21
    assert told[0].found == "event 0: 3"
    assert told[-1].found == "130 more broken events"


@pytest.mark.parametrize(("count", "last"), [(20, "event 19: 3"), (21, "1 more broken events")])
def test_as_many_broken_events_as_the_bound_allows_need_no_count(count: int, last: str) -> None:
    findings = findings_of(render(Crashpack()) | {TRACE: json.dumps([3] * count).encode()})
    told = [found for found in findings if found.check == "trace"]
    assert (len(told), told[-1].found) == (count, last)


@pytest.mark.parametrize(("count", "last"), [(20, "event 19: "), (21, "1 more such events")])
def test_odd_events_are_told_and_counted_past_a_bound(count: int, last: str) -> None:
    trace = b"[" + b",".join([b'{"seq":1,"time":2,"kind":"Log","data":"None","seq":3}'] * count) + b"]"
    told = [found for found in findings_of(render(Crashpack()) | {TRACE: trace}) if found.check == "trace_oddities"]
    assert [found.ok for found in told] == [None] * count
    assert told[0].found == 'event 0: expected each key once, found the key "seq" twice in one object'
    assert told[-1].found.startswith(last)


def test_how_much_is_sound_is_told_in_events_and_lines() -> None:
    findings = {found.check: found.found for found in findings_of(FILES)}
    assert [findings[check] for check in ("trace", *LOGS)] == ["3 events", "3 lines", "3 lines", "3 lines"]


def test_an_empty_trace_is_sound() -> None:
    assert failed(findings_of(render(Crashpack()) | {TRACE: b" [ ] "})) == []
