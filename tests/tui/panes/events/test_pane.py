"""Lanes, the log files beside them, marks, and the steps back."""

from pathlib import Path

import pytest
from textual.widgets import Input

from atp_tui.engine.pack_format import render, write_record
from atp_tui.engine.record import Crashpack
from atp_tui.engine.trace import TraceEvent
from atp_tui.store.writer import write_pack
from atp_tui.tui.panes.events.pane import EventsPane
from atp_tui.tui.panes.events.search import EventSearch
from atp_tui.tui.panes.events.view import EventView
from atp_tui.tui.widgets.line_list import LineList
from atp_tui.tui.widgets.tab_line import TabLine
from tests.explorer import (
    NARROW,
    Hand,
    cursor_row,
    enter,
    listed,
    main_screen,
    opened,
    press,
    replace_clipboard,
    rows,
    said,
    settled,
    shown,
    told,
)
from tests.program import copy_of


def lanes(pilot: Hand) -> str:
    return str(main_screen(pilot).query_one("#lanes", TabLine).render()).strip()


async def test_the_lanes_have_counts_and_their_events() -> None:
    async with opened("five-violations") as pilot:
        assert lanes(pilot) == "[1 All 400]  2 Path 237   3 QUIC 53   4 Repair 129"
        await press(pilot, "3")
        assert main_screen(pilot).pane == "events"
        assert lanes(pilot) == "1 All 400   2 Path 237  [3 QUIC 53]  4 Repair 129"
        assert all("quic packet" in line for line in listed(pilot, "event-list"))
        await press(pilot, "4")
        assert all(word in cursor_row(pilot, "event-list") for word in ("000002", "raptorq"))
        await press(pilot, "2")
        assert "[2 Path 237]" in lanes(pilot)


async def test_another_lane_keeps_the_cursor_near_its_event() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V", *["pagedown"] * 5)
        here = main_screen(pilot).query_one(EventsPane).rows.place
        assert here is not None
        await press(pilot, "3")
        place = main_screen(pilot).query_one(EventsPane).rows.place
        assert place is not None
        assert here <= place < here + 40
        await press(pilot, "1")
        assert main_screen(pilot).query_one(EventsPane).rows.place == here


async def test_a_click_chooses_a_lane() -> None:
    async with opened("five-violations") as pilot:
        await pilot.click("#lanes", offset=(lanes(pilot).index("QUIC") + 2, 0))
        await press(pilot)
        assert "[3 QUIC 53]" in lanes(pilot)
        assert main_screen(pilot).pane == "events"


async def test_enter_opens_an_event_and_escape_comes_back() -> None:
    async with opened("five-violations", NARROW) as pilot:
        await press(pilot, "V", "down", "enter")
        assert main_screen(pilot).pane == "detail"
        assert said(pilot, "detail-text").split("\n") == [
            "  Log  raptorq block 0: 62 symbols in, 0 repair wanted",
            "event 2  103,799 ns  lane: repair",
        ]
        await press(pilot, "x")
        assert '"kind": "Log"' in shown(pilot)
        await press(pilot, "escape")
        assert main_screen(pilot).pane == "events"
        assert cursor_row(pilot, "event-list").startswith(">   000002")


async def test_escape_steps_back_in_order() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "down", "down", "enter")
        await press(pilot, "slash")
        await enter(pilot, "permit")
        await press(pilot, "enter", "enter")
        pane = main_screen(pilot).query_one(EventsPane)
        states = []
        for _ in range(4):
            states.append(
                (pane.view.alone, pane.view.query_text, pane.view.relevance is not None, main_screen(pilot).pane)
            )
            await press(pilot, "escape")
        assert states == [
            (False, "permit", True, "events"),
            (True, "permit", True, "events"),
            (True, "", True, "events"),
            (True, "", False, "events"),
        ]
        assert main_screen(pilot).pane == "violations"


async def test_escape_in_a_lower_pane_keeps_the_filter() -> None:
    async with opened("five-violations", NARROW) as pilot:
        await press(pilot, "slash")
        await enter(pilot, "permit")
        await press(pilot, "enter", "8", "escape")
        assert main_screen(pilot).pane == "events"
        assert main_screen(pilot).query_one(EventsPane).view.query_text == "permit"


async def test_marks_are_drawn_counted_and_cleared() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "m", "m")
        assert main_screen(pilot).pane == "events"
        assert [line[:2] for line in listed(pilot, "event-list")[:3]] == [" *", " *", "> "]
        assert said(pilot, "found") == "146 scheduler events hidden (s: show) | 2 marked"
        assert main_screen(pilot).query_one(EventsPane).copyable()[0] == "2 events"
        await press(pilot, "g", "m")
        assert said(pilot, "found") == "146 scheduler events hidden (s: show) | 1 marked"
        await press(pilot, "4")
        assert listed(pilot, "event-list")[0].startswith(">*  000002 ")


async def test_what_is_copied_is_the_display_line() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V")
        pane = main_screen(pilot).query_one(EventsPane)
        assert pane.pack is not None
        event = pane.pack.events.at(0)
        assert isinstance(event, TraceEvent)
        assert pane.copyable() == ("1 event", event.line)


async def test_the_log_file_is_shown_at_the_same_line_and_left_again() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "3", "down", "down")
        here = cursor_row(pilot, "event-list")
        number = here.split()[1]
        await press(pilot, "f")
        assert cursor_row(pilot, "event-list").startswith(f"> {number} ")
        assert said(pilot, "found") == "quiclog as written; f: back to the events"
        what, line = main_screen(pilot).query_one(EventsPane).copyable()
        assert (what, line.split()[0]) == ("1 line of the log file", number)
        await press(pilot, "down", "f")
        assert cursor_row(pilot, "event-list") != here
        await press(pilot, "up")
        assert cursor_row(pilot, "event-list") == here
        await press(pilot, "f", "escape")
        assert cursor_row(pilot, "event-list") == here


async def test_keys_that_mean_nothing_in_a_log_file_say_so() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "2", "f", "m", "n")
        assert told(pilot) == ["this is a log file; f goes back to the events"] * 2


async def test_the_log_file_needs_a_lane() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "f")
        assert told(pilot) == ["2, 3 or 4 chooses a lane that has a log file"]
        assert main_screen(pilot).pane == "events"


@pytest.mark.parametrize(
    ("pack", "key", "sentence"),
    [("damaged", "3", "the log file cannot be read"), ("empty", "2", "the log file is empty")],
)
async def test_a_log_file_without_lines_says_why(pack: str, key: str, sentence: str) -> None:
    async with opened(pack) as pilot:
        await press(pilot, key, "f")
        assert sentence in shown(pilot)
        await press(pilot, "Y")
        assert told(pilot) == ["this is a log file; f goes back to the events"]


@pytest.mark.parametrize("keys", [("c",), ("n",), ("N",)])
async def test_without_a_filter_matches_are_explained(keys: tuple[str, ...]) -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, *keys)
        assert told(pilot) == ["no filter and no selected violation; / enters a filter"]


async def test_no_event_cannot_be_marked() -> None:
    async with opened("empty") as pilot:
        await press(pilot, "m")
        assert told(pilot) == ["no event is highlighted"]
        assert "no events here" in shown(pilot)


async def test_a_broken_event_is_one_marked_row() -> None:
    async with opened("damaged") as pilot:
        await press(pilot, "V", "G")
        assert cursor_row(pilot, "event-list").startswith("> x 000266  BROKEN: expected ")
        assert said(pilot, "detail-text").startswith("Event 266 is broken: expected ")
        assert main_screen(pilot).query_one(EventsPane).copyable()[1].startswith("event 266: broken: expected ")


def long_trace(folder: Path) -> Path:
    events = tuple(TraceEvent.message(n, n, "Log", f"{'hit' if n % 3 == 0 else 'miss'} {n}") for n in range(3000))
    path = folder / "long"
    write_pack(str(path), render(Crashpack(trace_events=events)))
    return path


async def test_a_filter_stays_near_the_cursor(tmp_path: Path) -> None:
    async with opened(long_trace(tmp_path)) as pilot:
        await press(pilot, "colon")
        await enter(pilot, "1500")
        await press(pilot, "enter", "slash")
        await enter(pilot, "hit")
        await press(pilot, "enter")
        assert " hit 1500" in cursor_row(pilot, "event-list")
        await press(pilot, "escape")
        assert " hit 1500" in cursor_row(pilot, "event-list")


def restart(pane: EventsPane, at: int | None) -> None:
    """Begin the search of the pane anew, near a place, without letting it find anything by itself."""
    view, pack = pane.view, pane.pack
    assert pack is not None
    pane.search.show(pack, EventView(), None)
    pane.search.show(pack, view, at)
    pane.workers.cancel_all()
    pane.search._cancel.set()


def found(pane: EventsPane, places: list[int], searched: int, *, is_done: bool) -> None:
    """Let a search find more."""
    assert pane.search.results is not None
    pane.search.add_results(EventSearch.Found(pane.search.results, places, searched, is_done=is_done))


@pytest.mark.parametrize("size", [20, 60])
async def test_a_search_in_many_batches_stays_near_the_cursor(size: int) -> None:
    async with opened("five-violations") as pilot:
        pane = main_screen(pilot).query_one(EventsPane)
        await press(pilot, "slash")
        await enter(pilot, "path")
        await press(pilot, "enter")
        assert pane.search.results is not None
        places = list(pane.search.results.places)
        restart(pane, 200)
        for start in range(0, len(places), size):
            batch = places[start : start + size]
            found(pane, batch, batch[-1], is_done=False)
            await settled(pilot)
        assert pane.rows.place == min(place for place in places if place >= 200)


async def test_a_cursor_that_was_moved_is_not_taken_back_by_a_later_find() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "slash")
        await enter(pilot, "path")
        pane = main_screen(pilot).query_one(EventsPane)
        assert pane.search.results is not None
        places = list(pane.search.results.places)
        restart(pane, 200)
        first, rest = [place for place in places if place < 100], [place for place in places if place >= 100]
        found(pane, first, 100, is_done=False)
        assert pane.rows.place == first[-1]
        await press(pilot, "enter", "home")
        found(pane, rest, 400, is_done=True)
        assert pane.rows.place == first[0]


async def test_a_record_has_events_but_no_log_files(tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    record.write_bytes(write_record(Crashpack(trace_events=(TraceEvent.message(0, 5, "Log", "path taken"),))))
    async with opened(record) as pilot:
        await press(pilot, "2")
        assert listed(pilot, "event-list") == [">   000000     0.000 ms    Log              path taken"]
        await press(pilot, "f")
        assert "a record has no log files" in shown(pilot)


async def test_narrow_terminals_show_it_too() -> None:
    async with opened("five-violations", (60, 18)) as pilot:
        await press(pilot, "enter")
        assert "8 of 400 | match 1 | related to manifest_integrity" in shown(pilot)
        assert rows(pilot)[2].strip() == "[1 All 400]  2 Path 237   3 QUIC 53   4 Repair 129"
        assert not main_screen(pilot).query_one("#filter", Input).display


async def test_a_scrollbar_that_appears_stands_where_the_list_is() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "enter", "c")
        event_list = main_screen(pilot).query_one("#event-list", LineList)
        assert event_list.show_vertical_scrollbar
        assert event_list.vertical_scrollbar.position == event_list.scroll_offset.y > 70


async def test_matches_that_come_after_all_events_are_shown_lead_to_the_first() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "enter")
        pane = main_screen(pilot).query_one(EventsPane)
        restart(pane, None)
        await press(pilot, "c")
        found(pane, [116, 142], 400, is_done=True)
        assert pane.rows.place == 116


async def test_a_long_line_of_a_log_is_drawn_in_part_and_copied_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = replace_clipboard(monkeypatch)
    pack, line = copy_of("five-violations", tmp_path), "path " + "x" * 50_000
    (pack / "pathlog").write_text(line)
    async with opened(pack) as pilot:
        await press(pilot, "2", "f")
        assert "path xxx" in shown(pilot)
        await press(pilot, "end", "home", "Y")
        assert copied == [line]
