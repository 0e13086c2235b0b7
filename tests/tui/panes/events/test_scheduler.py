"""Scheduler events are hidden, with what is marked, related, matched or asked for always listed."""

import json
import shutil
from pathlib import Path

import pytest

from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent
from atp_tui.tui.panes.events.pane import EventsPane
from atp_tui.tui.panes.timeline import TimelinePane
from tests.explorer import PACKS, SAMPLES, Hand, enter, main_screen, opened, press, said, settled, told

HIDDEN = "146 scheduler events hidden (s: show)"


def pane(pilot: Hand) -> EventsPane:
    return main_screen(pilot).events_pane


def places(pilot: Hand) -> list[int]:
    rows = pane(pilot).rows
    return [place for row in range(rows.list.row_count) if (place := rows.place_of(row)) is not None]


def scheduled(pilot: Hand) -> list[int]:
    pack = pane(pilot).pack
    assert pack is not None
    return [place for place, event in enumerate(pack.events) if event.is_scheduler]


async def test_a_key_shows_what_is_hidden_and_hides_it_again() -> None:
    async with opened("five-violations") as pilot:
        hidden = scheduled(pilot)
        assert len(hidden) == 146
        assert not set(hidden) & set(places(pilot))
        assert said(pilot, "found") == HIDDEN
        await press(pilot, "s")
        assert places(pilot) == list(range(400))
        assert said(pilot, "found") == "scheduler events shown (s: hide)"
        await press(pilot, "s")
        assert len(places(pilot)) == 254
        assert said(pilot, "found") == HIDDEN


async def test_the_cursor_stays_on_its_event_or_goes_to_the_next() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V", "down", "down", "down")
        here = pane(pilot).rows.place
        await press(pilot, "s")
        assert pane(pilot).rows.place == here
        hidden = scheduled(pilot)[20]
        pane(pilot).rows.go_to(hidden)
        await press(pilot, "s")
        assert pane(pilot).rows.place == next(place for place in places(pilot) if place > hidden)


async def test_a_marked_event_stays_listed() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "s")
        marked = scheduled(pilot)[3]
        pane(pilot).rows.go_to(marked)
        await press(pilot, "m", "s")
        assert marked in places(pilot)
        assert said(pilot, "found").startswith("145 scheduler events hidden")
        await press(pilot, "g", "right_square_bracket")
        assert pane(pilot).rows.place == marked
        assert not pane(pilot).view.scheduler


async def test_marks_of_a_note_are_listed_once_they_are_known(tmp_path: Path) -> None:
    shutil.copytree(PACKS / "five-violations", tmp_path / "pack")
    async with opened(tmp_path / "pack") as pilot:
        marked = scheduled(pilot)[5]
        await press(pilot, "s")
        pane(pilot).rows.go_to(marked)
        await press(pilot, "m", "i", "enter")
    async with opened(tmp_path / "pack") as pilot:
        await press(pilot)
        assert pane(pilot).rows.marks == {marked}
        assert marked in places(pilot)


async def test_events_that_are_listed_later_leave_the_cursor_in_the_middle() -> None:
    async with opened("five-violations", from_start=False) as pilot:
        rows = pane(pilot).rows
        here, middle = rows.place, rows.list.rows_on_screen
        assert rows.list.cursor == middle[len(middle) // 2]
        rows.show_marks(scheduled(pilot)[:5])
        await settled(pilot)
        assert rows.place == here
        assert rows.list.rows_on_screen == range(middle.start + 5, middle.stop + 5)


async def test_matches_are_listed_alone_and_in_context() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "slash")
        await enter(pilot, 'kind:"Yield"')
        await press(pilot, "enter")
        found = places(pilot)
        assert set(found) <= set(scheduled(pilot))
        assert "hidden" not in said(pilot, "found")
        await press(pilot, "c")
        assert set(found) <= set(places(pilot))
        assert said(pilot, "found").endswith(f"{146 - len(found)} scheduler events hidden (s: show)")
        await press(pilot, "n")
        assert pane(pilot).rows.place in found


async def test_a_hidden_event_that_is_asked_for_is_shown_among_all() -> None:
    async with opened("five-violations") as pilot:
        wanted = scheduled(pilot)[7]
        await press(pilot, "colon")
        await enter(pilot, f"#{wanted}")
        await press(pilot, "enter")
        assert pane(pilot).rows.place == wanted
        assert places(pilot) == list(range(400))
        await press(pilot, "less_than_sign")
        assert said(pilot, "found") == HIDDEN


async def test_a_jump_to_a_time_goes_to_the_next_event_that_is_listed() -> None:
    async with opened("five-violations") as pilot:
        pack = pane(pilot).pack
        assert pack is not None
        hidden = next(place for place in scheduled(pilot) if place + 1 in places(pilot))
        event = pack.events.at(hidden)
        assert isinstance(event, TraceEvent)
        await press(pilot, "colon")
        await enter(pilot, f"{event.fields.time}ns")
        await press(pilot, "enter")
        assert pane(pilot).rows.place == hidden + 1
        assert said(pilot, "found") == HIDDEN


async def test_enter_on_a_line_of_a_log_file_shows_its_event_also_where_that_is_hidden() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "2", "f", "end", "up")
        near = pane(pilot).search.near
        assert near in scheduled(pilot)
        await press(pilot, "enter")
        assert pane(pilot).rows.place == near
        assert said(pilot, "found") == "scheduler events shown (s: hide)"


async def test_broken_events_are_never_hidden() -> None:
    async with opened("damaged") as pilot:
        pack = pane(pilot).pack
        assert pack is not None
        broken = [place for place, event in enumerate(pack.events) if isinstance(event, BrokenEvent)]
        assert broken
        assert set(broken) <= set(places(pilot))


@pytest.mark.parametrize("lane", ["3", "4"])
async def test_lanes_without_scheduler_events_hide_nothing(lane: str) -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, lane)
        assert said(pilot, "found") == ""


async def test_the_path_lane_hides_them_too() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "2")
        assert not set(places(pilot)) & set(scheduled(pilot))
        assert said(pilot, "found") == HIDDEN


async def test_in_a_range_of_time_they_are_hidden_until_they_are_shown() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "t", "home", "space", *["right"] * 9, "enter")
        some = places(pilot)
        assert some
        assert not set(some) & set(scheduled(pilot))
        assert said(pilot, "found").endswith("| scheduler events hidden (s: show)")
        await press(pilot, "s")
        assert set(some) < set(places(pilot))
        assert set(places(pilot)) & set(scheduled(pilot))
        assert said(pilot, "found").endswith("| scheduler events shown (s: hide)")


async def test_the_timeline_counts_what_is_listed() -> None:
    async with opened("five-violations") as pilot:
        timeline = main_screen(pilot).query_one(TimelinePane)

        def counted() -> int:
            assert timeline.density is not None
            return sum(dict(timeline.density.counts)[Lane.PATH])

        pack = pane(pilot).pack
        assert pack is not None
        assert counted() == pack.events.count(Lane.PATH) - 146
        await press(pilot, "s")
        assert counted() == pack.events.count(Lane.PATH)


async def test_a_log_file_has_no_events_to_hide() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "2", "f", "s")
        assert told(pilot) == ["this is a log file; f goes back to the events"]


async def test_a_related_event_of_a_scheduler_kind_is_listed(tmp_path: Path) -> None:
    """What makes an event related is its message, and an event with a message is never hidden."""
    shutil.copytree(SAMPLES / "lost-finished", tmp_path / "pack")
    trace = tmp_path / "pack" / "transfer.atp-trace"
    events = json.loads(trace.read_text("utf-8"))
    for event in events:
        if event["kind"] == "Fault":
            event["kind"] = "Poll"
    trace.write_text(json.dumps(events), "utf-8")
    async with opened(tmp_path / "pack") as pilot:
        await press(pilot, "enter")
        related = places(pilot)
        await press(pilot, "escape", "1")
        assert set(related) <= set(places(pilot))
