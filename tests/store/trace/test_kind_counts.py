"""The kinds counted are those of the decoded events, whatever the trace holds."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent
from atp_tui.engine.trace_text import read_events
from atp_tui.store.open import open_pack
from atp_tui.store.trace import kind_counts
from atp_tui.store.trace.events import LoadedEvents
from atp_tui.store.trace.file import TraceFile
from atp_tui.store.trace.index import TraceIndex
from atp_tui.store.trace.kind_counts import KIND_LENGTH_LIMIT, KindCounts, KindTally
from atp_tui.store.trace.pages import Event, TracePages
from tests.examples import examples
from tests.program import PACKS
from tests.store.strategies import ANY_TRACES
from tests.store.trace_on_disk import many, on_disk, pages_of

LANES = st.sampled_from([None, *Lane])


def never() -> bool:
    return False


def truth(events: Sequence[Event], lane: Lane | None) -> KindCounts:
    """What counting decoded events gives."""
    chosen = [event for event in events if lane is None or (isinstance(event, TraceEvent) and lane in event.lanes)]
    broken = sum(isinstance(event, BrokenEvent) for event in chosen)
    kinds = Counter(event.fields.kind for event in chosen if isinstance(event, TraceEvent))
    without = kinds.pop(None, 0)
    named = sorted(((kind, count) for kind, count in kinds.items() if kind is not None), key=lambda row: row[0])
    return KindCounts(tuple(sorted(named, key=lambda row: -row[1])), without, broken)


def counted(data: bytes, lane: Lane | None) -> KindCounts:
    """What counting the trace in its file gives."""
    with on_disk(data) as trace:
        tally = KindTally()
        for _ in tally.add_pages(pages_of(trace), lane, never):
            pass
        return tally.counts


@examples(300)
@given(ANY_TRACES, LANES)
def test_kinds_are_those_of_the_decoded_events(data: bytes, lane: Lane | None) -> None:
    events = [*read_events(data)]
    assert counted(data, lane) == truth(events, lane)
    assert [*LoadedEvents(events).kinds(lane, never)][-1] == truth(events, lane)


@examples(50)
@given(ANY_TRACES, LANES, st.sampled_from([63, 64, 1100, 2100]))
def test_kinds_over_many_pages_are_those_of_the_decoded_events(data: bytes, lane: Lane | None, before: int) -> None:
    whole = many(before, ",\n") + data.removeprefix(b"[\n")
    found = counted(whole, lane)
    assert found == truth([*read_events(whole)], lane)
    assert found.counted == sum(count for _, count in found.kinds) + found.without + found.broken


@pytest.mark.parametrize("lane", [None, *Lane])
@pytest.mark.parametrize("name", ["five-violations", "hostile-text", "damaged", "five-violations.record.json", "empty"])
def test_each_lane_of_a_pack_is_counted(name: str, lane: Lane | None) -> None:
    events = open_pack(str(PACKS / name)).events
    events.read_all()
    found = [*events.kinds(lane, never)][-1]
    assert found == truth([*events], lane)
    assert found.counted == events.count(lane)


def test_what_is_counted_so_far_is_told_and_only_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind_counts, "BETWEEN_COUNTS", -1.0)
    data = many(5000)
    with on_disk(data) as trace:
        parts = [found.counted for found in KindTally().add_pages(pages_of(trace), None, never)]
    assert parts == sorted(set(parts))
    assert len(parts) > 2
    assert parts[-1] == 5000
    loaded = [found.counted for found in LoadedEvents([*read_events(data)]).kinds(None, never)]
    assert loaded == sorted(loaded)
    assert loaded[-1] == 5000


def test_a_cancelled_count_ends_and_tells_no_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind_counts, "BETWEEN_COUNTS", -1.0)
    with on_disk(many(5000)) as trace:
        asked = iter([False, False, True])
        assert len([*KindTally().add_pages(pages_of(trace), None, lambda: next(asked))]) == 2
    assert [*LoadedEvents([*read_events(many(100))]).kinds(None, lambda: True)] == []


def test_counting_goes_on_where_the_index_had_come_to() -> None:
    data = many(300)
    with on_disk(data) as trace:
        index = TraceIndex(trace)
        pages, tally, seen = TracePages(trace, index), KindTally(), []

        def count(_: object) -> None:
            for _ in tally.add_pages(pages, None, never):
                pass
            seen.append(tally.counts.counted)

        index.build(count, window=4096)
    assert seen[0] < seen[-1] == 300
    assert tally.counts == truth([*read_events(data)], None)


def test_no_more_different_kinds_are_held_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind_counts, "KINDS_LIMIT", 10)
    long = "x" * (KIND_LENGTH_LIMIT + 1)
    events = [TraceEvent.of(at, at, f"kind {at % 15}") for at in range(60)] + [TraceEvent.of(60, 60, long)]
    found = [*LoadedEvents(events).kinds(None, never)][-1]
    assert found == KindCounts(tuple((f"kind {at}", 4) for at in range(10)), further=21)
    assert found.counted == len(events)


def test_a_file_that_was_cut_since_costs_rows_that_say_so(tmp_path: Path) -> None:
    path = tmp_path / "trace"
    path.write_bytes(many(300))
    with path.open("r+b") as file:
        trace = TraceFile(file.fileno(), path.stat().st_size)
        pages = pages_of(trace)
        file.truncate(5000)
        tally = KindTally()
        assert [*tally.add_pages(pages, None, never)] == []
    found = tally.counts
    assert found.counted == 300
    assert found.broken > 200
