"""A key that a person's keymap gives to every screen wins on the fleet screen over a command of the fleet."""

from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.keymap import keymap_of
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.screens.fleet import FleetScreen
from tests.explorer import WIDE, press, rows, settled, told
from tests.fleet_rows import MemoryFleet


async def test_the_key_of_the_person_wins_and_the_footer_does_not_promise_it() -> None:
    fleet = MemoryFleet()
    keymap = keymap_of({"keys": {"theme": "u", "list.down": ["b", "down"]}})
    app = ExplorerApp(fleet.path, OpenOptions(keymap=keymap), FleetScreen(fleet, keymap))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert "Undo" not in rows(pilot)[-1]
        before = app.theme
        await press(pilot, "u")
        assert app.theme != before
        await press(pilot, "b")
        assert not any("undone" in words for words in told(pilot))
        screen = app.screen
        assert isinstance(screen, FleetScreen)
        assert screen.groups_pane.row is not None
        assert screen.groups_pane.row.id != 3
