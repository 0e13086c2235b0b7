"""The edits as a list."""

from textual.widgets import Static

from atp_tui.tui.dialogs.history import HistoryScreen
from atp_tui.tui.widgets.line_list import LineList
from tests.explorer import Hand, main_screen, opened, press, shown
from tests.state_edits import gaps, set_gaps


def steps(pilot: Hand) -> list[str]:
    shown_list = pilot.app.screen.query_one(LineList)
    return [" ".join(shown_list.render_line(row).text.split()) for row in range(shown_list.row_count)]


def told_of_step(pilot: Hand) -> str:
    return str(pilot.app.screen.query_one("#history-change", Static).render())


async def test_any_step_can_be_gone_to() -> None:
    async with opened("five-violations", (60, 18)) as pilot:
        await set_gaps(pilot, "5", "0", "6")
        await press(pilot, "H")
        assert steps(pilot) == [
            "0 FAILED +1.60 the state of the record",
            "1 FAILED +1.60 journal_gaps 2 -> 5",
            "2 FAILED +1.60 journal_gaps 5 -> 0",
            "> now 3 FAILED +1.60 journal_gaps 0 -> 6",
        ]
        await press(pilot, "up")
        assert "journal_consistency High     -        resolved" in told_of_step(pilot)
        assert "1 resolved, 4 unchanged" in shown(pilot)
        await press(pilot, "up", "enter")
        assert gaps(pilot) == 5
        assert pilot.app.screen is main_screen(pilot)
        await press(pilot, "H")
        assert steps(pilot)[2:] == [
            "2 FAILED +1.60 journal_gaps 5 -> 0 undone",
            "3 FAILED +1.60 journal_gaps 0 -> 6 undone",
        ]


async def test_undo_and_redo_move_in_it() -> None:
    async with opened("five-violations") as pilot:
        await set_gaps(pilot, "5", "0")
        await press(pilot, "H", "u", "u", "u")
        assert isinstance(pilot.app.screen, HistoryScreen)
        assert steps(pilot)[0].startswith("> now 0")
        await press(pilot, "ctrl+r")
        assert steps(pilot)[1].startswith("> now 1")
        await press(pilot, "escape")
        assert gaps(pilot) == 5
        await press(pilot, "ctrl+r")
        assert gaps(pilot) == 0


async def test_looking_changes_nothing() -> None:
    async with opened("five-violations") as pilot:
        await set_gaps(pilot, "5")
        await press(pilot, "H", "up", "escape")
        assert gaps(pilot) == 5
        session = main_screen(pilot).what_if
        assert session is not None
        assert session.change is not None
