"""What a trace shows of a transfer by itself."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import AtpTransferState, BrokenEvent, InvalidFormatError, TraceEvent, TransferState
from atp_tui.engine.oracle.state import LIFETIMES
from atp_tui.engine.oracle.trace_counts import TraceCounts
from atp_tui.engine.trace import PATH_KINDS
from tests import strategies

TAG = {"region": "Region", "task": "Task"}


def about(kind: str, **names: object) -> TraceEvent:
    """An event that names things under a tag, as the lab writes it."""
    return TraceEvent.of(0, 0, kind, {TAG.get(next(iter(names)), "Block"): names})


def said(kind: str, text: str) -> TraceEvent:
    return TraceEvent.message(0, 0, kind, text)


def counts_of(*events: TraceEvent | BrokenEvent) -> dict[str, int]:
    return {field: count for field, count in counted(*events).counts().items() if count}


def counted(*events: TraceEvent | BrokenEvent) -> TraceCounts:
    counts = TraceCounts(LIFETIMES)
    for event in events:
        counts.add(event)
    return counts


CREATED, CLOSED = about("RegionCreated", region="R1", parent=None), about("RegionCloseComplete", region="R1")
SPAWN, COMPLETE = about("Spawn", task="T1", region="R1"), about("Complete", task="T1", region="R1")
SHORT = said("BlockShort", "block 3 short of 2 symbols on replica 0")
DECODED = said("BlockDecoded", "block 3 decoded on replica 0 from 66 symbols")


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ((), {}),
        ((CREATED,), {"open_regions": 1}),
        ((CREATED, CREATED), {"open_regions": 1}),
        ((CREATED, about("RegionCreated", region="R2")), {"open_regions": 2}),
        ((CREATED, about("RegionCloseBegin", region="R1")), {"open_regions": 1}),
        ((CREATED, CLOSED), {}),
        ((CREATED, about("RegionCancelled", region="R1")), {}),
        ((CREATED, about("RegionCancelled", region="R1"), CLOSED), {}),
        ((CREATED, about("RegionCloseComplete", region="R2")), {"open_regions": 1}),
        ((CLOSED, CREATED), {"open_regions": 1}),
        ((CREATED, CLOSED, CREATED), {"open_regions": 1}),
        ((SPAWN,), {"unfinished_tasks": 1}),
        ((SPAWN, COMPLETE), {}),
        ((SPAWN, about("Complete", task="T2", region="R1")), {"unfinished_tasks": 1}),
        ((SPAWN, about("Poll", task="T1"), about("Yield", task="T1")), {"unfinished_tasks": 1}),
        ((SHORT,), {"unrecovered_blocks": 1}),
        ((SHORT, SHORT), {"unrecovered_blocks": 1}),
        ((SHORT, DECODED), {}),
        ((DECODED, SHORT), {"unrecovered_blocks": 1}),
        ((SHORT, said("BlockDecoded", "block 3 decoded on replica 1 from 66 symbols")), {"unrecovered_blocks": 1}),
        ((SHORT, said("BlockDecoded", "block 33 decoded on replica 0")), {"unrecovered_blocks": 1}),
        ((said("Log", "block 3 short of 2 symbols"),), {"unrecovered_blocks": 1}),
        ((said("Log", "block 3 short of 2 symbols"), said("Log", "raptorq block 3 decoded, digest c8")), {}),
        ((said("Log", "raptorq block 3: 64 symbols in, 5 repair wanted"),), {}),
        ((said("Log", "a block falls short of hope; nothing is decoded"),), {}),
        ((about("BlockShort", block=3, replica=0),), {"unrecovered_blocks": 1}),
        ((about("BlockShort", block=3, replica=0), about("BlockDecoded", block=3, replica=0)), {}),
        ((about("BlockShort", block="3"), about("BlockDecoded", block=3)), {}),
        ((SHORT, about("BlockDecoded", block=3, replica=0)), {}),
        ((about("BlockShort", block=3, replica=0), DECODED), {}),
        ((about("BlockShort", block=3), DECODED), {"unrecovered_blocks": 1}),
    ],
)
def test_what_begins_and_does_not_end_is_counted(events: tuple[TraceEvent, ...], found: dict[str, int]) -> None:
    assert counts_of(*events) == found


@pytest.mark.parametrize(
    ("times", "reversals"),
    [((), 0), ((5,), 0), ((5, 5), 0), ((5, 4), 1), ((5, 4, 3), 2), ((5, 9, 6, 7), 1), ((2**64 - 1, 0, 2**64 - 1), 1)],
)
def test_time_that_runs_backwards_is_counted(times: tuple[int, ...], reversals: int) -> None:
    events = [TraceEvent.of(seq, time, "Log") for seq, time in enumerate(times)]
    assert counted(*events).time_reversals == reversals


def test_an_event_without_a_time_is_passed_over() -> None:
    timeless = TraceEvent.read(b'{"kind": "Log", "time": {"nanos": 1}}')
    assert counted(TraceEvent.of(0, 5, "Log"), timeless, TraceEvent.of(1, 5, "Log")).time_reversals == 0
    assert counted(TraceEvent.of(0, 5, "Log"), timeless, TraceEvent.of(1, 4, "Log")).time_reversals == 1


@pytest.mark.parametrize(
    "raw",
    [
        b'{"kind": "Spawn"}',
        b'{"kind": "Spawn", "data": "None"}',
        b'{"kind": "Spawn", "data": {"Message": "a task"}}',
        b'{"kind": "Spawn", "data": {"Task": {"task": null}}}',
        b'{"kind": "Complete", "data": [1]}',
        b'{"kind": "Complete", "data": {"task": "T1"}}',
    ],
)
def test_an_event_that_names_nothing_is_told_and_not_counted(raw: bytes) -> None:
    found = counted(TraceEvent.read(raw))
    assert found.unnamed == 1
    assert set(found.counts().values()) == {0}


def test_what_is_no_event_is_told_and_not_counted() -> None:
    found = counted(BrokenEvent(b"7", "an object", "a number"), SPAWN)
    assert (found.broken, found.counts()["unfinished_tasks"]) == (1, 1)


def test_the_state_keeps_what_no_trace_shows() -> None:
    state = TransferState(journal_gaps=2, manifest_hash="a")
    found = AtpTransferState.from_trace([CREATED, SPAWN, SHORT], state, missing_artifacts=4)
    assert found == AtpTransferState(
        journal_gaps=2,
        manifest_hash="a",
        open_regions=1,
        unfinished_tasks=1,
        unrecovered_blocks=1,
        missing_artifacts=4,
    )


def test_an_atp_state_keeps_its_missing_artifacts_and_nothing_that_the_trace_shows() -> None:
    state = AtpTransferState(missing_artifacts=3, open_regions=9)
    assert AtpTransferState.from_trace([], state) == AtpTransferState(missing_artifacts=3)
    assert AtpTransferState.from_trace([], state, missing_artifacts=0) == AtpTransferState()


@pytest.mark.parametrize("count", [-1, 2**32])
def test_a_count_out_of_range_is_an_error_that_names_it(count: int) -> None:
    with pytest.raises(InvalidFormatError, match="missing_artifacts"):
        AtpTransferState.from_trace([], missing_artifacts=count)


def test_the_fields_of_the_format_come_first_and_the_trace_gives_only_others() -> None:
    fields, of_format = list(AtpTransferState.model_fields), list(TransferState.model_fields)
    assert fields[: len(of_format)] == of_format
    assert set(TraceCounts(LIFETIMES).counts()) < set(fields[len(of_format) :])
    assert {lifetime.field for lifetime in LIFETIMES} < set(TraceCounts(LIFETIMES).counts())


def test_the_kinds_of_regions_and_tasks_are_the_format_s() -> None:
    lifetimes = [each for each in LIFETIMES if each.subject in {"region", "task"}]
    assert {each.subject for each in lifetimes} == {"region", "task"}
    assert {kind for each in lifetimes for kind in each.begins | each.ends} <= PATH_KINDS


@given(st.lists(strategies.events))
def test_times_are_those_of_the_display_lines(events: list[TraceEvent]) -> None:
    times = [event.fields.time for event in events if event.fields.time is not None]
    assert counted(*events).time_reversals == sum(later < earlier for earlier, later in pairwise(times))


def test_a_kind_that_another_writer_escapes_is_taken() -> None:
    escaped = b'{"kind":"Sp\\u0061wn","data":{"Task":{"task":"T1"}}}'
    assert counts_of(TraceEvent.read(escaped)) == {"unfinished_tasks": 1}


@given(st.lists(strategies.events))
def test_any_trace_gives_a_state(events: list[TraceEvent]) -> None:
    found = counted(*events)
    assert AtpTransferState.from_trace(iter(events)) == AtpTransferState.from_counts(found)
    assert sum(found.counts().values()) + found.unnamed <= 2 * len(events)
