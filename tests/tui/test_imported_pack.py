"""An imported pack in the explorer: violations lead to their events, and there is nothing to run again."""

from pathlib import Path

import pytest

from atp_tui.engine.imported import NOTHING_TO_RUN
from atp_tui.tui.panes.events.pane import EventsPane
from tests.explorer import NARROW, WIDE, footer, listed, main_screen, opened, press, said, shown, told
from tests.imported_packs import RECORDS, written


async def test_enter_lists_the_named_events_with_the_cursor_on_the_first_named(tmp_path: Path) -> None:
    async with opened(written(tmp_path), NARROW) as pilot:
        inspection = main_screen(pilot).inspection
        assert inspection is not None
        assert (inspection.places, inspection.named) == ((3, 77, 150), 150)
        assert inspection.sentence == "3 related events, the first at 150: Enter shows them"
        await press(pilot, "enter")
        pane = main_screen(pilot).query_one(EventsPane)
        assert pane.rows.place == 150
        assert len(listed(pilot, "event-list")) == 3
        await press(pilot, "v", "down", "down", "enter")
        assert pane.rows.place == 9
        assert len(listed(pilot, "event-list")) == 1


async def test_the_events_begin_at_the_named_event(tmp_path: Path) -> None:
    async with opened(written(tmp_path), from_start=False) as pilot:
        assert main_screen(pilot).query_one(EventsPane).rows.place == 150


async def test_detail_shows_wall_time_and_the_record(tmp_path: Path) -> None:
    async with opened(written(tmp_path)) as pilot:
        await press(pilot, "enter")
        text = said(pilot, "detail-text")
        assert "2025-04-26 10:00:00.650000000 UTC, system clock, in steps of 1ms" in text
        assert f"source/client.sqlog, byte {sum(len(each) + 2 for each in RECORDS[:150]) + 1:,}" in text
        assert '"n": 150' in text


@pytest.mark.parametrize("key", ["R", "M"])
async def test_there_is_nothing_to_run_again(tmp_path: Path, key: str) -> None:
    async with opened(written(tmp_path)) as pilot:
        await press(pilot, key)
        assert told(pilot) == [NOTHING_TO_RUN]


async def test_no_footer_offers_to_run_it_again(tmp_path: Path) -> None:
    async with opened(written(tmp_path), WIDE) as pilot:
        for pane in ("v", "5", "8", "9"):
            await press(pilot, pane)
            found = [word for word in ("Copy re", "Replay", "Minimize") if word in footer(pilot)]
            assert (pane, found) == (pane, [])
    async with opened("five-violations", WIDE) as pilot:
        assert "Copy replay" in footer(pilot)


async def test_the_replay_pane_offers_no_command(tmp_path: Path) -> None:
    async with opened(written(tmp_path)) as pilot:
        await press(pilot, "8")
        assert said(pilot, "replay-text").split("\n") == [
            f"Imported from client.sqlog: {NOTHING_TO_RUN}.",
            "D compares it with another pack.",
        ]
        await press(pilot, "y")
        assert told(pilot) == [f"not copied: {NOTHING_TO_RUN}"]


async def test_the_state_has_the_judged_fields_alone(tmp_path: Path) -> None:
    async with opened(written(tmp_path)) as pilot:
        await press(pilot, "7")
        assert [line.split()[-2:] for line in listed(pilot, "state-list")] == [
            ["journal_gaps", "0"],
            ["pending_operations", "2"],
        ]
        text = said(pilot, "state-said")
        assert "manifest_hash was not judged: a log has no content" in text
        await press(pilot, "end", "e", "ctrl+u", "0", "enter")
        assert "WHAT IF" in shown(pilot)
