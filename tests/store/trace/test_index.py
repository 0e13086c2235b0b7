from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given

from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent
from atp_tui.engine.trace_text import read_events
from atp_tui.store.trace import index as trace_index
from atp_tui.store.trace import scan as trace_scan
from atp_tui.store.trace.facts import BROKEN, FOREIGN, LANE_FLAG, SCHEDULER, TIMED, Facts, facts_of_json
from atp_tui.store.trace.index import Snapshot, TraceIndex
from atp_tui.store.trace.pages import TracePages
from atp_tui.store.trace.scan import TraceScan
from atp_tui.store.trace.split import array_start, elements, no_array, read_element
from tests.examples import examples
from tests.store.strategies import ANY_TRACES
from tests.store.trace_on_disk import many, on_disk

PACKS = Path(__file__).parents[2] / "packs"


def truth(data: bytes) -> tuple[list[int], bool]:
    """Flags of each event and whether all are in the format's own fields, by decoding."""
    flags, is_own = [], True
    for event in read_events(data):
        if isinstance(event, BrokenEvent):
            flags.append(BROKEN)
        else:
            timed = TIMED if event.fields.time is not None else 0
            scheduler = SCHEDULER if event.is_scheduler else 0
            flags.append(sum(LANE_FLAG[lane] for lane in event.lanes) | timed | scheduler)
            is_own = is_own and event.is_own_format
    return flags, is_own


def split(data: bytes) -> Iterator[TraceEvent | BrokenEvent]:
    with on_disk(data) as trace:
        start = array_start(trace)
        if start is None:
            yield no_array(trace)
            return
        for element in elements(trace, start, follows_comma=False):
            yield read_element(trace, element)


@examples(700)
@given(ANY_TRACES)
def test_elements_are_what_the_engine_reads(data: bytes) -> None:
    assert list(split(data)) == list(read_events(data))


@pytest.mark.parametrize("window", [200, 700, 1 << 16])
@examples(700)
@given(data=ANY_TRACES)
def test_scan_says_what_decoding_says(window: int, data: bytes) -> None:
    flags, is_own = truth(data)
    with on_disk(data) as trace:
        batches = list(TraceScan(trace, window).batches())
    found = [int(flag) for batch in batches for flag in batch.flags & 0b1_0010_1111]
    assert found == flags
    assert is_own == (not any((batch.flags & FOREIGN).any() for batch in batches))


def test_what_is_known_while_building_stays_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_index, "_BETWEEN_SNAPSHOTS", 0)
    data = many(30_000)
    expected = list(read_events(data))
    seen: list[Snapshot] = []
    shown: list[bool] = []
    with on_disk(data) as trace:
        index = TraceIndex(trace)
        pages = TracePages(trace, index)

        def look(snapshot: Snapshot) -> None:
            seen.append(index.snapshot())
            assert seen[-1] is snapshot
            last = snapshot.events
            shown.append(pages.events(last - 3, last + 3) == expected[last - 3 : last])

        index.build(look)
    assert len(seen) > 3
    assert all(shown)
    assert [snapshot.done for snapshot in seen] == [False] * (len(seen) - 1) + [True]
    assert seen[-1].events == 30_000
    shares = [snapshot.share for snapshot in seen]
    assert shares[-1] == 1.0
    assert shares == sorted(set(shares))
    quic = [
        number for number, event in enumerate(expected) if isinstance(event, TraceEvent) and Lane.QUIC in event.lanes
    ]
    for snapshot in seen:
        members = [number for number in quic if number < snapshot.events]
        assert snapshot.lanes[Lane.QUIC].between(0, 30_000).tolist() == members
        assert 0 < snapshot.share <= 1.0


def test_only_the_last_of_all_snapshots_says_that_all_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_index, "_BETWEEN_SNAPSHOTS", 0)
    shares: list[float] = []
    with on_disk(many(100)) as trace:
        TraceIndex(trace).build(lambda snapshot: shares.append(snapshot.share))
    assert len(shares) > 1
    assert [share == 1.0 for share in shares] == [False] * (len(shares) - 1) + [True]


def test_a_cancelled_index_is_not_done() -> None:
    with on_disk(many(30_000)) as trace:
        index = TraceIndex(trace)
        asked = iter([False, True])
        snapshot = index.build(cancelled=lambda: next(asked))
    assert snapshot is index.snapshot()
    assert not snapshot.done
    assert 0 < snapshot.events < 30_000


def test_most_of_an_ordinary_trace_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[bytes] = []

    def count(raw: bytes, *, asks_format: bool) -> Facts:
        decoded.append(raw)
        return facts_of_json(raw, asks_format=asks_format)

    monkeypatch.setattr(trace_scan, "facts_of_json", count)
    with on_disk(many(10_000)) as trace:
        assert TraceIndex(trace).build().events == 10_000
    assert len(decoded) < 10_000 // 5 + 100, "one in five has an escape that must be decoded"


@pytest.mark.parametrize("path", sorted(PACKS.glob("*/transfer.atp-trace")), ids=lambda path: path.parent.name)
def test_foreign_traces_are_what_decoding_says(path: Path) -> None:
    data = path.read_bytes()
    flags, is_own = truth(data)
    with on_disk(data) as trace:
        batches = list(TraceScan(trace).batches())
    assert [int(flag) for batch in batches for flag in batch.flags & 0b1_0010_1111] == flags
    assert is_own == (not any((batch.flags & FOREIGN).any() for batch in batches))
    assert flags or path.parent.name == "empty"
