"""The page of keys is left by the keys that leave a place, and the focus is where it was."""

import pytest

from atp_tui.tui.screens.help import HelpScreen
from tests.explorer import NARROW, main_screen, opened, press, shown


@pytest.mark.parametrize("key", ["escape", "question_mark"])
async def test_it_is_left_to_where_it_was_asked_for(key: str) -> None:
    async with opened("clean", NARROW) as pilot:
        await press(pilot, "V", "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        await press(pilot, key)
        assert main_screen(pilot).is_current
        assert pilot.app.focused is main_screen(pilot).query_one("#event-list")


async def test_it_can_be_gone_through() -> None:
    async with opened("clean", NARROW) as pilot:
        await press(pilot, "question_mark")
        assert "Panes" in shown(pilot)
        await press(pilot, "j", "j", "down", "k")
        assert "  Panes" not in shown(pilot)
        await press(pilot, *["j"] * 60)
        assert "Search for any action by its name" in shown(pilot)
        await press(pilot, *["k"] * 60)
        assert "Panes" in shown(pilot)
