import os
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent
from atp_tui.engine.trace_text import read_events
from atp_tui.store.trace.file import MAX_EVENT, TraceFile
from atp_tui.store.trace.index import PAGE, TraceIndex
from atp_tui.store.trace.pages import GONE, LARGE_PAGE
from tests.examples import examples
from tests.store.strategies import ANY_TRACES, ODD_TRACES, PLAIN_TRACES
from tests.store.trace_on_disk import many, on_disk, pages_of


@examples(400)
@given(ANY_TRACES, st.integers(0, 14), st.integers(0, 14))
def test_events_are_the_engines(data: bytes, start: int, stop: int) -> None:
    expected = list(read_events(data))
    with on_disk(data) as trace:
        pages = pages_of(trace)
        assert pages.events(0, 1000) == expected
        assert pages.events(start, stop) == expected[start:stop]


@examples(60)
@given(
    st.integers(0, 400),
    st.sampled_from(["\n]", "\n]x", "}", "", ",", ",\n]", ",\n  7\n]"]),
    st.integers(0, 400),
    st.integers(0, 400),
)
def test_pages_and_lanes_over_page_ends(count: int, ending: str, start: int, stop: int) -> None:
    data = many(count, ending)
    expected = list(read_events(data))
    with on_disk(data) as trace:
        pages = pages_of(trace)
        assert pages.events(start, stop) == expected[start:stop]
        snapshot = pages.index.snapshot()
        assert snapshot.events == len(expected)
        for lane in Lane:
            members = [(n, e) for n, e in enumerate(expected) if isinstance(e, TraceEvent) and lane in e.lanes]
            assert snapshot.lane_counts[lane] == len(members)
            assert pages.numbered(snapshot.lanes[lane].members(start, stop)) == members[start:stop]
            bits = snapshot.lanes[lane]
            assert bits.rank(start) == sum(n < start for n, _ in members)
            assert [bits.select(place) for place in range(0, len(members), 7)] == [n for n, _ in members][::7]
            assert bits.between(min(start, stop), stop).tolist() == [n for n, _ in members if start <= n < stop]
            assert (start in bits) == (start in [n for n, _ in members])


@given(st.integers(0, 200), st.integers(0, 1500))
def test_event_at_time_is_the_first_at_or_after(count: int, time: int) -> None:
    data = many(count)
    times = [event.fields.time for event in read_events(data) if isinstance(event, TraceEvent)]
    with on_disk(data) as trace:
        expected = next((n for n, found in enumerate(times) if found is not None and found >= time), None)
        assert pages_of(trace).event_at_time(time) == expected


@examples(300)
@given(st.one_of(PLAIN_TRACES, ODD_TRACES), st.integers(0, 14))
def test_tail_is_right_or_unknown_for_a_whole_array(data: bytes, count: int) -> None:
    expected = list(read_events(data))
    if any(isinstance(event, BrokenEvent) for event in expected):
        return
    with on_disk(data) as trace:
        found = pages_of(trace).tail(count)
    assert found is None or found == expected[len(expected) - len(found) :]


def test_tail_knows_the_end_of_an_ordinary_trace() -> None:
    data = many(3000)
    with on_disk(data) as trace:
        assert pages_of(trace).tail(100) == list(read_events(data))[-100:]


def test_tail_does_not_take_a_string_for_events() -> None:
    inside = '  },\n  {\n    "seq": 1\n  }\n]'.replace('"', '\\"').replace("\n", "\\n")
    data = many(2)[:-2] + f',\n  {{"data":"{inside}"}}]'.encode()
    with on_disk(data) as trace:
        found = pages_of(trace).tail(5)
    assert found is None or found == list(read_events(data))[-len(found) :]


def test_a_file_that_shrinks_costs_rows() -> None:
    data = many(300)
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        pages = pages_of(TraceFile(file.fileno(), len(data)))
        os.ftruncate(file.fileno(), len(data) // 2)
        events = pages.events(0, 300)
        assert len(events) == 300
        assert events[0] == next(read_events(data))
        assert events[-1] is GONE
        assert "changed" in events[-1].line
        os.ftruncate(file.fileno(), 0)
        assert [event is GONE for event in pages.events(200, 203)] == [True] * 3
        assert TraceIndex(TraceFile(file.fileno(), len(data))).build().broken_count == 1


def test_a_file_that_grows_shows_what_it_had() -> None:
    data = many(100)
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        pages = pages_of(TraceFile(file.fileno(), len(data)))
        file.write(b"   [[[ more")
        file.flush()
        assert pages.events(0, 200) == list(read_events(data))


def test_a_closed_descriptor_costs_rows() -> None:
    data = many(100)
    with on_disk(data) as trace:
        pages = pages_of(trace)
        pages.trace.fd = 1_000_000
        assert pages.events(99, 100)[0].line.startswith("broken:")


def test_an_event_of_megabytes_and_one_that_is_too_big() -> None:
    big = '{"seq":1,"time":2,"kind":"Log","data":{"Message":"' + "x" * (3 << 20) + ' path"}}'
    too_big = '"' + "y" * (MAX_EVENT + 1) + '"'
    data = f'[{big},{too_big},{{"seq":3,"time":4,"kind":"Poll","data":"None"}}]'.encode()
    with on_disk(data) as trace:
        pages = pages_of(trace)
        events = pages.events(0, 9)
        assert pages.index.snapshot().lane_counts[Lane.PATH] == 2
    assert isinstance(events[0], TraceEvent)
    assert events[0].raw == big.encode()
    assert isinstance(events[1], BrokenEvent)
    assert "at most" in events[1].expected
    assert isinstance(events[2], TraceEvent)


@pytest.mark.parametrize(("surplus", "is_kept"), [(0, True), (1, False)])
def test_a_page_of_a_megabyte_is_kept_decoded_and_no_larger_one(surplus: int, is_kept: bool) -> None:
    page = [b'{"seq":%d}' % number for number in range(PAGE)]
    room = LARGE_PAGE - sum(len(event) + 1 for event in page)
    page[0] = page[0][:-1] + b" " * (room + surplus) + b"}"
    data = b"[" + b",".join([*page, *page]) + b"]"
    with on_disk(data) as trace:
        pages = pages_of(trace)
        offsets = pages.index.snapshot().offsets.tolist()
        assert offsets[1] - offsets[0] == LARGE_PAGE + surplus
        first, again = pages.events(1, 2), pages.events(1, 2)
    assert first == again == list(read_events(data))[1:2]
    assert (first[0] is again[0]) is is_kept


def test_the_pages_used_last_are_kept() -> None:
    with on_disk(many(300)) as trace:
        pages = pages_of(trace)
        first, second = pages.events(0, 1)[0], pages.events(64, 65)[0]
        assert pages.events(0, 1)[0] is first
        assert pages.events(130, 131)
        assert pages.events(0, 1)[0] is first, "used again since the second"
        assert pages.events(64, 65)[0] is not second


def test_a_deep_event_is_what_the_engine_says() -> None:
    data = b'[{"data":' + b"[" * 100_000 + b"]" * 100_000 + b'},{"kind":"Poll"}]'
    with on_disk(data) as trace:
        pages = pages_of(trace)
        assert pages.events(0, 5) == list(read_events(data))
        assert pages.index.snapshot().broken_count == 1
