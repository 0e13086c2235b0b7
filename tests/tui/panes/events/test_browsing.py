"""The filter typed live, matches gone through, and jumps."""

import pytest

from atp_tui.tui.dialogs.prompt import PromptScreen
from atp_tui.tui.panes.events.pane import EventsPane
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.line_list import LineList
from tests.explorer import (
    NARROW,
    Hand,
    cursor_row,
    enter,
    footer,
    listed,
    main_screen,
    opened,
    press,
    said,
    shown,
    told,
)


def pane(pilot: Hand) -> EventsPane:
    return main_screen(pilot).query_one(EventsPane)


def row_count(pilot: Hand) -> int:
    return pane(pilot).query_one("#event-list", LineList).row_count


async def filtered(pilot: Hand, text: str) -> list[str]:
    """Type a filter in place of the one before."""
    await press(pilot, "slash", "end", "ctrl+u")
    await enter(pilot, text)
    return listed(pilot, "event-list")


async def test_the_list_follows_every_keystroke() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "slash")
        assert main_screen(pilot).pane == "events"
        counts = []
        for letter in "permit":
            await enter(pilot, letter)
            counts.append(row_count(pilot))
        assert counts == sorted(counts, reverse=True)
        assert counts[-1] == 14
        assert all("permit" in line for line in listed(pilot, "event-list"))
        await press(pilot, "enter")
        assert said(pilot, "found") == "14 of 400 | match 1 | filter: permit | matches only (c: show context)"
        assert not pane(pilot).query_one(FilterInput).display
        await press(pilot, "slash")
        assert pane(pilot).query_one(FilterInput).value == "permit"


async def test_words_quotes_expressions_and_negations() -> None:
    cases = (
        ("PERMIT", 14, "permit"),
        ('"permit 7"', 14, "permit 7"),
        ("/perm.t [0-9]+ opened/", 7, "permit"),
        ("permit !opened", 7, "permit"),
        ("permit !/", 14, "permit"),
        ("racing !block", 0, ""),
        *((begun, 254, "") for begun in ('"', "/", "!", "!/", '!"', "kind:", "level:")),
    )
    async with opened("five-violations") as pilot:
        for typed, count, word in cases:
            found = await filtered(pilot, typed)
            assert (typed, row_count(pilot)) == (typed, count)
            assert all(word in line for line in found)
        found = await filtered(pilot, "!/racing|permit|Task|raptorq|quic|None|journal/")
        assert found
        assert not any(bad in line for line in found for bad in ("racing", "permit", "Task", "None"))


async def test_an_expression_that_is_none_keeps_the_list_and_says_why() -> None:
    async with opened("five-violations") as pilot:
        await filtered(pilot, "permit")
        before = listed(pilot, "event-list")
        await enter(pilot, " /(")
        assert listed(pilot, "event-list") == before
        assert "missing )" in shown(pilot)
        await press(pilot, "enter")
        assert pilot.app.focused is pane(pilot).query_one(FilterInput)
        await press(pilot, "backspace", "backspace", "enter")
        assert pilot.app.focused is pane(pilot).query_one("#event-list")
        assert listed(pilot, "event-list")[: len(before)] == before


async def test_escape_while_typing_drops_the_filter() -> None:
    async with opened("five-violations") as pilot:
        await filtered(pilot, "permit")
        await press(pilot, "escape")
        assert pane(pilot).search.results is None
        assert not pane(pilot).query_one(FilterInput).display
        assert pilot.app.focused is pane(pilot).query_one("#event-list")


async def test_the_filter_holds_in_every_lane() -> None:
    async with opened("five-violations") as pilot:
        await filtered(pilot, "symbol")
        await press(pilot, "enter", "4")
        assert said(pilot, "found").startswith("115 of 129") or " of 129 | " in said(pilot, "found")
        await press(pilot, "3")
        assert "nothing matches" in shown(pilot)
        assert said(pilot, "found").startswith("0 of 53 | filter: symbol")


async def test_matches_are_gone_through_alone_and_among_all() -> None:
    async with opened("five-violations") as pilot:
        await filtered(pilot, "permit")
        await press(pilot, "enter", "c")
        assert said(pilot, "found").split(" | ")[3] == "in context (c: matches only)"
        places = [pane(pilot).rows.place]
        for key in ("n", "n", "N"):
            await press(pilot, key)
            places.append(pane(pilot).rows.place)
        found = pane(pilot).search.results
        assert found is not None
        assert places == [found.places[0], found.places[1], found.places[2], found.places[1]]
        assert "| match 2 |" in said(pilot, "found")
        await press(pilot, "N", "N")
        assert told(pilot) == ["no earlier match; there are 14"]
        await press(pilot, "c")
        assert cursor_row(pilot, "event-list").startswith(f">   {found.places[0]:06d}")


async def test_among_all_and_before_can_be_asked_for_by_their_keys() -> None:
    async with opened("five-violations", NARROW) as pilot:
        await press(pilot, "enter", "v")
        await press(pilot, "N")
        assert main_screen(pilot).pane == "events"
        await press(pilot, "v", "c")
        assert main_screen(pilot).pane == "events"
        assert "in context" in shown(pilot)


@pytest.mark.parametrize(("typed", "place"), [("0", 0), (" 399 ", 399), ("0.4ms", 10), ("487us", 12), ("99s", 399)])
async def test_a_jump_goes_to_a_number_or_a_time(typed: str, place: int) -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "colon")
        await enter(pilot, typed)
        await press(pilot, "enter")
        assert pane(pilot).rows.place == place
        assert main_screen(pilot).pane == "events"
        assert pilot.app.focused is pane(pilot).query_one("#event-list")
        assert said(pilot, "detail-text").split("\n")[1].startswith(f"event {place}  ")


@pytest.mark.parametrize(
    ("pack", "typed", "error"),
    [
        ("five-violations", "400", "expected 0 to 399"),
        ("five-violations", "9x", "expected a number, # and a place, or a time"),
        ("empty", "5ms", "this pack has no events"),
        ("empty", "0", "this pack has no events"),
    ],
)
async def test_a_jump_that_cannot_be_made_says_why_and_stays(pack: str, typed: str, error: str) -> None:
    async with opened(pack) as pilot:
        await press(pilot, "colon")
        await enter(pilot, typed)
        assert error in shown(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, PromptScreen)
        await press(pilot, "escape")
        assert main_screen(pilot).is_current
        assert main_screen(pilot).pane == "violations"
        assert pilot.app.focused is main_screen(pilot).query_one("#violation-list")


async def test_a_jump_out_of_a_lane_shows_all_events() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "3", "colon")
        await enter(pilot, "7")
        await press(pilot, "enter")
        assert pane(pilot).view.lane is None
        assert "permit 7 opened" in cursor_row(pilot, "event-list")


async def test_a_jump_out_of_a_filter_shows_it_among_all() -> None:
    async with opened("five-violations") as pilot:
        await filtered(pilot, "permit")
        await press(pilot, "enter", "colon")
        await enter(pilot, "1")
        await press(pilot, "enter")
        assert cursor_row(pilot, "event-list").startswith(">   000001")
        assert not pane(pilot).view.alone


async def test_a_match_that_was_accepted_is_the_place_once_the_filter_is_cleared() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V")
        before = pane(pilot).rows.place
        await filtered(pilot, "racing")
        await press(pilot, "enter")
        hit = pane(pilot).rows.place
        assert hit != before
        await press(pilot, "escape")
        assert pane(pilot).view.query_text == ""
        assert pane(pilot).rows.place == hit
        await press(pilot, "less_than_sign", "less_than_sign")
        assert pane(pilot).rows.place == before


async def test_the_footer_says_where_enter_leads() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V")
        assert "enter Details" in footer(pilot)
        await press(pilot, "v", "enter")
        assert "enter In context" in footer(pilot)
        await press(pilot, "enter")
        assert "enter Details" in footer(pilot)
        await press(pilot, "2", "f")
        assert "enter Its event" in footer(pilot)
