"""The trace file as events, whole, cut and damaged."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import BrokenEvent, Crashpack, TraceEvent, render, survey_trace
from atp_tui.engine.trace_text import read_event, read_events
from tests.foreign import files_of
from tests.strategies import damaged, events

EVENTS = (
    TraceEvent.of(0, 1, "Spawn", {"Task": {"task": "T]3", "region": "}"}}),
    TraceEvent.message(1, 2, "Log", 'a "quoted\\" , [ text'),
    TraceEvent.read(b'{"odd":[[],{},"\\u2028"],"n":1.50}'),
)
TRACE = render(Crashpack(trace_events=EVENTS))["transfer.atp-trace"]


@given(found=st.lists(events, max_size=5).map(tuple), compact=st.booleans())
def test_a_whole_trace_gives_exactly_its_events(found: tuple[TraceEvent, ...], *, compact: bool) -> None:
    data = render(Crashpack(trace_events=found))["transfer.atp-trace"]
    if compact:
        data = b"[" + b",".join(event.raw for event in found) + b"]"
    assert tuple(read_events(data)) == found
    assert tuple(read_events(b" \n\t\r" + data + b"\n")) == found


@pytest.mark.parametrize("pack", ["clean", "other-writer", "many-oracles"])
def test_foreign_traces_are_read_in_full(pack: str) -> None:
    data = files_of(pack)["transfer.atp-trace"]
    found = list(read_events(data))
    assert [json.loads(event.raw) for event in found] == json.loads(data)


def test_a_trace_cut_at_any_byte_gives_the_events_before_the_cut_and_says_so() -> None:
    for end in range(len(TRACE)):
        *whole, last = read_events(TRACE[:end])
        assert tuple(whole) == EVENTS[: len(whole)], end
        assert isinstance(last, BrokenEvent), end
        assert last.expected


def test_the_damaged_pack_ends_with_a_broken_event() -> None:
    *whole, last = read_events(files_of("damaged")["transfer.atp-trace"])
    assert len(whole) == 266
    assert not [event for event in whole if isinstance(event, BrokenEvent)]
    assert isinstance(last, BrokenEvent)
    assert (last.expected, last.found) == ("the rest of the event and of the array", "the end of the file")


@given(st.data())
def test_no_damage_makes_the_reader_fail(data: st.DataObject) -> None:
    content = data.draw(damaged(TRACE))
    found = list(read_events(content))
    events_found = [event for event in found if isinstance(event, TraceEvent)]
    for event in events_found:
        assert json.loads(event.raw).__class__ is dict
        assert "\n" not in event.line
    passed = survey_trace(found, {})
    assert passed.events == len(found)
    assert passed.broken_count == len(found) - len(events_found)
    if not passed.broken_count:
        assert json.loads(content) == [json.loads(event.raw) for event in events_found]


@given(st.binary(max_size=40))
def test_no_bytes_make_the_reader_fail(content: bytes) -> None:
    found = list(read_events(content))
    assert found or json.loads(content) == []
    assert list(read_events(b"[{}," + content))


@pytest.mark.parametrize(
    "first", [b"3", b"[]", b"null", b'"a"', b"NaN", b"{", b"", b'{"a":"\xff"}', b'{"a":"\\ud800"}']
)
def test_an_element_that_is_no_event_is_told_and_the_others_are_read(first: bytes) -> None:
    found = list(read_events(b"[" + EVENTS[0].raw + b"," + first + b"," + EVENTS[1].raw + b"]"))
    assert found[0] == EVENTS[0]
    assert isinstance(found[1], BrokenEvent)
    assert first == b"{" or found[2] == EVENTS[1]


@pytest.mark.parametrize(
    ("data", "expected", "found"),
    [
        (b"", "an array of events", "nothing"),
        (b" \n", "an array of events", "nothing"),
        (b"{}", "an array of events", "an object"),
        (b" 3 ", "an array of events", "a number"),
        (b"null", "an array of events", "null"),
        (b"\xef\xbb\xbf[]", "an array of events", "the byte order mark of UTF-8"),
        (b"\xff\xfe[\0]\0", "an array of events", "the byte order mark of UTF-16"),
        (b"\xfe\xff\0[\0]", "an array of events", "the byte order mark of UTF-16"),
        (b"\xff", "an array of events", "'\ufffd'"),
        (b"x" * 50, "an array of events", f"'{'x' * 40}'"),
        (b"[] " + b"x" * 50, "nothing after the array", f"'{'x' * 39}'"),
        (b"[", "the rest of the event and of the array", "the end of the file"),
        (b"[] x", "nothing after the array", "'x'"),
        (b"[}", "']' at the end of the array", "'}'"),
    ],
)
def test_what_is_no_array_is_told(data: bytes, expected: str, found: str) -> None:
    (broken,) = read_events(data)
    assert isinstance(broken, BrokenEvent)
    assert (broken.expected, broken.found) == (expected, found.replace("\ufeff", "\\ufeff"))


@pytest.mark.parametrize("data", [b"[" * 200_000, b'[{"a":' * 100_000, b"[" + b"[" * 9999 + b"]" * 9999 + b",{}]"])
def test_deep_nesting_is_told(data: bytes) -> None:
    found = list(read_events(data))
    assert isinstance(found[0], BrokenEvent)
    assert data[-1:] != b"]" or found[1] == TraceEvent(b"{}")


def test_a_broken_event_keeps_its_bytes() -> None:
    assert read_event(b" [1] ") == BrokenEvent(b" [1] ", "an object for a trace event", "[1]")
