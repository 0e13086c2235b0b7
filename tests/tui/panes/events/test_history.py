"""Places visited, gone back to and forward again; the timeline follows."""

import json
from pathlib import Path

from atp_tui.tui.panes.events.pane import EventsPane
from atp_tui.tui.panes.events.view import Visit
from atp_tui.tui.widgets.strip_chart import StripChart
from tests.explorer import PACKS, Hand, enter, main_screen, opened, press, told


def pane(pilot: Hand) -> EventsPane:
    return main_screen(pilot).query_one(EventsPane)


def chart(pilot: Hand) -> StripChart:
    return main_screen(pilot).query_one(StripChart)


async def after(pilot: Hand, *keys: str) -> Visit:
    await press(pilot, *keys)
    return pane(pilot).visit


async def test_every_kind_of_jump_can_be_gone_back_from() -> None:
    async with opened("five-violations") as pilot:
        jumps = (("V",), ("G",), ("3",), ("full_stop",), ("v", "enter"), ("c",), ("n",))
        places = [await after(pilot, *keys) for keys in jumps]
        await press(pilot, "slash")
        await enter(pilot, "permit")
        places += [await after(pilot, "enter"), await after(pilot, "G")]
        await press(pilot, "colon")
        await enter(pilot, "7")
        places += [await after(pilot, "enter"), await after(pilot, "t", "l", "space", "l", "enter")]
        places = [place for place in places if place.place is not None]
        route = [await after(pilot, "less_than_sign") for _ in range(len(places) + 4)]
        assert told(pilot)[-1] == "no earlier place in the history"
        assert [place for place in places[:-1] if place not in route] == []
        assert pane(pilot).visit == places[0]


async def test_forward_leads_where_back_came_from() -> None:
    async with opened("five-violations") as pilot:
        first = await after(pilot, "V")
        second = await after(pilot, "G")
        third = await after(pilot, "3")
        assert await after(pilot, "less_than_sign") == second
        assert await after(pilot, "less_than_sign") == first
        assert await after(pilot, "greater_than_sign") == second
        assert await after(pilot, "right_curly_bracket") == third
        await press(pilot, "greater_than_sign")
        assert told(pilot) == ["no later place in the history"]
        assert await after(pilot, "left_curly_bracket") == second


async def test_a_filter_that_was_left_again_is_no_jump() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V", "slash", "escape", "less_than_sign")
        assert told(pilot) == ["no earlier place in the history"]


async def test_a_filter_comes_back_as_it_was_with_its_matches() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V", "slash")
        await enter(pilot, "permit")
        await press(pilot, "enter", "n", "n")
        here = pane(pilot).visit
        await press(pilot, "escape", "3")
        await press(pilot, "less_than_sign", "less_than_sign")
        assert pane(pilot).visit == here
        found = pane(pilot).search.results
        assert found is not None
        assert len(found.places) == 14


async def test_the_timeline_follows_the_cursor_of_the_events() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V")
        first = chart(pilot).cursor
        await press(pilot, "G")
        assert chart(pilot).cursor == chart(pilot).column_count - 1
        await press(pilot, "g")
        assert chart(pilot).cursor == first


async def test_the_timeline_keeps_its_cursor_while_somebody_moves_it_or_has_a_range() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "t", "g", *["l"] * 5)
        assert chart(pilot).cursor == 5
        await press(pilot, "space", "l", "l", "enter", "G", "g")
        assert chart(pilot).selected == (5, 7)


async def test_a_jump_by_the_shown_number_in_a_trace_that_counts_otherwise(tmp_path: Path) -> None:
    record = json.loads((PACKS / "five-violations.record.json").read_text(encoding="utf-8"))
    for event in record["trace_events"]:
        event["seq"] += 1000
    pack = tmp_path / "counts-otherwise.json"
    pack.write_text(json.dumps(record), encoding="utf-8")
    async with opened(pack) as pilot:
        for typed, place in (("1007", 7), ("#9", 9)):
            await press(pilot, "colon")
            await enter(pilot, typed)
            await press(pilot, "enter")
            assert pane(pilot).rows.place == place
        await press(pilot, "colon")
        await enter(pilot, "7")
        await press(pilot, "enter")
        assert told(pilot) == ["no event has the number 7; # selects by place, #0 to #399"]
        assert pane(pilot).rows.place == 9
