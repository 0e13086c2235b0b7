"""The page of a group: what is known above, samples below, keys for both, and what is written meanwhile."""

from dataclasses import replace

import pytest

from atp_tui.fleet.rows import GroupRow, Status
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.dialogs.help import HelpScreen
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.panes.fleet_group import GroupFacts, SamplesPane
from atp_tui.tui.screens.fleet_group import GroupScreen
from atp_tui.tui.widgets.line_list import LineList
from tests.explorer import NARROW, WIDE, Hand, press, replace_clipboard, rows, settled, shown, told
from tests.fleet_rows import GROUPS, MemoryFleet, group


def app_of(fleet: MemoryFleet, number: int = 2) -> ExplorerApp:
    return ExplorerApp(fleet.path, OpenOptions(), GroupScreen(fleet, number))


def page_of(pilot: Hand) -> GroupScreen:
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, GroupScreen)
    return screen


@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 18)])
async def test_title_figures_facts_and_samples_are_shown(size: tuple[int, int]) -> None:
    async with app_of(MemoryFleet()).run_test(size=size) as pilot:
        await settled(pilot)
        text = shown(pilot)
        assert rows(pilot)[0].startswith(" ~  quiescence: deliver pending")
        assert "regressed  Medium  1,904 runs (" in text
        assert "/packs/sample_0000" in text
        assert "INTEGRITY" in text
        assert rows(pilot)[-1].endswith("? Help  q Back")
        assert all(len(row) <= size[0] for row in rows(pilot))
        await press(pilot, "tab")
        assert "power cut on replica 0 at record 2" in shown(pilot)


async def test_why_shows_the_parts_with_their_source() -> None:
    async with app_of(MemoryFleet()).run_test(size=NARROW) as pilot:
        await settled(pilot)
        await press(pilot, "w")
        text = shown(pilot)
        assert "Why these violations are one group" in text
        row = next(row for row in rows(pilot) if "pending operation" in row)
        assert row.split() == ["pending", "operation", "deliver", "transfer.atp-trace"]
        assert page_of(pilot).query_one(GroupFacts).has_focus
        await press(pilot, "escape")
        assert pilot.app.screen is page_of(pilot)


async def test_tab_goes_between_the_parts_and_zoom_gives_one_the_screen() -> None:
    async with app_of(MemoryFleet()).run_test(size=NARROW) as pilot:
        await settled(pilot)
        page = page_of(pilot)
        assert page.pane == "samples"
        await press(pilot, "z")
        assert not page.query_one(GroupFacts).display
        await press(pilot, "escape", "tab", "z")
        assert page.pane == "facts"
        assert not page.query_one(SamplesPane).display
        await press(pilot, "z", "shift+tab")
        assert page.pane == "samples"
        assert page.query_one(SamplesPane).display


async def test_paths_and_fingerprints_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    copied = replace_clipboard(monkeypatch)
    async with app_of(MemoryFleet()).run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "down", "y")
        await press(pilot, "Y")
        assert copied == ["/packs/sample_0001", f"{GROUPS[1].title} v1/2:9f2ab31c00112233"]


async def test_the_cursor_stays_on_its_sample_when_the_group_changes() -> None:
    fleet = MemoryFleet()
    async with app_of(fleet).run_test(size=WIDE) as pilot:
        await settled(pilot)
        samples = page_of(pilot).query_one("#sample-list", LineList)
        await press(pilot, "down", "down", "down")
        changed: list[GroupRow] = [replace(row, status=Status.KNOWN) if row.id == 2 else row for row in fleet.groups]
        fleet.groups, fleet.version = changed, 1
        page_of(pilot).look()
        await settled(pilot)
        assert rows(pilot)[1].startswith(" known")
        assert samples.cursor == 3


async def test_a_group_that_is_gone_says_so() -> None:
    fleet = MemoryFleet()
    async with app_of(fleet).run_test(size=WIDE) as pilot:
        await settled(pilot)
        fleet.groups, fleet.version = [group(7, "another")], 1
        page_of(pilot).look()
        await settled(pilot)
        assert "expected a group of the fleet, found none with the number 2" in rows(pilot)[0]
        await press(pilot, "x")
        assert told(pilot)[-1].startswith("expected a group of the fleet")


async def test_help_has_the_keys_of_the_page_alone() -> None:
    async with app_of(MemoryFleet()).run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        text = shown(pilot)
        assert "In this pane: Samples" in text
        assert "Split the group by fingerprint" in text
        assert "Merge the marked groups" not in text
        await press(pilot, "q")
        assert isinstance(pilot.app, ExplorerApp)
        labels = [offer.label for offer in pilot.app.offered(pilot.app.screen)]
        assert "Split" in labels
        assert "Merge" not in labels
        assert "Minimize" not in labels
