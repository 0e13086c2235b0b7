"""Which panes are shown and where the focus goes, as a value; and how much room each gets on the screen."""

from dataclasses import replace

import pytest
from textual.geometry import Size

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.tui.commands import COMMAND_OF, PANES
from atp_tui.tui.screens.arrangement import UPPER, Arrangement
from atp_tui.tui.screens.main import MainScreen
from atp_tui.tui.sizes import COLUMNS, ROWS
from atp_tui.tui.widgets.line_list import LineList
from tests.explorer import NARROW, WIDE, Hand, footer, main_screen, opened, press, rows, settled

SIZES = (WIDE, (120, 24), (120, 20), NARROW, (80, 40), (60, 18), (120, 12), (40, 10))
START = Arrangement()


def walk(start: Arrangement, step: int, *, is_wide: bool, is_tall: bool) -> list[str]:
    """The panes that one key goes through until it is back."""
    seen, shown = [start.pane], start
    while True:
        shown = shown.focusing(shown.neighbour(step, is_wide=is_wide, is_tall=is_tall))
        if shown.pane == start.pane:
            return seen
        seen.append(shown.pane)


@pytest.mark.parametrize(
    ("is_wide", "is_tall", "seen"),
    [
        (True, True, ["violations", "events", "detail", "timeline"]),
        (True, False, ["violations", "events", "detail", "timeline"]),
        (False, False, ["violations", "detail"]),
    ],
)
def test_tab_goes_through_what_is_visible_and_back(*, is_wide: bool, is_tall: bool, seen: list[str]) -> None:
    assert walk(START, 1, is_wide=is_wide, is_tall=is_tall) == seen
    assert walk(START, -1, is_wide=is_wide, is_tall=is_tall) == [seen[0], *reversed(seen[1:])]


def test_tab_leads_out_of_a_timeline_that_is_only_shown_while_it_has_the_focus() -> None:
    shown = START.focusing("timeline")
    assert shown.listed == "events"
    assert shown.neighbour(1, is_wide=False, is_tall=False) == "events"
    assert walk(START.focusing("events").focusing("evidence"), 1, is_wide=False, is_tall=False) == [
        "evidence",
        "events",
    ]


def test_the_detail_is_shown_again_once_the_cursor_of_a_list_moves() -> None:
    visited = START.focusing("soundness")
    assert visited.following() == visited, "the cursor of the pane that was visited itself"
    assert visited.focusing("violations").lower == "soundness", "a visit stays"
    assert visited.focusing("violations").following().lower == "detail"
    assert visited.focusing("timeline").following().lower == "soundness"


def test_zoom_stays_on_another_pane() -> None:
    shown = START.zoomed(is_zoomed=True).focusing("state")
    assert shown.is_zoomed
    assert shown.zoomed(is_zoomed=False) == replace(START, pane="state", lower="state")


def height(pilot: Hand, name: str) -> int:
    """Rows of the screen that a widget has."""
    return main_screen(pilot).query_one(f"#{name}").region.height


def events_rows(pilot: Hand) -> int:
    return main_screen(pilot).query_one("#event-list", LineList).scrollable_content_region.height


@pytest.mark.parametrize(("size", "least"), [((120, 24), 10), ((120, 20), 8), (NARROW, 9), (WIDE, 12), ((60, 18), 5)])
async def test_the_events_get_most_of_a_low_screen(size: tuple[int, int], least: int) -> None:
    async with opened("five-violations", size) as pilot:
        await press(pilot, "V", "slash", "a", "enter")
        assert events_rows(pilot) >= least
        assert height(pilot, "detail") >= 4


@pytest.mark.parametrize(
    ("size", "classes"), [(WIDE, {"-wide", "-tall"}), (NARROW, {"-narrow", "-short"}), ((40, 10), {"-narrow", "-tiny"})]
)
async def test_the_first_layout_is_for_the_size_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], classes: set[str]
) -> None:
    seen: list[frozenset[str]] = []
    lay_out = MainScreen._refresh_layout

    def laid_out(screen: MainScreen, size: Size | None = None, scroll: bool = False) -> None:  # noqa: FBT002 - Textual's
        seen.append(frozenset(screen.classes))
        lay_out(screen, size, scroll)

    monkeypatch.setattr(MainScreen, "_refresh_layout", laid_out)
    async with opened("clean", size) as pilot:
        assert seen[0] >= classes | {"-on-violations"}
        assert {name for _, name in (*COLUMNS, *ROWS) if pilot.app.screen.has_class(name)} == classes


@pytest.mark.parametrize("size", SIZES)
async def test_at_every_size_each_pane_has_room_and_fills_the_screen_when_zoomed(size: tuple[int, int]) -> None:
    async with opened("five-violations", size) as pilot:
        if size in SIZES[:-2]:
            _assert_what_broke_is_described(rows(pilot))
        for name in PANES:
            await press(pilot, COMMAND_OF[f"pane.{name}"].keys)
            assert main_screen(pilot).pane == name
            _assert_has_room(pilot, name, size)
            before = rows(pilot)
            await press(pilot, "z")
            pane = main_screen(pilot).query_one(f"#{name}")
            assert pane.region.height >= size[1] - 3, name
            assert pane.region.width == size[0], name
            assert footer(pilot).startswith("z Unzoom")
            assert pilot.app.focused is not None
            assert pane in pilot.app.focused.ancestors_with_self
            await press(pilot, "z")
            assert rows(pilot) == before, name


def _assert_what_broke_is_described(page: list[str]) -> None:
    assert any("manifest_integrity" in row and ">" in row for row in page)
    assert any("manifest_integrity  found by" in row for row in page)
    assert any("Manifest hash mismatch" in row for row in page)


def _assert_has_room(pilot: Hand, name: str, size: tuple[int, int]) -> None:
    """Below 110 columns the violations are few rows, and their description gets more."""
    half = ("upper" if name in UPPER[1:] else name) if name in UPPER else "lower"
    others = {"timeline", "upper", "lower"} - {half}
    if name != "timeline" and (name != "violations" or size[0] >= WIDE[0]):
        assert height(pilot, half) >= max(height(pilot, other) for other in others) - 1, (name, size)
    assert height(pilot, name) >= 5, (name, size)


async def test_zoom_goes_with_the_focus_until_escape() -> None:
    async with opened("five-violations", WIDE) as pilot:
        before = rows(pilot)
        await press(pilot, "z", "tab")
        assert main_screen(pilot).pane == "events"
        assert height(pilot, "events") == WIDE[1] - 2
        assert height(pilot, "violations") == 0
        await press(pilot, "8", "z", "z")
        assert height(pilot, "replay") >= WIDE[1] - 3
        await press(pilot, "escape")
        assert main_screen(pilot).pane == "replay"
        assert height(pilot, "events") > 0
        await press(pilot, "5", "v")
        assert rows(pilot) == before


async def test_a_zoomed_screen_survives_a_change_of_size() -> None:
    async with opened("five-violations", WIDE) as pilot:
        await press(pilot, "6", "z")
        for size in (*SIZES, WIDE):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert height(pilot, "evidence") >= size[1] - 3


async def test_the_timeline_is_one_row_on_a_low_screen_until_it_has_the_focus() -> None:
    async with opened("five-violations", (120, 24)) as pilot:
        assert height(pilot, "timeline") == 1
        assert rows(pilot)[1].startswith(" t Time")
        assert "▲" in rows(pilot)[1]
        await press(pilot, "t")
        assert height(pilot, "timeline") == 7
        assert rows(pilot)[1].startswith("╭─ t Timeline")
        assert events_rows(pilot) >= 4
        await press(pilot, "v")
        assert height(pilot, "timeline") == 1


async def test_in_80_columns_the_timeline_is_above_the_events_that_follow_it() -> None:
    async with opened("five-violations", NARROW) as pilot:
        assert height(pilot, "timeline") == 0
        await press(pilot, "t")
        assert height(pilot, "timeline") == 7
        assert events_rows(pilot) >= 9
        first = main_screen(pilot).events_pane.rows.place
        await press(pilot, "end")
        assert main_screen(pilot).events_pane.rows.place != first


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_the_detail_follows_the_cursor_again_after_another_pane(size: tuple[int, int]) -> None:
    async with opened("five-violations", size) as pilot:
        for visited in "6789":
            await press(pilot, visited, "v")
            assert height(pilot, "detail") == 0, "a visit stays until the cursor moves"
            await press(pilot, "down")
            assert height(pilot, "detail") > 0
            assert main_screen(pilot).pane == "violations"
            await press(pilot, visited, "V")
            assert height(pilot, "detail") == 0
            await press(pilot, "down")
            assert height(pilot, "detail") > 0
            assert main_screen(pilot).pane == "events"


@pytest.mark.parametrize("key", ["down", "up"])
async def test_it_does_so_where_there_is_no_other_row_to_move_to(key: str) -> None:
    async with opened(SAMPLE_PACKS / "lost-finished", NARROW) as pilot:
        await press(pilot, "9", "v")
        assert height(pilot, "detail") == 0
        await press(pilot, key)
        assert height(pilot, "detail") > 0
