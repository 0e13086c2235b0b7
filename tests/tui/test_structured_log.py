"""A structured log in the explorer: a violation leads to the events of its span, which lead to their records."""

from pathlib import Path

from atp_tui.store.log_import import import_logs
from atp_tui.store.logs.convert import DEFAULT_OPTIONS
from atp_tui.store.logs.source import log_source
from atp_tui.tui.panes.events.pane import EventsPane
from tests.explorer import footer, listed, main_screen, opened, press, said, told
from tests.structured_logs import FOLDER


def written(folder: Path, name: str) -> Path:
    (path,) = import_logs(
        [log_source(str(FOLDER / f"{name}.jsonl"))], str(folder / "pack"), DEFAULT_OPTIONS, lambda _: 0
    )
    return Path(path)


async def test_enter_on_a_violation_leads_to_the_events_of_its_span(tmp_path: Path) -> None:
    async with opened(written(tmp_path, "tracing")) as pilot:
        await press(pilot, "enter")
        pane = main_screen(pilot).query_one(EventsPane)
        assert pane.rows.place == 8
        inspection = main_screen(pilot).inspection
        assert inspection is not None
        assert (inspection.places, inspection.named) == ((0, 2, 8, 10), 8)
        assert len(listed(pilot, "event-list")) == 4
        text = said(pilot, "detail-text")
        assert "2026-11-28 23:34:25.682455000 UTC, system clock, in steps of 1us" in text
        assert '"name": "repair"' in text
        assert "source/tracing.jsonl, byte" in text


async def test_e_goes_to_the_next_error(tmp_path: Path) -> None:
    async with opened(written(tmp_path, "zap"), from_start=True) as pilot:
        pane = main_screen(pilot).query_one(EventsPane)
        found = []
        for _ in range(3):
            await press(pilot, "V", "e")
            found.append(pane.rows.place)
        assert found == [2, 3, 4]


async def test_the_replay_pane_says_by_which_mapping_it_was_read(tmp_path: Path) -> None:
    async with opened(written(tmp_path, "zap")) as pilot:
        await press(pilot, "8")
        assert "Read as zap (production encoder of zap), guessed by its first 20 lines" in said(pilot, "replay-text")


async def test_there_is_no_connection_to_draw(tmp_path: Path) -> None:
    async with opened(written(tmp_path, "tracing")) as pilot:
        await press(pilot, "t")
        assert "Congestion" not in footer(pilot)
        await press(pilot, "C")
        assert any("a structured log, which has no packets" in notice for notice in told(pilot))
