"""The panes: one way through all of them, by keys, mouse and focus."""

from pathlib import Path

import pytest

from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.commands import COMMAND_OF, PANES
from atp_tui.tui.keymap import keymap_of
from atp_tui.tui.options import OpenOptions
from tests.explorer import NARROW, PACKS, WIDE, main_screen, opened, press, rows, settled, shown
from tests.program import copy_of


@pytest.mark.parametrize(
    ("size", "walk"),
    [(NARROW, ["violations", "detail"]), (WIDE, ["violations", "events", "detail", "timeline"])],
)
async def test_tab_goes_through_the_visible_panes_and_back(size: tuple[int, int], walk: list[str]) -> None:
    async with opened("five-violations", size) as pilot:
        seen = []
        for _ in walk:
            seen.append(main_screen(pilot).pane)
            await press(pilot, "tab")
        assert seen == walk
        assert main_screen(pilot).pane == "violations"
        await press(pilot, "shift+tab")
        assert main_screen(pilot).pane == walk[-1]


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
        row = next(row for row in rows(pilot) if "[5 Detail]" in row)
        await pilot.click("#lower-panes", offset=(row.index("Replay") + 1, 0))
        await settled(pilot)
        assert main_screen(pilot).pane == "replay"
        assert main_screen(pilot).query_one("#replay").region.area > 0
        assert main_screen(pilot).query_one("#detail").region.area == 0


async def test_a_click_on_a_tab_of_the_narrowest_row_hits_what_is_seen() -> None:
    async with opened("five-violations", (60, 18)) as pilot:
        last = PANES[-1]
        await press(pilot, COMMAND_OF[f"pane.{last}"].keys)
        row = next(row for row in rows(pilot) if f"[9 {last.capitalize()}]" in row)
        await pilot.click("#lower-panes", offset=(row.index("State") + 1, 0))
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


async def test_tabs_and_titles_show_their_keys_also_those_of_a_keymap() -> None:
    async with opened("five-violations") as pilot:
        page = rows(pilot)
        for title in ("t Timeline", "v Violations (5)", "V Events"):
            assert any(f"─ {title} " in row for row in page), title
        assert any(row.startswith(" [5 Detail]  6 Evidence   7 State   8 Replay   9 Soundness") for row in page)
        assert any("[1 All 400]  2 Path" in row for row in page)
    mine = keymap_of({"keys": {"pane.evidence": "f6", "lane.all": "0", "pane.events": "f2", "pane.timeline": "f3"}})
    for size in (WIDE, NARROW):
        async with ExplorerApp(str(PACKS / "five-violations"), OpenOptions(keymap=mine)).run_test(size=size) as pilot:
            await settled(pilot)
            await press(pilot, "f2")
            for label in ("f6 Evidence", "[0 All 400]", "f2 Events", "f3 Timeline"):
                assert label in shown(pilot), (label, size)


async def test_the_first_row_names_pack_note_and_scenario_once(tmp_path: Path) -> None:
    pack = copy_of("clean", tmp_path)
    async with opened(pack, (200, 40)) as pilot:
        assert rows(pilot)[0].count("clean") == 1
        assert "  scenario: quiet" in rows(pilot)[0]
        assert rows(pilot)[0].endswith("PASSED | intact 23/23")
        assert "seeds" not in rows(pilot)[0]
        await press(pilot, "i", "down", "down", "enter")
        assert "  note: flaky  scenario: quiet" in rows(pilot)[0]
    async with opened(pack) as pilot:
        assert "  note: flaky" in rows(pilot)[0]
        await press(pilot, "i", "up", "enter")
        assert "  note: real" in rows(pilot)[0]
    async with opened("damaged") as pilot:
        assert "DAMAGED" in rows(pilot)[0]


async def test_a_scenario_that_is_the_name_of_the_pack_is_not_said_twice(tmp_path: Path) -> None:
    pack = copy_of("clean", tmp_path)
    async with opened(pack.rename(pack.with_name("quiet")), (200, 40)) as pilot:
        assert "scenario:" not in rows(pilot)[0]
