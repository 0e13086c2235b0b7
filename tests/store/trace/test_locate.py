"""The event that a number, a place or a lab time means, in traces of this and of other writers."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.event_filter import EventFilter
from atp_tui.engine.event_location import EventLocation
from atp_tui.engine.trace import BrokenEvent, TraceEvent
from atp_tui.store.trace.events import Event, Events, IndexedEvents, LoadedEvents
from atp_tui.store.trace.histogram import _by_page, density_of
from atp_tui.store.trace.index_cache import IndexCache
from atp_tui.store.trace.locate import NO_EVENTS, Located, are_numbered_by_place, locate, place_at, place_name

BROKEN = BrokenEvent(b"1", "an object", "1")


def numbered(*numbers: int | None) -> list[Event]:
    """Events with these numbers, a microsecond apart; None stands for one without a number."""
    return [
        TraceEvent.message(number, place * 1000, "Log", f"at {place}")
        if number is not None
        else TraceEvent(b'{"time":%d,"kind":"Log","data":"None"}' % (place * 1000))
        for place, number in enumerate(numbers)
    ]


def found(events: Events, typed: str) -> Located:
    return locate(events, EventLocation.read(typed))


def test_in_this_formats_traces_number_and_place_are_the_same() -> None:
    events = LoadedEvents([*numbered(0, 1, 2), BROKEN])
    assert [found(events, typed) for typed in ("2", "#2", "0002", "2us", "3")] == [*[Located(2)] * 4, Located(3)]
    assert are_numbered_by_place(events)
    assert place_name(events, 1) == "1"


def test_a_plain_number_is_the_one_that_is_shown() -> None:
    events = LoadedEvents(numbered(100, 2, 1, 0, 100, 1_234_567))
    assert [found(events, typed) for typed in ("100", "0", "1", "2", "1234567")] == [
        Located(place) for place in (0, 3, 2, 1, 5)
    ]
    assert [found(events, f"#{place}") for place in range(6)] == [Located(place) for place in range(6)]
    assert [place_name(events, place) for place in range(4)] == ["#0", "#1", "#2", "#3"]
    assert not are_numbered_by_place(events)


def test_where_no_number_is_shown_a_plain_one_is_the_place() -> None:
    events = LoadedEvents(numbered(None, None, 7))
    assert found(events, "1") == Located(1)
    assert found(events, "7") == Located(2)
    assert place_name(events, 1) == "#1"


def test_what_is_not_there_is_told_with_the_nearest() -> None:
    events = LoadedEvents(numbered(5, 6, 7))
    assert found(events, "99") == Located(2, "no event has the number 99; # selects by place, #0 to #2")
    assert found(events, "1") == Located(1, "no event has the number 1; # selects by place, #0 to #2")
    assert found(events, "#99") == Located(2, "there is no event #99; the trace has #0 to #2")
    assert found(events, "1s") == Located(2, "there is no event at or after that time")
    for typed in ("0", "#0", "1ms"):
        assert found(LoadedEvents(()), typed) == Located(None, NO_EVENTS)


@given(st.lists(st.integers(0, 10**9), min_size=1).map(sorted), st.integers(0, 10**9))
def test_any_time_is_found_as_a_plain_look_finds_it(times: list[int], wanted: int) -> None:
    events = LoadedEvents([TraceEvent.of(place, time, "Log") for place, time in enumerate(times)])
    expected = next((place for place, time in enumerate(times) if time >= wanted), len(times) - 1)
    assert found(events, f"{wanted}ns").place == expected
    assert place_at(events, wanted) == expected


def indexed(path: Path, events: list[Event]) -> IndexedEvents:
    path.write_bytes(b"[" + b",".join(event.raw for event in events) + b"]")
    return IndexedEvents(os.open(path, os.O_RDONLY), IndexCache(None))


@pytest.mark.parametrize("typed", ["250", "#130", "130us"])
def test_a_trace_in_its_file_says_the_same(tmp_path: Path, typed: str) -> None:
    trace = numbered(*(380 - place for place in range(300)))
    events = indexed(tmp_path / "trace", trace)
    events.read_all()
    assert found(events, typed) == found(LoadedEvents(trace), typed) == Located(130)


def test_what_is_not_read_yet_is_waited_for_until_that_is_given_up(tmp_path: Path) -> None:
    events = indexed(tmp_path / "trace", numbered(*range(300)))
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(len(asked))
        if len(asked) == 2:
            events.read_all()
        return False

    assert locate(events, EventLocation.read("#200"), cancelled) == Located(200)
    assert len(asked) == 2
    never = indexed(tmp_path / "never", numbered(*range(300)))
    for typed in ("#9", "9us", "9"):
        assert locate(never, EventLocation.read(typed), lambda: True).place is None


LATEST = 2**64 - 1


def test_times_up_to_the_largest_are_found_narrowed_and_charted(tmp_path: Path) -> None:
    times = [0, 1, 2**63, LATEST - 1, LATEST] + [LATEST] * 200
    events = indexed(tmp_path / "trace", [TraceEvent.message(n, time, "Log", "x") for n, time in enumerate(times)])
    events.read_all()
    assert [found(events, f"{time}ns").place for time in times[:5]] == [0, 1, 2, 3, 4]
    assert found(events, f"{LATEST + 1}ns") == Located(len(times) - 1, "there is no event at or after that time")
    wanted = EventFilter(span=(LATEST, LATEST + 1))
    assert [place for places, _ in events.search(wanted, None, lambda: False) for place in places] == [*range(4, 205)]
    shown = density_of(events, 80)
    assert shown is not None
    assert shown.span(0, 79) == (0, LATEST + 1)
    assert (shown.bin_of(0), shown.bin_of(LATEST)) == (0, 79)
    by_page = _by_page(events.snapshot, 80)
    assert by_page is not None
    assert (by_page.begin, by_page.end) == (0, LATEST)
