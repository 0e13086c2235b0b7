"""Changes to groups where the database refuses them, or where there is nothing to change."""

from collections.abc import Mapping

import pytest
from textual.app import App, ComposeResult

from atp_tui.engine.errors import IoError
from atp_tui.fleet.rows import DeedRow, Status
from atp_tui.tui.keymap import keymap_of
from atp_tui.tui.messages import GroupsChanged
from atp_tui.tui.panes.fleet_deeds import GroupDeeds
from tests.explorer import Hand, enter, press, settled, shown, told
from tests.fleet_rows import GROUPS, MemoryFleet


class FullDisk(MemoryFleet):
    """A fleet to which nothing can be written."""

    def set_status(self, group: int, status: Status, words: str) -> None:  # noqa: ARG002 - refused, whatever it is
        """Refuse."""
        raise IoError("", "no space left on device", file="fleet\x1b.db")

    def undo(self, number: int | None = None) -> DeedRow:  # noqa: ARG002 - likewise
        """Refuse."""
        raise IoError("", "no space left on device", file="fleet\x1b.db")


class Host(App[None]):
    """A screen with the deeds alone, which counts changes."""

    def __init__(self, fleet: MemoryFleet, marks: Mapping[int, str]) -> None:
        super().__init__()
        self.deeds = GroupDeeds(fleet, keymap_of({"keys": {"fleet.mark": "f3"}}), lambda: marks)
        self.changes = 0

    def compose(self) -> ComposeResult:
        """Lay out the deeds."""
        yield self.deeds

    def on_groups_changed(self, _: GroupsChanged) -> None:
        """Count."""
        self.changes += 1


def host(pilot: Hand) -> Host:
    assert isinstance(pilot.app, Host)
    return pilot.app


@pytest.mark.parametrize("name", ["merge", "split", "status", "note", "copy"])
async def test_without_a_group_nothing_is_asked(name: str) -> None:
    async with Host(MemoryFleet(), {}).run_test(size=(80, 24)) as pilot:
        getattr(host(pilot).deeds, f"action_{name}")()
        await settled(pilot)
        assert told(pilot) == ["no group is selected"]
        assert len(pilot.app.screen_stack) == 1


async def test_a_full_disk_is_said_and_nothing_counts_as_changed() -> None:
    async with Host(FullDisk(), {}).run_test(size=(80, 24)) as pilot:
        deeds = host(pilot).deeds
        deeds.group = GROUPS[0]
        deeds.action_status()
        await settled(pilot)
        await press(pilot, "down", "enter")
        await enter(pilot, "x")
        await press(pilot, "enter")
        deeds.action_undo()
        await settled(pilot)
        assert told(pilot) == ["fleet␛.db: no space left on device"] * 2
        assert host(pilot).changes == 0


async def test_a_merge_names_what_it_joins_and_the_key_to_mark() -> None:
    async with Host(MemoryFleet(), {1: GROUPS[0].title}).run_test(size=(80, 24)) as pilot:
        deeds = host(pilot).deeds
        deeds.group = GROUPS[0]
        deeds.action_merge()
        await settled(pilot)
        assert told(pilot) == ["mark another group first (f3), then merge it into this one"]
        deeds.group = GROUPS[2]
        deeds.action_merge()
        await settled(pilot)
        assert "Merge “journal_consistency: + PowerCut” into “manifest_integrity”?" in shown(pilot)
        await press(pilot, "down", "enter")
        assert host(pilot).changes == 0


async def test_an_undone_change_cannot_be_undone_again() -> None:
    async with Host(MemoryFleet(), {}).run_test(size=(80, 24)) as pilot:
        host(pilot).deeds.action_history()
        await settled(pilot)
        await press(pilot, "down", "enter")
        assert told(pilot) == ["this change is undone already"]


async def test_a_split_offers_fingerprints_and_options() -> None:
    async with Host(MemoryFleet(), {}).run_test(size=(80, 24)) as pilot:
        deeds = host(pilot).deeds
        deeds.group = GROUPS[0]
        deeds.action_split()
        await settled(pilot)
        assert "level2" in shown(pilot)
        assert "torn-journal" in shown(pilot)
        await press(pilot, "escape")
        assert host(pilot).changes == 0
