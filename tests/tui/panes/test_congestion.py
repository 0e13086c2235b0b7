"""Packets, congestion window and round trip times over the timeline of an imported log."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from atp_tui.store import congestion as module
from atp_tui.store.congestion import ConnectionCongestion, congestion_of
from atp_tui.store.log_import import import_logs
from atp_tui.store.logs.convert import ImportOptions
from atp_tui.store.logs.source import log_source
from atp_tui.store.pack import Pack
from atp_tui.tui.panes.congestion import CongestionStrips
from atp_tui.tui.widgets.strip_chart import StripChart
from tests.explorer import (
    NARROW,
    WIDE,
    Hand,
    enter,
    footer,
    main_screen,
    opened,
    press,
    press_at_once,
    rows,
    settled,
    shown,
    told,
    until,
)
from tests.imported_packs import written
from tests.typed_logs import both, log_file

REAL = Path(__file__).resolve().parents[2] / "logs" / "real"
LOSSY = REAL / "ngtcp2" / "lossy"


def imported(folder: Path, *logs: Path) -> Path:
    """The pack of logs; those of a real stack where no others are given."""
    sources = [log_source(str(log)) for log in logs or sorted(LOSSY.glob("*log"))]
    (path,) = import_logs(sources, str(folder / "made"), ImportOptions(), lambda _: None)
    return Path(path)


def strips(pilot: Hand) -> CongestionStrips:
    return main_screen(pilot).query_one(CongestionStrips)


def charts(pilot: Hand) -> list[str]:
    """The rows of the charts, without the frame."""
    screen = rows(pilot)
    first = next(number for number, row in enumerate(screen) if row.startswith("│Packets"))
    return [row.strip("│") for row in screen[first : first + strips(pilot).size.height]]


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_the_charts_have_the_columns_of_the_timeline_and_the_values_at_its_cursor(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(imported(tmp_path), size) as pilot:
        await press(pilot, "t", "C")
        chart = main_screen(pilot).query_one(StripChart)
        density = strips(pilot).density
        assert density is not None
        assert density.bins == chart.column_count
        found = charts(pilot)
        assert len(found) == 9
        assert [row[:8].strip() for row in found] == [
            *("Packets", "30", "0", "Window", "40 kB", "0 B", "RTT", "700 ms", "0 ms"),
        ]
        lost = [column for row in found[1:3] for column, cell in enumerate(row[8:]) if cell == "x"]
        assert len(lost) == 2
        await press(pilot, "home", *["right"] * min(lost))
        assert charts(pilot)[0].startswith("Packets server: ▆ acked ")
        assert charts(pilot)[0].rstrip().endswith("x lost 1")
        assert "▔ window " in charts(pilot)[3]
        await press(pilot, "home")
        assert charts(pilot)[0].rstrip() == "Packets server: ▆ acked -  ▔ sent -"


async def test_the_key_shows_the_other_end_and_then_none(tmp_path: Path) -> None:
    async with opened(imported(tmp_path)) as pilot:
        before = [row for row in rows(pilot) if row.startswith("│QUIC")]
        await press(pilot, "C")
        assert "Packets server: " in shown(pilot)
        await press(pilot, "C")
        assert "Packets client: " in shown(pilot)
        await press(pilot, "C")
        assert "Packets" not in shown(pilot)
        assert [row for row in rows(pilot) if row.startswith("│QUIC")] == before


async def test_the_log_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Pack] = []

    def counting(
        pack: Pack, tell: Callable[[float], object], is_stopped: Callable[[], bool]
    ) -> ConnectionCongestion | None:
        calls.append(pack)
        return congestion_of(pack, tell, is_stopped)

    monkeypatch.setattr(module, "congestion_of", counting)
    async with opened(imported(tmp_path, log_file(tmp_path))) as pilot:
        await press(pilot, "C", "C", "C")
        assert "Packets ▆" in shown(pilot) or "Packets ▔" in shown(pilot)
        assert len(calls) == 1


async def test_the_key_stops_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()

    def slow(_pack: Pack, tell: Callable[[float], object], is_stopped: Callable[[], bool]) -> None:
        tell(0.25)
        begun.set()
        for _ in range(500):
            if is_stopped():
                return
            threading.Event().wait(0.01)

    monkeypatch.setattr(module, "congestion_of", slow)
    async with opened(imported(tmp_path)) as pilot:
        await press_at_once(pilot, "C")
        await asyncio.to_thread(begun.wait, 20)
        await until(pilot, lambda: "reading the log again: 25%  (C stops)" in shown(pilot))
        await press_at_once(pilot, "C")
        await settled(pilot)
        assert not strips(pilot).display
        assert told(pilot) == []


async def test_a_pack_without_a_log_says_why_and_offers_nothing(tmp_path: Path) -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "t")
        assert "Congestion" not in footer(pilot)
        await press(pilot, "C")
        assert told(pilot) == ["nothing to draw: this is a pack that was not imported from a log of a real run"]
        assert not strips(pilot).display
    async with opened(imported(tmp_path)) as pilot:
        await press(pilot, "t")
        assert "C Congestion  P Draw" in footer(pilot)
        assert "When lost" not in footer(pilot)


async def test_a_log_whose_records_are_gone_says_so(tmp_path: Path) -> None:
    pack = written(tmp_path)
    (pack / "source" / "client.sqlog").write_bytes(b"")
    async with opened(pack) as pilot:
        await press(pilot, "C")
        assert told(pilot)[0].endswith("expected the records of the log, found none that can be read")
        assert not strips(pilot).display


async def test_another_pack_drops_the_charts(tmp_path: Path) -> None:
    async with opened(imported(tmp_path, *both(tmp_path))) as pilot:
        await press(pilot, "C")
        assert strips(pilot).display
        strips(pilot).pack = None
        await press(pilot)
        assert not strips(pilot).display
        assert strips(pilot).found is None


async def test_a_line_that_is_too_long_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def noted(pack: Pack, *_: object) -> ConnectionCongestion | None:
        found = congestion_of(pack)
        assert found is not None
        ends = [replace(each, course=replace(each.course, notes=("n" * 200,))) for each in found.ends]
        return replace(found, ends=tuple(ends))

    monkeypatch.setattr(module, "congestion_of", noted)
    async with opened(imported(tmp_path), NARROW) as pilot:
        await press(pilot, "t", "C")
        assert charts(pilot)[0].endswith("nnn…")
        assert charts(pilot)[1].startswith("30 ")


async def test_zoomed_the_charts_get_more_rows(tmp_path: Path) -> None:
    async with opened(imported(tmp_path), NARROW) as pilot:
        await press(pilot, "t", "C", "z")
        assert strips(pilot).size.height > 9
        assert sum(row[:8].strip() == "" for row in charts(pilot)) > 0


async def test_the_picture_key_writes_the_end_that_is_shown(tmp_path: Path) -> None:
    target = tmp_path / "connection.svg"
    async with opened(imported(tmp_path)) as pilot:
        await press(pilot, "t", "C", "C", "P")
        assert "Write a picture of the connection (client) to which file?" in shown(pilot)
        await press(pilot, "ctrl+u")
        await enter(pilot, str(target))
        await press(pilot, "enter")
        assert told(pilot)[-1] == f"the connection is drawn in {target}"
    root = etree.fromstring(target.read_bytes())
    assert "As the client (ngtcp2) logged it" in "".join(str(each) for each in root.itertext())


async def test_the_picture_key_reads_the_log_where_no_chart_is_shown(tmp_path: Path) -> None:
    async with opened(imported(tmp_path)) as pilot:
        await press(pilot, "t", "P")
        assert "Write a picture of the connection (server) to which file?" in shown(pilot)
        await press(pilot, "escape")
        assert not strips(pilot).display


async def test_without_a_log_the_picture_key_writes_the_screen() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "t", "P")
        assert "Write a picture of the screen to which file?" in shown(pilot)
