"""The panes: one way through all of them, by keys, mouse and focus."""

import pytest

from atp_tui.tui.commands import COMMAND_OF, PANES
from tests.explorer import NARROW, WIDE, main_screen, opened, press, rows, settled


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_tab_goes_through_all_panes_and_back(size: tuple[int, int]) -> None:
    async with opened("five-violations", size) as pilot:
        seen = []
        for _ in PANES:
            seen.append(main_screen(pilot).pane)
            await press(pilot, "tab")
        first = PANES.index("violations")
        assert tuple(seen) == (*PANES[first:], *PANES[:first])
        assert main_screen(pilot).pane == "violations"
        await press(pilot, "shift+tab")
        assert main_screen(pilot).pane == PANES[first - 1]


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_every_pane_has_its_key_and_takes_the_keys(size: tuple[int, int]) -> None:
    async with opened("five-violations", size) as pilot:
        await press(pilot, "t", "5")
        assert main_screen(pilot).pane == "detail"
        for name in PANES:
            await press(pilot, COMMAND_OF[f"pane.{name}"].keys)
            pane = main_screen(pilot).query_one(f"#{name}")
            assert main_screen(pilot).pane == name
            assert pane.region.area > 0
            assert pilot.app.focused is not None
            assert pane in pilot.app.focused.ancestors_with_self


async def test_a_click_on_a_tab_shows_its_pane() -> None:
    async with opened("five-violations") as pilot:
        row = next(row for row in rows(pilot) if "[Detail]" in row)
        await pilot.click("#lower-panes", offset=(row.index("Replay") + 1, 0))
        await settled(pilot)
        assert main_screen(pilot).pane == "replay"
        assert main_screen(pilot).query_one("#replay").region.area > 0
        assert main_screen(pilot).query_one("#detail").region.area == 0


async def test_a_click_on_a_tab_of_the_narrowest_row_hits_what_is_seen() -> None:
    async with opened("five-violations", (60, 18)) as pilot:
        last = PANES[-1]
        await press(pilot, COMMAND_OF[f"pane.{last}"].keys)
        assert rows(pilot)[1].endswith(f"[{last.capitalize()}]")
        await pilot.click("#all-panes", offset=(rows(pilot)[1].index("State") + 1, 0))
        await settled(pilot)
        assert main_screen(pilot).pane == "state"


async def test_escape_goes_back_to_the_upper_pane_that_was_left() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V", "8", "9", "escape")
        assert main_screen(pilot).pane == "events"
        await press(pilot, "escape")
        assert main_screen(pilot).pane == "violations"
        await press(pilot, "escape")
        assert main_screen(pilot).pane == "violations"


async def test_the_first_row_tells_first_what_is_known_first() -> None:
    async with opened("five-violations") as pilot:
        main_screen(pilot).report = None
        await settled(pilot)
        assert rows(pilot)[0].endswith("FAILED 4 High 1 Medium | checking …")
        main_screen(pilot).pack = None
        await settled(pilot)
        assert rows(pilot)[0].endswith("  reading …")
