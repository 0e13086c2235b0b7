import os
from pathlib import Path

import pytest

from atp_tui.engine.histogram import Density
from atp_tui.engine.trace import Lane
from atp_tui.engine.trace_text import read_events
from atp_tui.store.trace import histogram as densities
from atp_tui.store.trace.events import IndexedEvents, LoadedEvents
from atp_tui.store.trace.histogram import density_of, marks_of
from atp_tui.store.trace.index_cache import IndexCache
from tests.store.trace_on_disk import many


def indexed(folder: Path, data: bytes) -> IndexedEvents:
    path = folder / "trace"
    path.write_bytes(data)
    events = IndexedEvents(os.open(path, os.O_RDONLY), IndexCache(None))
    events.read_all()
    return events


def counts_of(found: Density | None) -> dict[Lane, tuple[int, ...]]:
    assert found is not None
    return dict(found.counts)


@pytest.mark.parametrize("bins", [1, 7, 40])
def test_a_short_trace_is_counted_event_by_event(tmp_path: Path, bins: int) -> None:
    data = many(300, ",\n  7,\n  {}\n]")
    events = indexed(tmp_path, data)
    assert density_of(events, bins) == density_of(LoadedEvents([*read_events(data)]), bins)


def test_of_a_long_trace_each_page_stands_at_its_earliest_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(densities, "EXACT", 299)
    rows = [f'{{"time":{1000 * (n // 64)},"data":{{"Message":"{("udp", "path")[n % 2]}"}}}}' for n in range(192)]
    events = indexed(tmp_path, f"[{','.join([*rows, *(['{}'] * 108)])}]".encode())
    found = density_of(events, 3)
    assert found is not None
    assert (found.begin, found.end, found.bins) == (0, 2000, 3)
    assert counts_of(found) == {Lane.PATH: (32, 32, 32), Lane.QUIC: (32, 32, 32), Lane.REPAIR: (0, 0, 0)}
    assert marks_of(events, found, [0, 5, 64, 130, 191]) == (2, 1, 2)
    assert density_of(events, 0) is None


def test_at_the_bound_a_trace_is_still_counted_event_by_event(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = many(300)
    events = indexed(tmp_path, data)
    exact = density_of(LoadedEvents([*read_events(data)]), 40)
    for bound, is_exact in ((300, True), (299, False)):
        monkeypatch.setattr(densities, "EXACT", bound)
        assert (density_of(events, 40) == exact) is is_exact


def test_without_times_there_is_no_density(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = indexed(tmp_path, b"[{},{},7]")
    assert density_of(events, 3) is None
    monkeypatch.setattr(densities, "EXACT", 2)
    assert density_of(events, 3) is None


def test_marks_stand_in_the_bins_of_their_events(tmp_path: Path) -> None:
    events = indexed(tmp_path, b'[{"time":10},{},7,{"time":14},{"time":19}]')
    shown = density_of(events, 2)
    assert shown is not None
    assert marks_of(events, shown, [0, 1, 2, 3, 4, 4]) == (2, 2)
    assert marks_of(events, shown, []) == (0, 0)


@pytest.mark.parametrize("exact", [10, 1000])
def test_scheduler_events_can_be_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exact: int) -> None:
    monkeypatch.setattr(densities, "EXACT", exact)
    texts = ('{"Message":"path"}', '"None"', '{"Message":"udp"}')
    rows = [f'{{"time":{n},"kind":"Poll","data":{texts[n % 3]}}}' for n in range(300)]
    events = indexed(tmp_path, f"[{','.join(rows)}]".encode())
    assert sum(counts_of(density_of(events, 9))[Lane.PATH]) == 300
    found = density_of(events, 9, hides_scheduler=True)
    assert {lane: sum(counts) for lane, counts in counts_of(found).items()} == {
        Lane.PATH: 200,
        Lane.QUIC: 100,
        Lane.REPAIR: 0,
    }
    assert found is not None
    assert (found.begin, found.end) == (0, 299)
