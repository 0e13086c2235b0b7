from collections.abc import Iterator

from atp_tui.engine import Lane, RowKind, TraceEvent, diff_packs, diff_traces
from atp_tui.engine.diff.model import CONTEXT, Difference

TRACE = [TraceEvent.message(at, at * 10, "Log", "quic packet" if at % 2 else "all well") for at in range(20)]
CHANGED = [*TRACE[:11], TraceEvent.message(11, 110, "Log", "quic packet lost"), *TRACE[12:19]]


def test_the_same_traces() -> None:
    found = diff_traces(iter(TRACE), iter(TRACE))
    assert (found.is_same, found.events, found.divergence) == (True, (20, 20), None)
    assert found.rows == {**dict.fromkeys(RowKind, 0), RowKind.SAME: 20}
    assert all(lane.is_same for lane in found.lanes)


def test_where_two_traces_part() -> None:
    found = diff_traces(iter(TRACE), iter(CHANGED))
    assert (found.is_same, found.events) == (False, (20, 19))
    assert found.divergence is not None
    assert found.divergence.place == 11
    assert found.divergence.before == tuple(TRACE[11 - CONTEXT : 11])
    assert found.divergence.first == tuple(TRACE[11 : 11 + CONTEXT])
    assert found.divergence.second == tuple(CHANGED[11 : 11 + CONTEXT])
    lanes = {lane.lane: lane for lane in found.lanes}
    assert lanes[Lane.QUIC].rows == {
        RowKind.SAME: 8,
        RowKind.CHANGED: 1,
        RowKind.FIRST_ONLY: 1,
        RowKind.SECOND_ONLY: 0,
    }
    assert lanes[None].is_same
    assert not lanes[Lane.QUIC].is_same
    assert lanes[Lane.PATH].rows[RowKind.SAME] == 0


def test_a_trace_that_ends_earlier_parts_at_its_end() -> None:
    found = diff_traces(TRACE, TRACE[:5])
    assert found.divergence is not None
    assert (found.divergence.place, found.divergence.second) == (5, ())
    assert found.rows[RowKind.FIRST_ONLY] == 15


def test_traces_are_read_side_by_side() -> None:
    read = [0, 0]
    apart = set()

    def counted(side: int) -> Iterator[TraceEvent]:
        for at in range(10_000):
            read[side] += 1
            apart.add(abs(read[0] - read[1]))
            yield TraceEvent.of(at, at, "Poll" if at < 5_000 or side else "Wake")

    assert diff_traces(counted(0), counted(1)).rows[RowKind.CHANGED] == 5_000
    assert max(apart) <= 2


def test_facts_are_compared_section_by_section() -> None:
    first = {"seeds": {"a": "1", "b": "2"}, "verdict": {"verdict": "PASSED"}}
    second = {"seeds": {"a": "1", "b": "3"}, "verdict": {"verdict": "PASSED"}}
    found = diff_packs(first, second, (TRACE, TRACE))
    assert not found.is_same
    assert found.sections == {"seeds": (Difference("b", "2", "3"),), "verdict": ()}
    assert diff_packs(first, first, (TRACE, TRACE)).is_same
    assert not diff_packs(first, first, (TRACE, CHANGED)).is_same
