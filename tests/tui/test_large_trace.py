"""A long trace on screen: while it is indexed, once it is, when it changes, and when its index was kept."""

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import msgspec
import pytest

from atp_tui.engine.histogram import Density, density
from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.engine.trace_text import read_event
from atp_tui.store.open import open_pack
from atp_tui.store.trace import events
from atp_tui.store.trace import index as trace_index
from atp_tui.store.trace.events import Event
from atp_tui.store.trace.facts import Batch
from atp_tui.store.trace.histogram import density_of
from atp_tui.store.trace.index import PAGE
from atp_tui.store.trace.scan import TraceScan
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.panes.events import rows as event_rows
from atp_tui.tui.panes.events.pane import EventsPane
from atp_tui.tui.widgets.tab_line import TabLine
from tests.explorer import (
    WIDE,
    Hand,
    cursor_row,
    listed,
    main_screen,
    press,
    press_at_once,
    rows,
    said,
    settled,
    shown,
    until,
)

EVENTS: Final = 60_000
"""Enough for a trace whose index is worth keeping."""
TRACE: Final = "transfer.atp-trace"
MAKER: Final = Path(__file__).parents[2] / "tools" / "make_trace.py"
SELDOM: Final = trace_index._BETWEEN_SNAPSHOTS
HELD: Final = 16
"""Batches that are let through before the index is held."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """A folder with a long trace and its logs, and what its maker says of its lanes."""
    folder = tmp_path_factory.mktemp("large")
    command = [sys.executable, str(MAKER), str(EVENTS), str(folder / TRACE), "--logs", str(folder)]
    return folder, json.loads(subprocess.run(command, check=True, capture_output=True, timeout=120).stdout)


@pytest.fixture
def own(made: tuple[Path, dict[str, int]], tmp_path: Path) -> Path:
    """A folder with the same trace alone, to be changed."""
    (tmp_path / TRACE).write_bytes((made[0] / TRACE).read_bytes())
    return tmp_path


class Gate:
    """Holds the index after some batches, until it is opened."""

    def __init__(self) -> None:
        self.is_reached = threading.Event()
        self._is_open = threading.Event()

    def open(self) -> None:
        """Let the index go on, and tell of itself as seldom as it does elsewhere."""
        trace_index._BETWEEN_SNAPSHOTS = SELDOM  # type: ignore[misc]
        self._is_open.set()

    def passing(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Give the batches, after some of them only once the gate is open."""
        for number, batch in enumerate(batches):
            if number == HELD:
                self.is_reached.set()
                assert self._is_open.wait(120)
            yield batch


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    found, batches = Gate(), TraceScan.batches
    monkeypatch.setattr(trace_index, "_BETWEEN_SNAPSHOTS", 0.0)
    monkeypatch.setattr(TraceScan, "batches", lambda scan: found.passing(batches(scan)))
    yield found
    found.open()


@asynccontextmanager
async def exploring(folder: Path) -> AsyncIterator[Hand]:
    """Open a pack without waiting for anything."""
    app = ExplorerApp(str(folder), OpenOptions(keeps_index=False))
    async with app.run_test(size=WIDE) as pilot:
        yield pilot


@asynccontextmanager
async def held(folder: Path, gate: Gate, *, hides_scheduler: bool = False) -> AsyncIterator[Hand]:
    """Open a pack whose index is held, the events having the keys, and let it go in the end."""
    async with exploring(folder) as pilot:
        try:
            await until(pilot, gate.is_reached.is_set)
            await until(pilot, lambda: f"[1 All {known(pilot):,}]" in lanes(pilot) and known(pilot) > 0)
            await press_at_once(pilot, "V", *(() if hides_scheduler else "s"))
            yield pilot
        finally:
            gate.open()


def known(pilot: Hand) -> int:
    pack = main_screen(pilot).pack
    return pack.events.count() if pack is not None else 0


def time_of(event: Event) -> int:
    assert isinstance(event, TraceEvent)
    return event.fields.time or 0


def lanes(pilot: Hand) -> str:
    return str(main_screen(pilot).query_one("#lanes", TabLine).render()).strip()


def place(pilot: Hand) -> int | None:
    return main_screen(pilot).query_one(EventsPane).rows.place


async def test_what_is_known_is_shown_while_the_rest_is_read(made: tuple[Path, dict[str, int]], gate: Gate) -> None:
    async with held(made[0], gate) as pilot:
        assert 0 < known(pilot) < EVENTS
        assert "reading" in shown(pilot)
        first = listed(pilot, "event-list")
        await press_at_once(pilot, "pagedown", "pagedown")
        await until(pilot, lambda: listed(pilot, "event-list") != first)
        assert place(pilot) == 2 * len(first)
        gate.open()
        await settled(pilot)
        assert known(pilot) == EVENTS


async def test_the_lanes_say_what_the_maker_of_the_trace_says(made: tuple[Path, dict[str, int]]) -> None:
    folder, counts = made
    async with exploring(folder) as pilot:
        await settled(pilot)
        path, quic, repair = (f"{counts[name]:,}" for name in ("path", "quic", "repair"))
        assert lanes(pilot) == f"[1 All {EVENTS:,}]  2 Path {path}   3 QUIC {quic}   4 Repair {repair}"
        await press(pilot, "s", "end")
        assert place(pilot) == EVENTS - 1
        assert f"{EVENTS - 1:06d} " in cursor_row(pilot, "event-list")


async def test_the_timeline_is_the_plain_one_but_for_a_page_at_the_edge_of_a_bin(
    made: tuple[Path, dict[str, int]],
) -> None:
    folder, counts = made
    pack = open_pack(str(folder), keeps_index=False)
    pack.events.read_all()
    raws = msgspec.json.decode((folder / TRACE).read_bytes(), type=list[msgspec.Raw])
    read = [event for event in map(read_event, map(bytes, raws)) if isinstance(event, TraceEvent)]
    plain = density([(event.fields.time or 0, event.lanes) for event in read], 97)
    fast = density_of(pack.events, 97)
    assert plain is not None
    assert fast is not None
    assert (fast.begin, fast.end, fast.bins) == (plain.begin, plain.end, plain.bins)
    for lane in Lane:
        assert sum(dict(fast.counts)[lane]) == sum(dict(plain.counts)[lane]) == counts[lane.value]
        apart = [abs(a - b) for a, b in zip(_until_bin(fast, lane), _until_bin(plain, lane), strict=True)]
        assert max(apart) < PAGE


def _until_bin(shown_density: Density, lane: Lane) -> list[int]:
    """How many events of a lane stand in each bin and those before it."""
    found, total = [], 0
    for count in dict(shown_density.counts)[lane]:
        total += count
        found.append(total)
    return found


async def test_frames_are_drawn_while_a_trace_is_indexed(
    made: tuple[Path, dict[str, int]], monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    ticks, batches = threading.Semaphore(0), TraceScan.batches

    def slowly(scan: TraceScan) -> Iterator[Batch]:
        for batch in batches(scan):
            assert ticks.acquire(timeout=60)
            yield batch

    monkeypatch.setattr(trace_index, "_BETWEEN_SNAPSHOTS", 0.0)
    monkeypatch.setattr(TraceScan, "batches", slowly)
    drawn, worst = set(), 0.0
    async with exploring(made[0]) as pilot:
        while known(pilot) < EVENTS:
            ticks.release()
            begin = time.perf_counter()
            await asyncio.sleep(0.02)
            worst = max(worst, time.perf_counter() - begin - 0.02)
            drawn.add(rows(pilot)[0])
        ticks.release(EVENTS)  # the logs are compared in a pass of their own
        record_property("worst_lateness_ms", round(worst * 1000, 1))
        assert sum("reading" in row and "%" in row for row in drawn) >= 3
        await settled(pilot)


@pytest.mark.parametrize(("typed", "wanted"), [("12345", 12345), ("20ms", None)])
async def test_a_jump_while_a_trace_is_indexed(
    made: tuple[Path, dict[str, int]], gate: Gate, typed: str, wanted: int | None
) -> None:
    async with held(made[0], gate) as pilot:
        await press_at_once(pilot, "colon", *typed, "enter")
        await until(pilot, lambda: place(pilot) not in (0, None))
        pack, here = main_screen(pilot).pack, place(pilot)
        assert pack is not None
        assert here is not None
        if wanted is not None:
            assert here == wanted
        else:
            times = [time_of(pack.events.at(near)) for near in (here - 1, here)]
            assert times[0] < 20_000_000 <= times[1]


async def test_a_filter_while_a_trace_is_indexed_finds_what_comes_later(
    made: tuple[Path, dict[str, int]], gate: Gate
) -> None:
    async with held(made[0], gate) as pilot:
        await press_at_once(pilot, "slash", *"heisenbug", "enter")
        await until(
            pilot, lambda: said(pilot, "found").startswith("0 of ") and "looked through" in said(pilot, "found")
        )
        gate.open()
        await settled(pilot)
        assert said(pilot, "found").startswith(f"1 of {EVENTS:,} | match 1 ")
        assert place(pilot) == EVENTS - 10


@pytest.mark.parametrize("hides_scheduler", [False, True])
async def test_the_end_is_there_while_a_trace_is_indexed(
    made: tuple[Path, dict[str, int]], gate: Gate, *, hides_scheduler: bool
) -> None:
    raws = msgspec.json.decode((made[0] / TRACE).read_bytes(), type=list[msgspec.Raw])
    end = EVENTS - 1
    while hides_scheduler and read_event(bytes(raws[end])).is_scheduler:
        end -= 1
    async with held(made[0], gate, hides_scheduler=hides_scheduler) as pilot:
        await press_at_once(pilot, "end")
        await until(pilot, lambda: f" {end:06d} " in cursor_row(pilot, "event-list"))
        assert known(pilot) < EVENTS
        assert place(pilot) is None
        await until(pilot, lambda: said(pilot, "found").startswith("the end, read ahead"))
        last = [row[2:] for row in listed(pilot, "event-list")]
        gate.open()
        await settled(pilot)
        await until(pilot, lambda: place(pilot) == end and "read ahead" not in said(pilot, "found"))
        now = [row[2:] for row in listed(pilot, "event-list")]
        both = min(len(now), len(last))
        assert both > 5
        assert now[-both:] == last[-both:]


async def test_an_event_is_gone_to_that_became_known_since_the_last_progress(
    made: tuple[Path, dict[str, int]], gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with held(made[0], gate) as pilot:
        rows_before = main_screen(pilot).events_pane.rows.list.row_count
        monkeypatch.setattr(EventsPane, "watch_progress", lambda _pane: None)
        gate.open()
        await settled(pilot)
        assert main_screen(pilot).events_pane.rows.list.row_count == rows_before < EVENTS - 10
        main_screen(pilot).events_pane.show_event(EVENTS - 10)
        await settled(pilot)
        assert place(pilot) == EVENTS - 10
        assert f" {EVENTS - 10:06d} " in cursor_row(pilot, "event-list")


async def test_a_row_near_the_end_stays_under_the_cursor(made: tuple[Path, dict[str, int]], gate: Gate) -> None:
    async with held(made[0], gate) as pilot:
        await press_at_once(pilot, "end", *["up"] * 30)
        await until(pilot, lambda: f" {EVENTS - 31:06d} " in cursor_row(pilot, "event-list"))
        await press_at_once(pilot, "m", "enter", "Y")
        screen = listed(pilot, "event-list")
        gate.open()
        await settled(pilot)
        await until(pilot, lambda: place(pilot) == EVENTS - 31)
        now = listed(pilot, "event-list")
        first = max(now[0], screen[0], key=lambda row: row[2:])
        both = min(len(now) - now.index(first), len(screen) - screen.index(first))
        assert both > 5
        assert now[now.index(first) :][:both] == screen[screen.index(first) :][:both]


async def test_a_row_stands_for_the_events_between(
    made: tuple[Path, dict[str, int]], gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "AHEAD", 25)
    async with held(made[0], gate) as pilot:
        await press_at_once(pilot, "end", *["up"] * 25)
        await until(pilot, lambda: "the events between are being read" in cursor_row(pilot, "event-list"))
        assert place(pilot) is None
        await press_at_once(pilot, "up")
        await until(pilot, lambda: place(pilot) == known(pilot) - 1)


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def shrink(path: Path) -> None:
    os.truncate(path, 1 << 20)


CHANGES: Final[list[tuple[Callable[[Path], object], str]]] = [
    (grow, "has grown"),
    (shrink, "has shrunk"),
    (Path.unlink, "was removed or replaced"),
]


@pytest.mark.parametrize(("change", "words"), CHANGES)
async def test_a_trace_that_changes_while_it_is_open_costs_a_row(
    own: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object], words: str
) -> None:
    monkeypatch.setattr(event_rows, "POLL_SECONDS", 0.01)
    async with exploring(own) as pilot:
        await settled(pilot)
        assert "the trace" not in said(pilot, "found")
        change(own / TRACE)
        await until(pilot, lambda: words in said(pilot, "found"))
        await press(pilot, "s", "end")
        assert place(pilot) == EVENTS - 1
        is_gone = "BROKEN: expected the event that was here" in cursor_row(pilot, "event-list")
        assert is_gone == (change is shrink)
        assert words in shown(pilot)


@pytest.mark.parametrize(("change", "words"), CHANGES)
async def test_a_trace_that_changes_while_it_is_indexed_costs_a_row(
    own: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object], words: str
) -> None:
    monkeypatch.setattr(event_rows, "POLL_SECONDS", 0.01)
    async with held(own, gate) as pilot:
        change(own / TRACE)
        await until(pilot, lambda: words in said(pilot, "found"))
        await press_at_once(pilot, "end")
        gate.open()
        await settled(pilot)
        assert words in shown(pilot)
        assert (known(pilot) == EVENTS) == (change is not shrink)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lengths of all reads by place since the list was emptied."""
    found: list[int] = []
    pread, preadv = os.pread, os.preadv

    def counted(fd: int, length: int, offset: int) -> bytes:
        found.append(length)
        return pread(fd, length, offset)

    def counted_into(fd: int, buffers: list[memoryview], offset: int) -> int:
        found.append(sum(map(len, buffers)))
        return preadv(fd, buffers, offset)

    monkeypatch.setattr(os, "pread", counted)
    monkeypatch.setattr(os, "preadv", counted_into)
    return found


def test_a_kept_index_reads_nothing_of_the_trace(
    own: Path, reads: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    counts = []
    for keeps_index, reads_all in ((False, True), (True, True), (True, False), (False, True)):
        pack = open_pack(str(own), keeps_index=keeps_index)
        reads.clear()
        pack.events.read_all()
        assert (sum(reads) >= (own / TRACE).stat().st_size) == reads_all
        assert bool(reads) == reads_all
        counts.append([pack.events.count(lane) for lane in (None, *Lane)])
        assert cache.exists() == (len(counts) > 1), "the first time nothing is kept"
    assert counts[0] == counts[1] == counts[2] == counts[3]
    assert counts[0][0] == EVENTS


async def test_the_explorer_keeps_no_index_where_none_is_wanted(
    own: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    async with exploring(own) as pilot:
        await settled(pilot)
        assert known(pilot) == EVENTS
    assert not (tmp_path / "cache").exists()
