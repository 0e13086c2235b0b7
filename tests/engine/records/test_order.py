"""Events sorted by time in bounded memory."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.records import order
from atp_tui.engine.records.order import by_time


class Event(NamedTuple):
    time: int | None
    message: str = ""
    number: int = 0


@given(st.lists(st.integers(0, 9), max_size=30))
def test_events_come_by_time_and_those_of_one_time_as_they_were(times: list[int]) -> None:
    events = [Event(time, number=number) for number, time in enumerate(times)]
    assert list(by_time(events)) == sorted(events, key=lambda event: event.time or 0)


def test_an_event_without_a_time_stays_behind_the_one_before() -> None:
    events = [Event(5, "a"), Event(None, "b"), Event(1, "c")]
    assert [event.message for event in by_time(events)] == ["c", "a", "b"]


@pytest.mark.parametrize(("limit", "most"), [("MAX_HELD", 3), ("MAX_HELD_TEXT", 6)])
def test_no_more_are_held_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch, limit: str, most: int) -> None:
    monkeypatch.setattr(order, limit, most)
    events = [Event(time, "ab") for time in (9, 8, 7, 6, 5)]
    found = [event.time for event in by_time(events)]
    assert sorted(time or 0 for time in found) == [5, 6, 7, 8, 9]
    assert found != sorted(time or 0 for time in found)
