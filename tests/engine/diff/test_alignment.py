import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import BrokenEvent, RowKind, TraceEvent, align
from atp_tui.engine.diff.alignment import MAX_INSTANT, Row, content, lanes_of
from atp_tui.engine.diff.model import Event
from tests import strategies

TEXTS = ("path 0 won", "quic packet", "repair symbol", "nothing")

small_events = st.builds(
    lambda time, text: (time, text), st.integers(0, 4).map(lambda tick: tick * 10), st.sampled_from(TEXTS)
)
small_traces = st.lists(small_events, max_size=25).map(
    lambda found: [TraceEvent.message(at, time, "Log", text) for at, (time, text) in enumerate(sorted(found))]
)
any_traces = st.lists(
    st.one_of(strategies.events, small_events.map(lambda each: TraceEvent.message(0, each[0], "Log", each[1]))),
    max_size=8,
)


def places(rows: list[Row], side: int) -> list[int]:
    return [placed.place for row in rows if (placed := (row.first, row.second)[side]) is not None]


@given(st.one_of(small_traces, any_traces), st.one_of(small_traces, any_traces))
def test_every_event_stands_in_one_row_and_in_its_order(first: list[Event], second: list[Event]) -> None:
    rows = list(align(first, second))
    assert places(rows, 0) == list(range(len(first)))
    assert places(rows, 1) == list(range(len(second)))


@given(small_traces, small_traces)
def test_a_row_is_of_one_time_and_lane(first: list[Event], second: list[Event]) -> None:
    for row in align(first, second):
        if row.first is None or row.second is None:
            assert row.kind is (RowKind.SECOND_ONLY if row.first is None else RowKind.FIRST_ONLY)
            continue
        one, other = row.first.event, row.second.event
        assert isinstance(one, TraceEvent)
        assert isinstance(other, TraceEvent)
        assert one.fields.time == other.fields.time
        assert one.lanes == other.lanes
        assert (row.kind is RowKind.SAME) is (content(one) == content(other))


@given(st.one_of(small_traces, any_traces))
def test_a_trace_is_the_same_as_itself(trace: list[Event]) -> None:
    assert {row.kind for row in align(trace, trace)} <= {RowKind.SAME}


@given(small_traces, small_traces)
def test_the_first_row_that_differs_is_the_first_event_that_differs(first: list[Event], second: list[Event]) -> None:
    rows = list(align(first, second))
    at = next((place for place, row in enumerate(rows) if row.kind is not RowKind.SAME), None)
    pairs = [content(one) == content(other) for one, other in zip(first, second, strict=False)]
    expected = pairs.index(False) if False in pairs else len(pairs)
    assert at == (None if expected == len(first) == len(second) else expected)


def test_one_event_more_shifts_no_other() -> None:
    first = [TraceEvent.message(at, at // 3, "Log", f"quic {at}") for at in range(12)]
    more = TraceEvent.message(4, 1, "Log", "path dark")
    moved = [TraceEvent.message(at + 1, at // 3, "Log", f"quic {at}") for at in range(4, 12)]
    rows = list(align(first, [*first[:4], more, *moved]))
    assert [row.kind for row in rows].count(RowKind.SAME) == 12
    assert [row.second.event for row in rows if row.kind is RowKind.SECOND_ONLY and row.second] == [more]


def test_what_changed_is_paired_by_lane() -> None:
    first = [TraceEvent.message(0, 5, "Log", "quic a"), TraceEvent.message(1, 5, "Log", "repair a")]
    second = [TraceEvent.message(0, 5, "Log", "repair b"), TraceEvent.message(1, 5, "Log", "quic b")]
    kinds = [row.kind for row in align(first, second)]
    assert kinds == [RowKind.SECOND_ONLY, RowKind.CHANGED, RowKind.FIRST_ONLY]


def test_the_number_alone_is_no_difference_and_all_else_is() -> None:
    one = TraceEvent.of(1, 5, "Poll")
    assert content(one) == content(TraceEvent.of(2, 5, "Poll"))
    assert content(one) != content(TraceEvent.of(1, 6, "Poll"))
    foreign = TraceEvent.read(b'{"time": 5, "seq": 1}')
    assert content(foreign) == foreign.raw
    assert content(TraceEvent.read(b'{"seq": -1}')) == b'{"seq":-1}'


def test_an_event_without_a_time_has_that_of_the_one_before() -> None:
    timeless = TraceEvent.read(b'{"kind": "x"}')
    first = [TraceEvent.of(0, 10, "a"), timeless, TraceEvent.of(2, 20, "b")]
    second = [TraceEvent.of(0, 10, "c"), timeless, TraceEvent.of(2, 20, "b")]
    assert [row.kind for row in align(first, second)] == [RowKind.CHANGED, RowKind.SAME, RowKind.SAME]


def test_a_broken_event_is_in_no_lane() -> None:
    broken = BrokenEvent(b"?", "an object", "a number")
    assert lanes_of(broken) == frozenset()
    rows = list(align([broken], [TraceEvent.message(0, 0, "Log", "quic")]))
    assert [row.kind for row in rows] == [RowKind.FIRST_ONLY, RowKind.SECOND_ONLY]


@pytest.mark.parametrize("count", [MAX_INSTANT, MAX_INSTANT + 1, 3 * MAX_INSTANT])
def test_a_crowded_instant_is_aligned_part_by_part(count: int) -> None:
    first = [TraceEvent.message(at, 7, "Log", f"quic {at}") for at in range(count)]
    second = [TraceEvent.message(0, 7, "Log", "path x"), *first[1:]]
    rows = list(align(first, second))
    assert sum(row.kind is RowKind.SAME for row in rows) == count - 1
