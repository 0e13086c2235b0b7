"""Help is there on every screen, tells that screen's keys, can be searched, and gives the focus back."""

from pathlib import Path

import pytest
from textual.widgets import Static

from atp_tui.cells import cell_len
from atp_tui.tui.dialogs.help import HelpScreen
from atp_tui.tui.screens.minimize import MinimizeScreen
from tests.explorer import NARROW, WIDE, Hand, enter, main_screen, opened, press, press_at_once, shown, until
from tests.program import PACKS, copy_of

SCREENS = {
    "kinds": (("K",), "Select the row"),
    "marks": (("V", "m", "apostrophe"), "Unmark all"),
    "proof": (("A",), "Back"),
    "history": (("7", "H"), "Undo"),
    "plain": (("p",), "Save to a private file"),
    "new pack": (("ctrl+n",), "Back"),
    "replay": (("R",), "Run it anyway"),
}
"""For each screen in which nothing is typed: the keys that lead there, and one of the lines that its help has."""


def top(pilot: Hand) -> object:
    """The screen on top."""
    return pilot.app.screen


@pytest.mark.parametrize("key", ["escape", "question_mark", "q"])
async def test_it_is_left_to_where_it_was_asked_for(key: str) -> None:
    async with opened("clean", NARROW) as pilot:
        await press(pilot, "V", "question_mark")
        assert isinstance(top(pilot), HelpScreen)
        await press(pilot, key)
        assert top(pilot) is main_screen(pilot)
        assert pilot.app.focused is main_screen(pilot).query_one("#event-list")


async def test_it_can_be_gone_through() -> None:
    async with opened("clean", NARROW) as pilot:
        await press(pilot, "question_mark")
        assert "In this pane: Violations" in shown(pilot)
        await press(pilot, "space")
        assert "In this pane" not in shown(pilot)
        await press(pilot, "ctrl+b")
        assert "In this pane" in shown(pilot)
        await press(pilot, "j", "j", "down", "k")
        assert "In this pane" not in shown(pilot)
        await press(pilot, "end")
        assert "In the timeline" in shown(pilot)
        await press(pilot, "home")
        assert "In this pane" in shown(pilot)


async def test_it_is_searched_while_typing() -> None:
    async with opened("clean", WIDE) as pilot:
        await press(pilot, "question_mark", "slash")
        await enter(pilot, "marked file")
        assert "Write the marked events to a file" in shown(pilot)
        assert "Quit" not in shown(pilot)
        await press(pilot, "enter")
        assert isinstance(top(pilot), HelpScreen)
        await press(pilot, "escape")
        assert "Show what broke" in shown(pilot)
        await press(pilot, "slash")
        await enter(pilot, "q?")
        assert "no key does that" in shown(pilot)
        await press(pilot, "escape")
        assert "Show what broke" in shown(pilot)
        await press(pilot, "escape")
        assert top(pilot) is main_screen(pilot)


async def test_it_shows_the_keys_of_the_screen_on_top(tmp_path: Path) -> None:
    async with opened(copy_of("five-violations", tmp_path)) as pilot:
        for name, (keys, line) in SCREENS.items():
            await press(pilot, *keys)
            below: object = top(pilot)
            await press(pilot, "question_mark")
            assert isinstance(top(pilot), HelpScreen), name
            assert "On this screen" in shown(pilot), name
            assert "In this pane" not in shown(pilot), name
            assert line in shown(pilot), name
            await press(pilot, "question_mark")
            assert top(pilot) is below, name
            await press_at_once(pilot, "escape")
            await until(pilot, lambda: top(pilot) is main_screen(pilot))


async def test_it_is_there_beside_another_pack_and_while_minimizing(tmp_path: Path) -> None:
    async with opened(copy_of("five-violations", tmp_path)) as pilot:
        await press(pilot, "D")
        await enter(pilot, str(PACKS / "clean"))
        await press(pilot, "enter", "question_mark")
        assert "Next difference" in shown(pilot)
        await press(pilot, "q", "q", "M")
        await press(pilot, "ctrl+u")
        await enter(pilot, "project")
        await press(pilot, "enter")
        await press(pilot, "ctrl+u")
        await enter(pilot, str(tmp_path / "smaller"))
        await press(pilot, "enter")
        assert isinstance(top(pilot), MinimizeScreen)
        await press(pilot, "question_mark")
        assert "Stop with the best so far" in shown(pilot)


async def test_in_a_text_entry_a_question_mark_is_typed() -> None:
    async with opened("clean") as pilot:
        await press(pilot, "D")
        await enter(pilot, "?")
        assert not isinstance(top(pilot), HelpScreen)
        assert "?" in shown(pilot)


@pytest.mark.parametrize("size", [(120, 36), (150, 40), (200, 50)])
async def test_no_row_of_two_columns_is_too_wide_for_the_page(size: tuple[int, int]) -> None:
    async with opened("clean", size) as pilot:
        await press(pilot, "question_mark")
        text, page = pilot.app.screen.query_one("#help-text", Static), pilot.app.screen.query_one("#help-page")
        lines = str(text.render()).split("\n")
        assert max(map(cell_len, lines)) <= text.size.width
        assert text.size.height == len(lines) > page.size.height
