"""Spans that begin and end in records, in whatever order they come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.oracle.state import LIFETIMES
from atp_tui.engine.oracle.trace_counts import TraceCounts
from atp_tui.engine.records import spans
from atp_tui.engine.records.event import RecordEvent
from atp_tui.engine.records.judge import RecordJudge
from atp_tui.engine.records.mapping import read_mapping
from atp_tui.engine.trace import TraceEvent
from tests.structured_logs import fired, judged, lines, read, tracing

SPANS = tuple({"name": name, "id": number} for name in ("fetch", "replica 2") for number in (1, 2))
STEPS = st.tuples(st.sampled_from(("new", "enter", "exit", "close", "said")), st.sampled_from(SPANS))


def left_open(events: list[RecordEvent]) -> dict[str, int]:
    """What the oracle counts in the trace of a log."""
    counts = TraceCounts(LIFETIMES)
    for each in events:
        counts.add(TraceEvent.message(each.number, each.time_ns, each.name, each.message))
    return counts.counts()


@given(st.lists(STEPS, max_size=20))
def test_the_oracle_counts_in_the_trace_what_the_checks_found(steps: list[tuple[str, dict[str, object]]]) -> None:
    data = lines(tracing(time, step, span) for time, (step, span) in enumerate(steps))
    reader, events = read(data)
    judge = RecordJudge(reader.mapping)
    for each in events:
        judge.take(each)
    counts, told = left_open(events), judged(data) if events else {}
    for check, field, key in (
        ("region_closure", "open_regions", "open_region_count"),
        ("task_completion", "unfinished_tasks", "unfinished_count"),
    ):
        evidence = dict(told[check].evidence) if told else {}
        assert counts[field] == int(evidence.get(key, 0))


def messages(*steps: tuple[str, dict[str, object]]) -> list[str]:
    return [each.message for each in read(lines(tracing(time, *step) for time, step in enumerate(steps)))[1]]


def test_a_span_that_was_given_fields_is_still_found() -> None:
    opened, recorded = {"name": "fetch", "id": 1}, {"name": "fetch", "id": 1, "size": 5}
    assert messages(("new", opened), ("new", {"name": "fetch", "id": 2}), ("close", recorded)) == [
        "region s1 opened: fetch id=1",
        "region s2 opened: fetch id=2",
        "region s1 closed: fetch id=1 size=5",
    ]


def test_a_span_that_was_opened_before_the_log_began_is_said_to_be_so() -> None:
    assert messages(("close", {"name": "fetch"})) == ["close of a span that was not opened in this log: fetch"]
    assert fired(lines([tracing(0, "close", {"name": "fetch"})])) == set()


def test_a_span_that_is_entered_by_two_threads_ends_when_both_have_left_it() -> None:
    span: dict[str, object] = {"name": "poll"}
    assert messages(("enter", span), ("enter", span), ("exit", span), ("exit", span)) == [
        "region s1 opened: poll",
        "entered once more: poll [region s1]",
        "left: poll [region s1]",
        "region s1 closed: poll",
    ]


def test_a_message_of_the_program_with_such_a_word_is_no_turn() -> None:
    data = lines([tracing(0, "new", {"name": "a"}), tracing(1, "close", {"name": "a"}, file="x")])
    assert [each.turn is not None for each in read(data)[1]] == [True, False]
    assert fired(data) == {"region_closure"}


def test_spans_by_an_id_are_followed() -> None:
    mapping = read_mapping(
        "[fields]\nmessage='m'\nspan='id'\nparent='up'\nname='what'\nturn='do'\n[spans]\nopen='+'\nclose='-'", "x"
    )
    data = lines(
        [{"do": "+", "id": 1, "what": "a"}, {"do": "+", "id": 2, "up": 1}, {"m": "in", "id": 2}, {"do": "-", "id": 2}]
    )
    reader, events = read(data, mapping)
    assert [each.message for each in events] == [
        "region s1 opened: a",
        "region s2 opened in s1: 2",
        "in [region s2]",
        "region s2 closed: 2",
    ]
    assert reader.mapping is mapping


def test_more_spans_than_are_followed_are_told_and_make_no_violation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spans, "MAX_OPEN", 2)
    steps = [("new", n) for n in range(4)] + [("close", n) for n in range(4)]
    data = lines(tracing(time, step, {"name": "a", "n": n}) for time, (step, n) in enumerate(steps))
    assert fired(data) == set()
    assert judged(data)["region_closure"].why == "more spans were open at once than are followed"
