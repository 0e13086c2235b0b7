"""The quick scan of what a trace leaves open says what decoding every event says, or nothing."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atp_tui.engine import TraceEvent
from atp_tui.engine.artifacts import TRACE
from atp_tui.engine.fingerprint.ending import Ending, ending_of
from atp_tui.engine.pack_format import render
from atp_tui.engine.record import Crashpack
from atp_tui.engine.trace_text import read_events
from atp_tui.store.trace import ending_scan
from atp_tui.store.trace.ending_scan import scan_ending
from tests.program import PACKS
from tests.strategies import cut, damaged, events

NAMES = st.sampled_from(["0", "1", "T2", "R-3", "a b", "ü", 'q"', ""])
MESSAGES = st.one_of(
    st.tuples(
        st.sampled_from(["OperationBegun", "OperationDone", "OperationGivenUp", "Log", "OperationX"]),
        st.builds(
            lambda word, name: f"operation {word}: deliver block {name}",
            st.sampled_from(["begun", "done", "given up", "lost"]),
            NAMES,
        ),
    ),
    st.tuples(
        st.sampled_from(["BlockShort", "BlockDecoded", "BlockAcknowledged", "Log"]),
        st.builds(
            lambda block, words, replica: f"block {block} {words} on replica {replica}",
            NAMES,
            st.sampled_from(["short of 3 symbols", "decoded", "lost", "short of 3 symbols decoded"]),
            NAMES,
        ),
    ),
    st.tuples(st.just("BlockDecoded"), NAMES.map(lambda name: f"block {name} decoded on replica 0 from 8 symbols")),
)
OTHERS = st.one_of(
    st.tuples(st.just("PermitOpened"), st.builds("permit for block {} opened by {}".format, NAMES, NAMES)),
    st.tuples(st.just("PermitSettled"), NAMES.map("permit for block {} settled: the race is over".format)),
    st.tuples(st.just("JournalAppend"), NAMES.map("journal record {} appended on replica 0".format)),
    st.tuples(st.just("JournalSync"), st.builds("journal records synced on replica {}: {} 1".format, NAMES, NAMES)),
    st.tuples(st.just("PathRetired"), st.builds("path {} retired on replica {}: won".format, NAMES, NAMES)),
    st.tuples(st.just("OutcomesReported"), NAMES.map("outcomes reported by replica {}: path 0 won".format)),
)
FIELDS = st.sets(st.sampled_from(Ending._fields), min_size=1).map(frozenset)
REGION_KINDS = ["RegionCreated", "RegionCloseBegin", "RegionCloseComplete", "RegionCancelled", "RegionX"]
OWN = st.one_of(
    (MESSAGES | OTHERS).map(lambda pair: TraceEvent.message(0, 0, *pair)),
    st.builds(
        lambda kind, name: TraceEvent.of(0, 0, kind, {"Task": {"task": name, "region": "R0"}}),
        st.sampled_from(["Spawn", "Complete", "Poll", "SpawnX"]),
        NAMES,
    ),
    st.builds(
        lambda kind, name, parent: TraceEvent.of(0, 0, kind, {"Region": {"region": name, "parent": parent}}),
        st.sampled_from(REGION_KINDS),
        NAMES,
        st.sampled_from(["R0", None]),
    ),
)


def in_layout(found: Sequence[TraceEvent]) -> bytes:
    return render(Crashpack(trace_events=tuple(found)))[TRACE]


def agrees(data: bytes) -> Ending | None:
    quick = scan_ending([data])
    assert quick is None or quick == ending_of(read_events(data))
    return quick


@given(st.lists(OWN, max_size=20))
def test_a_trace_in_the_layout_of_the_format(found: list[TraceEvent]) -> None:
    agrees(in_layout(found))


@given(st.lists(OWN, max_size=20), FIELDS)
def test_what_is_asked_for_is_right_whatever_else_is(found: list[TraceEvent], fields: frozenset[str]) -> None:
    quick, exact = scan_ending([in_layout(found)], fields), ending_of(found)
    assert quick is None or all(getattr(quick, field) == getattr(exact, field) for field in fields)


def test_the_end_of_a_task_counts_once() -> None:
    turns = [TraceEvent.of(0, 0, kind, {"Task": {"task": "T1", "region": "R0"}}) for kind in ("Complete", "Spawn")]
    quick = agrees(in_layout(turns))
    assert quick is not None
    assert quick.checks == {"task_completion"}


@given(st.lists(OWN | events, max_size=12))
def test_a_trace_with_any_events(found: list[TraceEvent]) -> None:
    agrees(in_layout(found))


@given(st.lists(OWN | events, max_size=12), st.sampled_from([None, 1, 2, 4]))
@example([TraceEvent.message(0, 0, "OperationBegun", "operation begun: x")], 1)
def test_a_trace_in_another_layout(found: list[TraceEvent], indent: int | None) -> None:
    agrees(json.dumps([json.loads(event.raw) for event in found], indent=indent).encode())


@given(st.data())
def test_a_trace_that_was_cut_short(data: st.DataObject) -> None:
    whole = in_layout(data.draw(st.lists(OWN, min_size=1, max_size=8)))
    agrees(whole[: data.draw(st.integers(0, len(whole)))])


@given(st.data())
def test_damage_raises_nothing(data: st.DataObject) -> None:
    scan_ending([data.draw(damaged(in_layout(data.draw(st.lists(OWN, min_size=1, max_size=8)))))])


@given(st.data(), st.integers(1, 600))
def test_neither_the_cut_nor_the_window_matters(data: st.DataObject, window: int) -> None:
    whole = in_layout(data.draw(st.lists(OWN, min_size=1, max_size=8)))
    expected = scan_ending([whole])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ending_scan, "WINDOW", window)
        found = scan_ending(data.draw(cut(whole)))
    assert found in (expected, None)
    if window > 200:
        assert found == expected


def test_the_trace_of_the_lab_is_told_quickly() -> None:
    quick = agrees((PACKS.parent.parent / "sample_packs" / "stuck-operation" / TRACE).read_bytes())
    assert quick is not None
    assert quick.operations == {"seal replica #", "report of replica #"}
    assert quick.checks == {"region_closure", "task_completion"}


def test_what_begins_again_is_open() -> None:
    turns = ["begun", "done", "begun"]
    kinds = {"begun": "OperationBegun", "done": "OperationDone"}
    found = [TraceEvent.message(0, 0, kinds[turn], f"operation {turn}: seal replica 1") for turn in turns]
    quick = agrees(in_layout(found))
    assert quick is not None
    assert quick.operations == {"seal replica #"}


def test_a_trace_that_begins_too_much_is_left_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending_scan, "OPEN_LIMIT", 3)
    found = [TraceEvent.message(0, 0, "OperationBegun", f"operation begun: x{number}") for number in range(4)]
    assert scan_ending([in_layout(found)]) is None
    assert scan_ending([in_layout(found[:3])]) is not None
