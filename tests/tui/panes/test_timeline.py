"""When it happened, and the marks of the violation that is highlighted now."""

from atp_tui.tui.panes.events.pane import EventsPane
from atp_tui.tui.panes.timeline import TimelinePane
from tests.explorer import main_screen, opened, press, rows, said


def marks(screen: list[str]) -> int:
    return sum(row.count("▲") for row in screen[:8])


async def test_the_highlighted_violation_is_marked() -> None:
    async with opened("five-violations") as pilot:
        assert rows(pilot)[1].startswith("╭─ t Timeline  0.018 ms to 18.141 ms, log scale ")
        assert marks(rows(pilot)) == 8
        before = rows(pilot)[5]
        await press(pilot, "down", "down")
        assert marks(rows(pilot)) > 0
        assert rows(pilot)[5] != before


async def test_a_reading_that_comes_late_does_not_replace_a_newer_one() -> None:
    async with opened("five-violations") as pilot:
        pane = main_screen(pilot).query_one(TimelinePane)
        assert pane.density is not None
        empty = tuple(0 for _ in pane.density.counts[0][1])
        pane.post_message(TimelinePane.Read(pane._reading - 1, pane.density, empty))
        await press(pilot)
        assert marks(rows(pilot)) == 8


async def test_a_range_narrows_the_events_until_escape_drops_it() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "t", "home", "space", *["right"] * 9, "enter")
        pane = main_screen(pilot).query_one(EventsPane)
        assert pane.view.span is not None
        assert pane.search.results is not None
        assert 0 < len(pane.search.results.places) < 400
        assert f"{len(pane.search.results.places)} of 400" in said(pilot, "found")
        main_screen(pilot).action_show_pane("timeline")
        await press(pilot, "escape")
        assert pane.view.span is None


async def test_the_axis_has_round_times_at_their_columns() -> None:
    async with opened("five-violations") as pilot:
        pane = main_screen(pilot).query_one(TimelinePane)
        assert pane.density is not None
        axis = rows(pilot)[6]
        assert axis.startswith("│ms      ")
        assert axis.split()[0:2] == ["│ms", "╵2"]
        for time in (2, 4, 10, 16):
            column = pane.density.bin_of(time * 1_000_000)
            assert axis[1 + 8 + column :].startswith(f"╵{time}")
