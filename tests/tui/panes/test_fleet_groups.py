"""The list of groups: only rows on screen are read, the cursor stays on its group, and what is hidden is counted."""

from dataclasses import replace

import pytest
from textual.app import App, ComposeResult

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.record import Severity
from atp_tui.fleet.rows import Status
from atp_tui.tui.panes.fleet_groups import GroupsPane
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.line_list import LineList
from tests.explorer import Hand, enter, press, settled, shown, told
from tests.fleet_rows import TOTALS, MemoryFleet, group


class Host(App[None]):
    """A screen with the pane alone."""

    def __init__(self, fleet: MemoryFleet) -> None:
        super().__init__()
        self.fleet = fleet

    def compose(self) -> ComposeResult:
        """Lay out the pane."""
        yield GroupsPane(self.fleet, id="groups")


def pane_of(pilot: Hand) -> GroupsPane:
    return pilot.app.screen_stack[0].query_one(GroupsPane)


def cursor(pilot: Hand) -> str:
    row = pane_of(pilot).row
    return row.title if row is not None else ""


def status(pilot: Hand) -> str:
    return next(row for row in reversed(shown(pilot).split("\n")) if "sort:" in row).strip()


async def test_of_a_hundred_thousand_groups_only_those_on_screen_are_read() -> None:
    fleet = MemoryFleet(tuple(group(number, f"group {number}", runs=200_000 - number) for number in range(100_000)))
    async with Host(fleet).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        rows = pane_of(pilot).query_one(LineList)
        assert rows.row_count == 100_000
        assert sum(limit for _, limit in fleet.asked) <= 2 * 64
        await press(pilot, "end")
        assert cursor(pilot) == "group 99999"
        assert "group 99980" in shown(pilot)
        assert sum(limit for _, limit in fleet.asked) <= 6 * 64
        drawn = len(fleet.asked)
        await press(pilot, "up", "up")
        assert len(fleet.asked) == drawn


async def test_the_cursor_stays_on_its_group_and_row_when_others_come_before_it() -> None:
    fleet = MemoryFleet(tuple(group(number, f"group {number}", runs=1_000 - number) for number in range(60)))
    async with Host(fleet).run_test(size=(80, 20)) as pilot:
        await settled(pilot)
        pane, rows = pane_of(pilot), pane_of(pilot).query_one(LineList)
        await press(pilot, *["down"] * 30)
        above = rows.cursor - rows.scroll_offset.y
        fleet.groups += [group(100 + number, f"new {number}", Severity.CRITICAL) for number in range(7)]
        pane.refresh_groups()
        await settled(pilot)
        assert (cursor(pilot), rows.cursor) == ("group 30", 37)
        assert rows.cursor - rows.scroll_offset.y == above
        fleet.groups.reverse()
        fleet.groups = [row for row in fleet.groups if row.id != 30]
        pane.refresh_groups()
        await settled(pilot)
        assert rows.cursor == 37


async def test_until_it_is_moved_the_cursor_stays_on_the_first_row() -> None:
    fleet = MemoryFleet()
    async with Host(fleet).run_test(size=(80, 20)) as pilot:
        await settled(pilot)
        assert cursor(pilot) == "manifest_integrity"
        fleet.groups.append(group(9, "worse", Severity.CRITICAL, 10_000))
        pane_of(pilot).refresh_groups()
        await settled(pilot)
        assert cursor(pilot) == "worse"


async def test_a_filter_narrows_while_it_is_typed_and_escape_returns_to_the_group_before() -> None:
    async with Host(MemoryFleet()).run_test(size=(100, 20)) as pilot:
        await settled(pilot)
        pane = pane_of(pilot)
        pane.totals = replace(TOTALS, groups=5)
        await press(pilot, "down", "down")
        before = cursor(pilot)
        pane.action_filter()
        await settled(pilot)
        await enter(pilot, "RACK")
        assert cursor(pilot) == "manifest_integrity"
        assert status(pilot) == "group 1 of 1 | 4 hidden | sort: impact | all but muted | filter: RACK"
        await press(pilot, "escape")
        assert cursor(pilot) == before
        assert not pane.query_one(FilterInput).display
        pane.action_filter()
        await settled(pilot)
        await enter(pilot, "zz")
        assert "5 groups, none matches the filter (esc: clear it)" in shown(pilot)
        await press(pilot, "enter")
        assert pane.query_one(LineList).has_focus
        assert status(pilot).startswith("no group | 5 hidden")
        assert pane.step_back()
        await settled(pilot)
        assert pane.query_one(LineList).row_count == 4
        assert not pane.step_back()


async def test_statuses_orders_and_builds_are_chosen_from_lists() -> None:
    async with Host(MemoryFleet()).run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        pane = pane_of(pilot)
        pane.action_statuses()
        await settled(pilot)
        assert "> all but muted" in shown(pilot)
        await press(pilot, "down", "enter")
        assert pane.query_one(LineList).row_count == 5
        assert "all statuses" in status(pilot)
        pane.action_sort()
        await settled(pilot)
        await press(pilot, "down", "enter")
        assert "sort: runs" in status(pilot)
        assert "RUNS▾" in shown(pilot)
        pane.action_build()
        await settled(pilot)
        await press(pilot, "down", "down", "enter")
        assert "build: a11c" in status(pilot)
        assert pane.query_one(LineList).row_count == 1
        assert pane.step_back()
        await settled(pilot)
        assert pane.query_one(LineList).row_count == 4


async def test_a_database_that_cannot_list_its_builds_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def builds(_: MemoryFleet) -> tuple[str, ...]:
        raise InvalidFormatError("a database of a fleet", "a damaged one", file="fleet.db")

    async with Host(MemoryFleet()).run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        monkeypatch.setattr(MemoryFleet, "builds", builds)
        pane_of(pilot).action_build()
        await settled(pilot)
        assert "fleet.db: expected a database of a fleet, found a damaged one" in told(pilot)


async def test_marks_are_signs_and_go_one_by_one() -> None:
    async with Host(MemoryFleet()).run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        pane = pane_of(pilot)
        pane.action_mark()
        await settled(pilot)
        assert pane.marks == {3: "manifest_integrity"}
        assert " *known" in shown(pilot)
        assert "1 marked" in status(pilot)
        assert cursor(pilot) != "manifest_integrity"
        await press(pilot, "up")
        pane.action_mark()
        assert pane.marks == {}
        pane.action_mark()
        assert pane.step_back()
        assert pane.marks == {}


async def test_what_cannot_be_read_is_said_in_place_of_the_groups() -> None:
    fleet = MemoryFleet()
    fleet.fault = "a \x1b broken file"
    async with Host(fleet).run_test(size=(80, 12)) as pilot:
        await settled(pilot)
        assert "expected a fleet, found a ␛ broken file" in shown(pilot)
        fleet.fault = ""
        pane_of(pilot).refresh_groups()
        await settled(pilot)
        assert cursor(pilot) == "manifest_integrity"


async def test_with_no_group_keys_say_so() -> None:
    async with Host(MemoryFleet(())).run_test(size=(80, 12)) as pilot:
        await settled(pilot)
        pane_of(pilot).action_mark()
        await press(pilot, "enter")
        assert told(pilot) == ["no group is selected"]


@pytest.mark.parametrize("width", [60, 80, 120, 160])
async def test_no_row_is_wider_than_the_screen(width: int) -> None:
    fleet = MemoryFleet((group(1, "日本語\x1b[2J" * 200, status=Status.REGRESSED),))
    async with Host(fleet).run_test(size=(width, 12)) as pilot:
        await settled(pilot)
        rows = pane_of(pilot).query_one(LineList)
        assert rows.virtual_size.width <= width
        assert "\x1b" not in shown(pilot)
