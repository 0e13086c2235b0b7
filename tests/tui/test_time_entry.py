"""A typed place: a number or a lab time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.trace import BrokenEvent, TraceEvent
from atp_tui.store.events import LoadedEvents
from atp_tui.tui.time_entry import event_at, jump_fault


def trace(*times: int | None) -> LoadedEvents:
    """Events at the given times; None stands for a broken one."""
    return LoadedEvents(
        [
            TraceEvent.of(place, time, "Log") if time is not None else BrokenEvent(b"", "an object", "nothing")
            for place, time in enumerate(times)
        ]
    )


FOUR = trace(0, 1_000, None, 2_500_000)


@pytest.mark.parametrize("typed", ["0", "3", " 2 ", "0003", "1ns", "1.5 ms", "9s", "0.000000001s"])
def test_places_that_can_be_meant(typed: str) -> None:
    assert jump_fault(FOUR, typed) == ""


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("4", "expected 0 to 3"),
        ("9" * 5000, "expected 0 to 3"),
        *(
            (typed, "expected a number, or a time in ns, us, ms or s")
            for typed in ("", "-1", "1h", "1.ms", "²", "٣", "1 2")
        ),
    ],
)
def test_others_are_refused(typed: str, fault: str) -> None:
    assert jump_fault(FOUR, typed) == fault


def test_no_event_can_be_meant_where_there_is_none() -> None:
    assert jump_fault(trace(), "0") == jump_fault(trace(), "1ms") == "this pack has no events"


@pytest.mark.parametrize(
    ("typed", "place"), [("2", 2), ("0ns", 0), ("1ns", 1), ("1us", 1), ("1.001us", 3), ("2.5ms", 3), ("1s", 3)]
)
def test_a_time_means_the_first_event_at_or_after_it(typed: str, place: int) -> None:
    assert event_at(FOUR, typed) == place


@given(st.lists(st.integers(0, 10**9), min_size=1).map(sorted), st.integers(0, 10**9))
def test_any_time_is_found_as_a_plain_look_finds_it(times: list[int], wanted: int) -> None:
    expected = next((place for place, time in enumerate(times) if time >= wanted), len(times) - 1)
    assert event_at(trace(*times), f"{wanted}ns") == expected
