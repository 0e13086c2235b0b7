"""A list above a screen."""

from rich.text import Text
from textual.app import App

from atp_tui.tui.dialogs.listing import ListingScreen
from atp_tui.tui.widgets.rows import Rows
from tests.explorer import press, settled, shown


async def test_the_row_under_the_cursor_is_shown_in_full_and_can_be_chosen() -> None:
    app = App[None]()
    chosen: list[int | None] = []
    async with app.run_test(size=(40, 16)) as pilot:
        rows = Rows(["one " * 20, "two"], Text)
        app.push_screen(ListingScreen("Things", rows, "none", "Take"), chosen.append)
        await settled(pilot)
        assert shown(pilot).count("one") > 12
        await press(pilot, "down", "enter")
        assert chosen == [1]


async def test_without_a_choice_enter_does_nothing_and_an_empty_list_says_so() -> None:
    app = App[None]()
    chosen: list[int | None] = []
    async with app.run_test(size=(40, 16)) as pilot:
        app.push_screen(ListingScreen("Things", Rows[str]([], Text), "nothing to list"), chosen.append)
        await settled(pilot)
        assert "nothing to list" in shown(pilot)
        await press(pilot, "enter")
        assert chosen == []
        await press(pilot, "q")
        assert chosen == [None]
