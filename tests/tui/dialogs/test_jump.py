"""What is said of a place while it is typed."""

import pytest

from atp_tui.engine.trace import TraceEvent
from atp_tui.store.trace.events import LoadedEvents
from atp_tui.tui.dialogs.jump import jump_fault

FOUR = LoadedEvents([TraceEvent.of(place, place * 1000, "Log") for place in range(4)])
OTHERS = LoadedEvents([TraceEvent.of(place + 10, place * 1000, "Log") for place in range(4)])


@pytest.mark.parametrize("typed", ["0", "3", " 2 ", "0003", "#3", "1ns", "1.5 ms", "9s"])
def test_places_that_can_be_meant(typed: str) -> None:
    assert jump_fault(FOUR, typed) == ""


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("4", "expected 0 to 3"),
        ("9" * 5000, "expected 0 to 3"),
        ("#4", "expected #0 to #3"),
        ("1h", "expected a number, # and a place, or a time in ns, us, ms or s"),
    ],
)
def test_others_are_refused(typed: str, fault: str) -> None:
    assert jump_fault(FOUR, typed) == fault


def test_where_numbers_are_no_places_only_places_can_be_judged_at_once() -> None:
    assert jump_fault(OTHERS, "12") == ""
    assert jump_fault(OTHERS, "400") == ""
    assert jump_fault(OTHERS, "#12") == "expected #0 to #3"


def test_no_event_can_be_meant_where_there_is_none() -> None:
    assert jump_fault(LoadedEvents(()), "0") == jump_fault(LoadedEvents(()), "1ms") == "this pack has no events"


def test_nothing_is_refused_that_may_still_be_read() -> None:
    class Half(LoadedEvents):
        share = 0.5

    half = Half(tuple(FOUR))
    assert jump_fault(half, "400") == jump_fault(half, "#400") == jump_fault(Half(()), "0") == ""
    assert jump_fault(half, "x") != ""
