"""The page of keys is left by the keys that leave a place, and the focus is where it was."""

import pytest

from atp_tui.tui.commands import PANES
from atp_tui.tui.dialogs.help import HelpScreen, here_lines
from atp_tui.tui.footers import footer_keys
from atp_tui.tui.keymap import DEFAULT_KEYMAP
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
        assert "In this pane: Violations" in shown(pilot)
        await press(pilot, "j", "j", "down", "k")
        assert "In this pane" not in shown(pilot)
        await press(pilot, "end")
        assert "Search for any action by its name" in shown(pilot)
        await press(pilot, "home")
        assert "In this pane" in shown(pilot)


async def test_first_stand_the_keys_of_the_pane_that_has_them() -> None:
    async with opened("clean", NARROW) as pilot:
        await press(pilot, "V", "question_mark")
        assert "In this pane: Events" in shown(pilot)


@pytest.mark.parametrize("pane", PANES)
def test_every_pane_tells_its_keys(pane: str) -> None:
    told = [tuple(line.plain.strip().split("  ", maxsplit=1)) for line in here_lines(DEFAULT_KEYMAP, pane)][1:-1]
    assert [(key, label.strip()) for key, label in told] == [*footer_keys(pane, DEFAULT_KEYMAP.shown)[:-2]]
